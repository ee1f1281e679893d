// Starts the behaviours that elements name in data-behaviour, now and in whatever htmx brings in.
import "helpers/merge";

document.documentElement.classList.add("scripts");

const started = new WeakMap();
const loaded = new Map();

async function start(element) {
  for (const name of element.dataset.behaviour.split(/\s+/).filter(Boolean)) {
    const done = started.get(element) ?? started.set(element, new Set()).get(element);
    if (done.has(name)) continue;
    done.add(name);
    // What was loaded before starts at once: the next key may come before a promise does.
    if (!loaded.has(name)) loaded.set(name, await import(`behaviours/${name}`));
    if (element.isConnected) loaded.get(name).attach(element);
  }
}

function startWithin(root) {
  const elements = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) elements.unshift(root);
  return Promise.all(elements.map(start));
}

startWithin(document.documentElement).then(() => document.documentElement.setAttribute("data-ready", ""));
document.addEventListener("htmx:load", (event) => startWithin(event.detail.elt));
