// What scripts add to the form, to following and to an appointment: leaving at once, and being told in time.
(() => {
  "use strict";
  const all = (selector, use) => document.querySelectorAll(selector).forEach(use);
  const show = (element, shown) => { if (element) element.hidden = !shown; };

  // “Snel weg”: the page is blank before anything is asked of the server, and Back does not lead to it.
  all("[data-verlaat]", (form) => {
    let pressed = [];
    const leave = () => {
      document.body.hidden = true;
      document.title = "…";
      const body = new URLSearchParams(new FormData(form));
      fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {});
      location.replace(form.dataset.verlaat);
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave();
    });
    // Shift three times within one and a half seconds, and nothing else in between.
    addEventListener("keydown", (event) => {
      if (event.repeat) return;
      pressed = event.key === "Shift" ? [...pressed.slice(-2), event.timeStamp] : [];
      if (pressed.length === 3 && event.timeStamp - pressed[0] < 1500) leave();
    });
    addEventListener("pointerdown", () => { pressed = []; });
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      document.body.hidden = true;
      location.reload();
    });
  });

  // A step is sent only when there is a connection; without one the page stays, with everything on it.
  const offline = (near, shown) => show((near?.closest("form") ?? document).querySelector("[data-geen-verbinding]"), shown);
  all("[data-stap]", (form) => {
    let checked = false;
    form.addEventListener("submit", async (event) => {
      if (checked) return;
      event.preventDefault();
      try {
        await fetch(form.dataset.stap, { cache: "no-store", signal: AbortSignal.timeout(4000) });
      } catch (error) {
        if (error.name !== "TimeoutError") return offline(form, true);
      }
      offline(form, false);
      checked = true;
      form.requestSubmit(event.submitter ?? undefined);
      checked = false;
    });
  });
  addEventListener("htmx:sendError", (event) => offline(event.target, true));
  addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) offline(event.target, false); });

  // Is there news? Asked once a minute, while somebody can see the page. Typing says that somebody is there.
  all("[data-nieuws]", (page) => {
    let typed = false;
    addEventListener("input", () => { typed = true; });
    setInterval(() => {
      if (document.hidden && !typed) return;
      page.querySelector("input").disabled = !typed;
      typed = false;
      page.dispatchEvent(new CustomEvent("nieuws"));
    }, 60000);
  });

  // What stands in a form, also in one that htmx puts in the place of another.
  const prepare = (part) => {
    const within = (selector, use) => part.querySelectorAll(selector).forEach(use);
    // Letters left: seen at once, spoken from 90 % on and only when the typing stops.
    within("[data-letters]", (hint) => {
      const { voor, nog, over, letters } = hint.dataset;
      const text = document.getElementById(voor);
      const status = hint.nextElementSibling;
      const before = hint.textContent;
      const number = new Intl.NumberFormat(document.documentElement.lang);
      let timer;
      const count = () => {
        const used = [...text.value].length;
        const left = letters - used;
        const sentence = (left < 0 ? over : nog).replace("{n}", number.format(Math.abs(left)));
        hint.textContent = used ? sentence : before;
        hint.classList.toggle("err", left < 0);
        clearTimeout(timer);
        timer = setTimeout(() => { status.textContent = used >= letters * 0.9 ? sentence : ""; }, 1000);
      };
      text.addEventListener("input", count);
      count();
    });

    within("[data-namen]", (list) => {
      document.getElementById(list.dataset.namen).addEventListener("change", (event) => {
        list.replaceChildren(...[...event.target.files].map((file) => {
          const line = document.createElement("li");
          line.textContent = file.name;
          return line;
        }));
      });
    });
  };
  prepare(document);
  addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });

  // A suggestion for the place is filled in here; elsewhere it is a page to open.
  all("[data-vul]", (input) => {
    const list = document.getElementById(input.dataset.combobox);
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-tekst]");
      if (!option) return;
      event.preventDefault();
      input.value = option.dataset.tekst;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      list.replaceChildren();
      show(list, false);
      input.focus();
    });
  });

  all("[data-kopieer]", (button) => {
    show(button, Boolean(navigator.clipboard));
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.kopieer);
      document.getElementById(button.getAttribute("aria-describedby")).textContent = button.dataset.klaar;
    });
  });
  all("[data-print]", (button) => {
    show(button, true);
    button.addEventListener("click", () => print());
  });

  const focus = (part) => part.querySelector("[data-focus]")?.focus();
  focus(document);
  addEventListener("htmx:load", (event) => focus(event.target));
})();
