// An order or a remedy beside the conversation: links marked data-panel open there, Escape and the cross close it.
export function attach(pane) {
  const panel = () => pane.querySelector("#panel");
  let cameFrom = null;

  pane.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && panel()) {
      event.preventDefault();
      open(link);
    } else if (event.target.closest("[data-closes-panel]")) close();
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel()?.contains(event.target) || event.target.closest("details.menu[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  }, true);
  pane.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== panel()) return;
    panel().scrollTop = 0;
    // What went wrong takes the focus by itself.
    if (!panel().querySelector("[role=alert]")) panel().querySelector(".panel__title")?.focus({ preventScroll: true });
  });

  function open(link) {
    cameFrom = link.getAttribute("href");
    if (pane.classList.contains("pane--folded")) pane.classList.remove("pane--folded");
    if (matchMedia("(max-width: 1279px)").matches) pane.classList.add("pane--open");
    htmx.ajax("GET", link.href, { source: link, target: "#panel", swap: "innerHTML" });
  }

  function close() {
    panel().replaceChildren();
    const link = cameFrom && [...pane.querySelectorAll("a[data-panel]")].find((one) => one.getAttribute("href") === cameFrom && one.offsetParent);
    (link ?? pane.querySelector(".card__name"))?.focus();
  }
}
