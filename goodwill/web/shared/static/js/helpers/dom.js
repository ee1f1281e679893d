// Small things that several behaviours need.

// Tell people who listen to the page rather than see it.
export function say(words) {
  const place = document.getElementById("said");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

// True while the keys belong to a field.
export function isTyping(target) {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit])"));
}

export function debounce(wait, act) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => act(...values), wait);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

export function csrfToken() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

// Remember a choice of this browser for a year; the server reads it when it draws the next page.
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax${secure}`;
}

// Do what a click does; a choice opens.
export function press(element) {
  if (!element?.matches("select")) return element?.click();
  element.focus();
  try {
    element.showPicker();
  } catch {
    say(element.labels[0]?.textContent ?? "");
  }
}
