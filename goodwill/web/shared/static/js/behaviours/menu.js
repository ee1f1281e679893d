// A <details> menu: closes on Escape, on a press outside and after a choice; arrow keys move within it.
export function attach(menu) {
  const button = menu.querySelector("summary");
  const items = () => [...menu.querySelectorAll(".menu__list :is(a, button, input, select, textarea, label[tabindex])")].filter((item) => item.offsetParent !== null);
  const close = (withFocus) => {
    if (!menu.open) return;
    menu.open = false;
    if (withFocus) button.focus();
  };
  menu.addEventListener("toggle", () => {
    button.setAttribute("aria-expanded", String(menu.open));
    if (menu.open) (menu.querySelector("[autofocus]") ?? items()[0])?.focus();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      event.stopPropagation();
      event.preventDefault();
      close(true);
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !menu.open || event.target.matches("textarea, select, input[type=datetime-local]")) return;
    event.preventDefault();
    const list = items();
    const at = list.indexOf(document.activeElement);
    list[(at + step + list.length) % list.length]?.focus();
  });
  menu.addEventListener("click", (event) => {
    if (event.target.closest("a.menu__item, button.menu__item")) setTimeout(() => close(false));
  });
  const outside = (event) => {
    if (!menu.isConnected) document.removeEventListener("pointerdown", outside);
    else if (!menu.contains(event.target)) close(false);
  };
  document.addEventListener("pointerdown", outside);
}
