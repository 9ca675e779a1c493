// Copy a text and print a page, where a browser can: without scripts the text can be selected.
(() => {
  "use strict";
  document.querySelectorAll("[data-kopieer-van]").forEach((button) => {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.kopieerVan).value);
      document.getElementById(button.getAttribute("aria-describedby")).textContent = button.dataset.klaar;
    });
  });
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
