// A list that a field above it narrows down while typing; Enter goes to the first line that is left.
export function attach(frame) {
  const field = frame.querySelector("[data-filter]");
  const lines = [...frame.querySelectorAll("[data-line]")];
  field.focus({ preventScroll: true });
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    for (const line of lines) line.hidden = !words.every((word) => line.textContent.toLowerCase().includes(word));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    lines.find((line) => !line.hidden)?.querySelector("a")?.click();
  });
}
