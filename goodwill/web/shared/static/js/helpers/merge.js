// Brings a list up to date without touching what has not changed, so that focus, scroll, open folds and chosen boxes stay.
// An htmx swap style: hx-swap-oob="merge". Children are matched by id; each remembers the markup it was made from.

const sources = new WeakMap();

function sourceOf(element) {
  return sources.get(element) ?? sources.set(element, markup(element)).get(element);
}

function markup(element) {
  // Tokens differ from page to page and mean nothing here.
  return element.outerHTML.replace(/(name="csrfmiddlewaretoken" value=")[^"]*/g, "$1");
}

export function remember(root) {
  for (const child of root.children) sourceOf(child);
}

export function merge(target, fragment) {
  const wanted = [...fragment.children];
  const here = new Map([...target.children].filter((child) => child.id).map((child) => [child.id, child]));
  const arrived = [];
  let previous = null;
  for (const fresh of wanted) {
    const known = fresh.id ? here.get(fresh.id) : undefined;
    here.delete(fresh.id);
    let placed = known;
    if (!known || sourceOf(known) !== markup(fresh)) {
      sources.set(fresh, markup(fresh));
      if (known) {
        keepState(known, fresh);
        known.replaceWith(fresh);
      }
      placed = fresh;
      arrived.push({ element: fresh, isNew: !known });
    }
    const next = previous ? previous.nextElementSibling : target.firstElementChild;
    if (next !== placed) target.insertBefore(placed, next);
    previous = placed;
  }
  for (const gone of here.values()) if (!gone.hasAttribute("data-keep")) gone.remove();
  return arrived;
}

// What a person did to an element outlives its renewal.
function keepState(old, fresh) {
  const boxes = [...old.querySelectorAll("input[type=checkbox]")];
  [...fresh.querySelectorAll("input[type=checkbox]")].forEach((box, at) => (box.checked = boxes[at]?.checked ?? box.checked));
  const folds = [...old.querySelectorAll("details")];
  [...fresh.querySelectorAll("details")].forEach((fold, at) => (fold.open = folds[at]?.open ?? fold.open));
  const current = old.querySelector("[aria-current]");
  if (current) fresh.querySelector(".entry__link")?.setAttribute("aria-current", "true");
  if (old.contains(document.activeElement)) {
    const at = [...old.querySelectorAll("a, button, input, summary")].indexOf(document.activeElement);
    setTimeout(() => fresh.querySelectorAll("a, button, input, summary")[at]?.focus({ preventScroll: true }));
  }
}

htmx.defineExtension("merge", {
  isInlineSwap: () => false,
  handleSwap(style, target, fragment) {
    if (style !== "merge") return false;
    const arrived = merge(target, fragment);
    target.dispatchEvent(new CustomEvent("merged", { bubbles: true, detail: { arrived } }));
    return arrived.map((change) => change.element);
  },
});
