// What scripts add to pages that work without them: suggestions, the position, and the buurt that somebody keeps.
(() => {
  "use strict";
  const all = (selector, use) => document.querySelectorAll(selector).forEach(use);
  const show = (element, shown) => { element.hidden = !shown; };

  all("[data-met-script]", (element) => show(element, true));

  // The search field as a combobox (WAI-ARIA APG, list autocomplete with manual selection). Enter without a chosen
  // suggestion stays the form's. A postcode or a house number is never sent before somebody asks for it.
  all("[data-combobox]", (input) => {
    const list = document.getElementById(input.dataset.combobox);
    const status = document.getElementById("q-status");
    const options = () => [...list.querySelectorAll("[role=option]")];
    const isPrivate = (text) => text.length < 3 || /^\d{3}/.test(text) || /[^\d\s]\s+\d/.test(text);
    let timer;
    let chosen = -1;

    const choose = (index) => {
      const items = options();
      chosen = items.length ? (index + items.length) % items.length : -1;
      items.forEach((item, place) => item.setAttribute("aria-selected", place === chosen));
      if (chosen < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({ block: "nearest" });
    };
    const forget = () => {
      chosen = -1;
      input.removeAttribute("aria-activedescendant");
      options().forEach((item) => item.setAttribute("aria-selected", "false"));
    };
    const open = (shown) => {
      show(list, shown);
      input.setAttribute("aria-expanded", shown);
      if (!shown) forget();
    };
    const stop = () => {
      clearTimeout(timer);
      input.dispatchEvent(new CustomEvent("htmx:abort", { bubbles: true, detail: {} }));
    };

    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    open(false);

    input.addEventListener("input", () => {
      stop();
      forget();
      const text = input.value.trim();
      if (isPrivate(text)) {
        list.replaceChildren();
        status.textContent = "";
        return open(false);
      }
      timer = setTimeout(() => input.dispatchEvent(new CustomEvent("suggesties")), 250);
    });
    input.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
    });
    list.addEventListener("htmx:beforeSwap", (event) => {
      if (event.detail.xhr.status !== 200) event.detail.shouldSwap = false;
    });
    list.addEventListener("htmx:afterSwap", () => {
      forget();
      open(document.activeElement === input && options().length > 0);
    });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.isComposing) return;
      if (step && options().length) {
        event.preventDefault();
        const from = list.hidden || chosen < 0 ? (step > 0 ? -1 : 0) : chosen;
        open(true);
        choose(from + step);
      } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        event.preventDefault();
        options()[chosen].click();
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        stop();
        open(false);
      } else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) {
        forget();
      }
    });
    input.addEventListener("blur", () => {
      stop();
      open(false);
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
  });

  // The position: asked for on click only, rounded to about 100 m, sent once.
  all("[data-positie]", (form) => {
    const say = (name) => all("[data-melding]", (text) => show(text, text.dataset.melding === name));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!navigator.geolocation) return say("geweigerd");
      say("bezig");
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lat.value = coords.latitude.toFixed(3);
          form.elements.lon.value = coords.longitude.toFixed(3);
          form.submit();
        },
        (error) => say(error.code === 1 ? "geweigerd" : "onbekend"),
        { maximumAge: 60000, timeout: 15000 },
      );
    });
  });

  // “Onthoud mijn buurt”: name and address in this browser only, and only after a click.
  const KEY = "mijn-buurt";
  const PATH = /^\/mijn-buurt\/[a-z0-9-]+\/[a-z0-9-]+\/$/;
  const kept = () => {
    try {
      const buurt = JSON.parse(localStorage.getItem(KEY));
      return buurt && buurt.naam && PATH.test(buurt.pad) ? buurt : null;
    } catch {
      return null;
    }
  };
  const keep = (buurt) => {
    try {
      if (buurt) localStorage.setItem(KEY, JSON.stringify(buurt));
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that stores nothing: the page works without.
    }
  };
  all("[data-onthoud]", (button) => {
    const { naam, vergeet } = button.dataset;
    const pad = button.dataset.pad.replace(/^\/en\//, "/");
    const onthoud = button.textContent;
    const isKept = () => kept()?.pad === pad;
    const label = () => { button.textContent = isKept() && vergeet ? vergeet : onthoud; };
    button.addEventListener("click", () => {
      keep(isKept() ? null : { naam, pad });
      label();
    });
    label();
    show(button, PATH.test(pad));
  });
  all("[data-mijn-buurt]", (card) => {
    const buurt = kept();
    const link = card.querySelector("a");
    if (!buurt || !link) return;
    link.textContent = buurt.naam;
    link.href = (document.documentElement.lang === "en" ? "/en" : "") + buurt.pad;
    card.querySelector("button").addEventListener("click", () => {
      keep(null);
      show(card, false);
      document.getElementById("q")?.focus();
    });
    show(card, true);
  });
})();
