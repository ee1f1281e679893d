// A line about what was just done: counts down beside Undo, and leaves; waits while it is pointed at or focused.
export function attach(flash) {
  let left = Number(flash.dataset.seconds);
  const count = flash.querySelector("[data-countdown]");
  const show = () => count && (count.textContent = `${left}`);
  show();
  const timer = setInterval(() => {
    if (!flash.isConnected) return clearInterval(timer);
    // Only what has no deadline waits for the reader: an Undo that runs out does so on the server too.
    if (!count && flash.matches(":hover, :focus-within")) return;
    left -= 1;
    show();
    if (left <= 0) flash.remove();
  }, 1000);
  flash.querySelector("[data-flash-close]")?.addEventListener("click", () => flash.remove());
  const form = flash.querySelector("[data-flash-act]")?.form;
  // Out of sight at once, but in the page until the answer came: htmx drops the answer to an element that is gone.
  form?.addEventListener("submit", () => {
    clearInterval(timer);
    flash.hidden = true;
  });
  form?.addEventListener("htmx:afterOnLoad", () => flash.remove());
}
