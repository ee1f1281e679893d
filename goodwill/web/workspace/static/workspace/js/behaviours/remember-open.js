// A fold that remembers on this device whether it was open.
export function attach(fold) {
  try {
    const known = localStorage.getItem(`fold-${fold.dataset.name}`);
    if (known) fold.open = known === "open";
    fold.addEventListener("toggle", () => localStorage.setItem(`fold-${fold.dataset.name}`, fold.open ? "open" : "folded"));
  } catch {
    // Storage is forbidden: the fold opens as it was drawn.
  }
}
