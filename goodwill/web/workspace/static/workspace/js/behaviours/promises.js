// Counts down what elements with data-due say, without asking the desk: words, then attention from data-warn on, then danger.
const OFTEN = 1000;
const SELDOM = 15000;
const NEAR = 120000;

export function attach(words) {
  const texts = words.dataset;
  let timer;

  count();
  document.body.addEventListener("htmx:load", soon);
  document.addEventListener("visibilitychange", soon);

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(count, 50);
  }

  function count() {
    clearTimeout(timer);
    if (!words.isConnected) {
      document.body.removeEventListener("htmx:load", soon);
      document.removeEventListener("visibilitychange", soon);
      return;
    }
    // A page that nobody sees counts again when it is looked at.
    if (document.hidden) return;
    const now = Date.now();
    let nearest = Infinity;
    for (const element of document.querySelectorAll("[data-due]")) {
      const due = Date.parse(element.dataset.due);
      const warn = Date.parse(element.dataset.warn || element.dataset.due);
      nearest = Math.min(nearest, Math.abs(due - now), Math.abs(warn - now));
      show(element, due - now, now >= warn);
    }
    timer = setTimeout(count, nearest < NEAR ? OFTEN : SELDOM);
  }

  function show(element, left, presses) {
    element.classList.toggle("chip--danger", left <= 0);
    element.classList.toggle("chip--attention", left > 0 && presses);
    const place = element.querySelector("[data-left]");
    const said = (left < 0 ? texts.timeLate : texts.timeLeft).replace("%(time)s", span(Math.floor(Math.abs(left) / 1000)));
    if (place.textContent !== said) place.textContent = said;
  }

  // The same steps as times.py has.
  function span(seconds) {
    const [count, unit] =
      seconds < 120 ? [seconds, "s"] : seconds < 7200 ? [seconds / 60, "min"] : seconds < 172800 ? [seconds / 3600, "h"] : [seconds / 86400, "days"];
    return texts[unit].replace("%(count)s", Math.floor(count));
  }
}
