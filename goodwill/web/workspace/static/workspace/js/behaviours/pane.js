// The open conversation and its card: which row it is, folding the card, following links within the pane.
import { remember } from "helpers/dom";
import { markCurrent } from "behaviours/list";

export function attach(pane) {
  const conversation = pane.querySelector("#conversation");
  const number = conversation?.dataset.number;
  if (number) {
    const row = document.getElementById(`row-${number}`);
    markCurrent(row?.querySelector(".entry__link"));
    document.title = conversation.dataset.title;
  }
  pane.addEventListener("click", (event) => {
    if (!event.target.closest("[data-toggles-card]")) return;
    if (matchMedia("(max-width: 1279px)").matches) {
      pane.classList.toggle("pane--open");
      (pane.classList.contains("pane--open") ? pane.querySelector("#card a, #card button") : pane.querySelector("[data-toggles-card]"))?.focus();
    } else {
      const isFolded = pane.classList.toggle("pane--folded");
      remember("card", isFolded ? "folded" : "open");
    }
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && pane.classList.contains("pane--open")) {
      event.preventDefault();
      event.stopPropagation();
      pane.classList.remove("pane--open");
      pane.querySelector("[data-toggles-card]")?.focus();
    }
  });
}
