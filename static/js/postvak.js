// The list of the inbox: a row opens in the panel where there is room for it, and letters are keys.
(() => {
  const inbox = document.querySelector(".inbox");
  if (!inbox) return;
  const wide = matchMedia("(min-width: 75.01rem)");
  let current = "";

  if (matchMedia("(min-width: 48.01rem)").matches) inbox.querySelector(".filters").open = true;

  const rows = () => [...inbox.querySelectorAll("tr[data-row]")];
  const link = (row) => row.querySelector("a[data-open]");
  const row = () => rows().find((one) => one.dataset.row === current);

  function mark() {
    for (const one of rows()) {
      const is = one.dataset.row === current;
      one.classList.toggle("on", is);
      if (is) one.setAttribute("aria-current", "true"); else one.removeAttribute("aria-current");
    }
  }

  function go(step) {
    const all = rows();
    if (!all.length) return;
    const now = all.findIndex((one) => one.dataset.row === current);
    const next = all[now < 0 ? 0 : Math.min(Math.max(now + step, 0), all.length - 1)];
    current = next.dataset.row;
    mark();
    link(next).focus();
    next.scrollIntoView({ block: "nearest" });
  }

  async function show(anchor) {
    current = anchor.closest("tr").dataset.row;
    mark();
    await htmx.ajax("GET", anchor.getAttribute("href"), { target: "#paneel", swap: "innerHTML" });
    anchor.closest("tr").classList.remove("new");
  }

  function count() {
    const place = inbox.querySelector("[data-count]");
    if (!place) return;
    place.dataset.none ??= place.textContent;
    const chosen = inbox.querySelectorAll("input[name=_selected_action]:checked").length;
    place.textContent = chosen === 0 ? place.dataset.none
      : chosen === 1 ? place.dataset.one : place.dataset.more.replace("%n", chosen);
  }

  inbox.addEventListener("click", (event) => {
    const anchor = event.target.closest("a[data-open]");
    const is_plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
    if (!anchor || !is_plain || !wide.matches || !window.htmx) return;
    event.preventDefault();
    show(anchor);
  });
  inbox.addEventListener("change", count);
  // The list is made anew after a step: what was ticked and typed stays.
  let kept = null;
  addEventListener("htmx:beforeSwap", (event) => {
    if (event.target.id !== "postvak") return;
    const box = inbox.querySelector("input[name=q]");
    const ticked = [...inbox.querySelectorAll("input[name=_selected_action]:checked")].map((one) => one.value);
    kept = { ticked, words: box.value, typing: document.activeElement === box };
  });
  addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "postvak") return;
    if (wide.matches) inbox.querySelector(".filters").open = true;
    const box = inbox.querySelector("input[name=q]");
    box.value = kept.words;
    if (kept.typing) box.focus();
    for (const one of inbox.querySelectorAll("input[name=_selected_action]")) one.checked = kept.ticked.includes(one.value);
    mark();
    count();
  });
  addEventListener("pageshow", count);

  const KEYS = {
    j: () => go(1),
    k: () => go(-1),
    x: () => row()?.querySelector("input[type=checkbox]").click(),
    "/": () => { inbox.querySelector(".filters").open = true; inbox.querySelector("input[name=q]").focus(); },
    "?": () => {
      const list = document.getElementById("toetsen");
      list.open = !list.open;
      if (list.open) { list.scrollIntoView({ block: "nearest" }); list.querySelector("summary").focus(); }
    },
  };
  addEventListener("keydown", (event) => {
    if (inbox.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (key === "Enter") {
      if (event.target === document.body && row()) link(row()).click();
      return;
    }
    const act = KEYS[key];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
