// The page as a whole: shows the thin bar while htmx waits, tells failures in words, and keeps the sign-in honest.
import { say } from "helpers/dom";

export function attach(body) {
  let waiting = 0;
  const show = (change) => {
    waiting = Math.max(0, waiting + change);
    document.documentElement.toggleAttribute("data-waiting", waiting > 0);
  };
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.detail.elt.closest("[data-quietly]")) show(1);
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.elt.closest("[data-quietly]")) show(-1);
  });
  // A refusal (409, 422) comes with the fragment that says why: show it.
  body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  const trouble = (words) => {
    const flashes = document.getElementById("flashes");
    const line = document.createElement("div");
    line.className = "flash";
    line.dataset.behaviour = "flash";
    line.dataset.seconds = "12";
    const text = document.createElement("span");
    text.className = "flash__text";
    text.textContent = words;
    line.append(text);
    flashes?.append(line);
    htmx.process(line);
    setTimeout(() => line.remove(), 12000);
    say(words);
  };
  const words = body.dataset;
  body.addEventListener("htmx:sendError", (event) => event.detail.elt.closest("[data-quietly]") || trouble(words.offline ?? "The server could not be reached. Nothing was changed; what you wrote is kept here."));
  body.addEventListener("htmx:responseError", (event) => event.detail.elt.closest("[data-quietly]") || trouble(event.detail.xhr.getResponseHeader("X-Sentence") ?? words.failed ?? "That did not work. Nothing was changed; please try again."));
}
