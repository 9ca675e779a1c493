// One melding: keys for its steps, focus where something new appears, and who else is looking.
(() => {
  "use strict";
  const IDLE = 10 * 60 * 1000; // after this long without a key or a click nobody is looking any more
  const EVERY = 30 * 1000;
  let lastUse = Date.now();
  const dossier = () => document.querySelector("[data-dossier]");

  ["keydown", "pointerdown", "scroll"].forEach((name) => document.addEventListener(name, () => { lastUse = Date.now(); }, { passive: true }));
  setInterval(() => {
    const element = document.querySelector("[data-kijkers]");
    const isThere = document.visibilityState === "visible" && Date.now() - lastUse < IDLE;
    if (element && isThere) element.dispatchEvent(new CustomEvent("kijk"));
  }, EVERY);

  // Keys: off inside fields, with a modifier, and for who switched them off (WCAG 2.1.4).
  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
  const shut = () => {
    const step = document.getElementById("stap");
    if (!step || !step.firstElementChild) return false;
    step.replaceChildren();
    const title = document.getElementById("dossier-titel");
    if (title) title.focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const panel = dossier();
    if (!panel || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const typed = document.querySelector("#stap textarea");
      if (!(typed && typed.value.trim()) && shut()) event.preventDefault();
      return;
    }
    if (panel.dataset.toetsen !== "aan" || isTyping(event.target)) return;
    const action = panel.querySelector(`[data-toets="${CSS.escape(event.key.toUpperCase())}"]`);
    if (!action || event.key.length !== 1) return;
    event.preventDefault();
    if (window.htmx) window.htmx.process(action.closest("form") || action); // a quick hand is there before htmx is
    action.click();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-sluit]") || !window.htmx) return;
    if (shut()) event.preventDefault();
  });

  // What htmx puts in place gets the focus: the preview, the first mistake, the form, or the title after a step.
  const focusOn = (place) => {
    const found = place.querySelector("[aria-invalid=true], .changed, .errorlist");
    const fresh = [...place.querySelectorAll("[data-focus]")].pop();
    const field = place.id === "stap" && !place.querySelector(".preview") && place.querySelector("textarea, select, input:not([type=hidden])");
    const target = found || place.querySelector("[data-hier]") || field || fresh;
    if (!target) return;
    if (!target.matches("input, select, textarea, button, a, [tabindex]")) target.tabIndex = -1;
    target.focus();
    target.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("DOMContentLoaded", () => {
    const step = document.getElementById("stap");
    if (step) focusOn(step);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.target;
    if (place.id === "stap" || place.id === "antwoord") focusOn(place);
    if (place.id === "paneel") {
      const title = place.querySelector("[aria-invalid=true], .referral .errorlist") || document.getElementById("dossier-titel");
      if (title && !title.matches("input, textarea, [tabindex]")) title.tabIndex = -1;
      if (title) title.focus();
    }
  });

  const hideButtons = () => document.querySelectorAll("[data-kies-knop]").forEach((button) => { button.hidden = Boolean(window.htmx); });
  document.addEventListener("DOMContentLoaded", hideButtons);
  document.addEventListener("htmx:afterSettle", hideButtons);

  // A saved answer, once chosen, is shown at once.
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-kies]") || !window.htmx) return;
    if (event.target.value) event.target.form.querySelector("[data-kies-knop]").click();
  });
})();
