// Opens a <dialog> from any element with data-opens="its id"; a press on the backdrop closes it.
export function attach(dialog) {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest(`[data-opens="${dialog.id}"]`);
    if (!opener || !dialog.isConnected) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
