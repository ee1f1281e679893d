// Copies the text of the element that data-copies names.
import { say } from "helpers/dom";

export function attach(button) {
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim());
    say(button.dataset.done ?? "");
    button.setAttribute("data-copied", "");
    setTimeout(() => button.removeAttribute("data-copied"), 2000);
  });
}
