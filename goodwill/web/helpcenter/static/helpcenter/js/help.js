// Small helps for the pages for customers; each page works without them.
document.documentElement.classList.add("scripts");
document.querySelector("[data-focus], .error-summary")?.focus();

// Times are said in the reader's own time from the next page on.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone}; path=/help; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

// A form that does something is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelector("button:not([type='button'])")?.setAttribute("aria-busy", "true");
  });
}
// Back from the history, the form may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// While something is being done, look again by itself: a few times, ever more slowly.
const waiting = document.querySelector("[data-look-again]");
if (waiting) {
  const place = `looked:${location.pathname}`;
  const looks = Number(sessionStorage.getItem(place) ?? 0);
  if (looks < 8) {
    setTimeout(() => {
      sessionStorage.setItem(place, String(looks + 1));
      location.reload();
    }, 1500 * (looks + 1));
  }
}

// The chosen photos, small, before they are sent.
for (const input of document.querySelectorAll("input[data-photos]")) {
  const strip = Object.assign(document.createElement("div"), { className: "help-photos" });
  input.after(strip);
  input.addEventListener("change", () => {
    strip.replaceChildren(
      ...[...input.files].slice(0, 5).map((file) => {
        const picture = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: file.name, width: 72, height: 72 });
        picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
        picture.addEventListener("error", () => picture.remove());
        return picture;
      }),
    );
  });
}

document.documentElement.setAttribute("data-ready", "");
