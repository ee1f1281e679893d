// The form of a remedy says what would happen while it is filled in, and shows only the fields that matter.
import { debounce } from "helpers/dom";

export function attach(form) {
  const run = form.querySelector("#dry-run");
  const grants = form.querySelector("[data-grants]");
  const look = debounce(250, () => {
    if (form.isConnected) htmx.ajax("POST", form.dataset.preview, { source: form, target: run, swap: "innerHTML", values: { step: "preview" } });
  });

  choose();
  look();
  form.addEventListener("input", () => {
    choose();
    look();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, [type=checkbox]")) look();
  });
  // Enter in a field asks what would happen; only the button itself does it.
  form.addEventListener("submit", (event) => {
    if (event.submitter === grants) {
      look.cancel();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    look();
  }, true);
  run.addEventListener("htmx:afterSwap", () => {
    const told = run.querySelector("[data-grant]");
    if (!told) return;
    grants.textContent = told.dataset.grant;
    form.querySelector("[data-says]:not([hidden])").textContent = told.dataset.says;
    grants.toggleAttribute("aria-disabled", false);
    if (!("possible" in told.dataset)) grants.setAttribute("aria-disabled", "true");
  });

  function choose() {
    for (const field of form.querySelectorAll("[data-only-if]")) {
      const other = form.elements.namedItem(field.dataset.onlyIf);
      field.hidden = other?.value !== field.dataset.onlyIfIs;
    }
  }
}
