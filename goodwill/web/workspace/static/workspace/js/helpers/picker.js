// A list above the composer to choose from with arrow keys and Enter, while the focus stays in a field.
export function openPicker(picker, { field, onChoose, onClose }) {
  let at = 0;
  picker.hidden = false;
  const items = () => [...picker.querySelectorAll(".picker__item:not([hidden])")];
  const mark = (next) => {
    const all = items();
    if (!all.length) return;
    at = (next + all.length) % all.length;
    all.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
    all[at].scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    picker.hidden = true;
    field.removeEventListener("keydown", onKey, true);
    picker.removeEventListener("click", onClick);
    document.removeEventListener("pointerdown", onOutside);
    onClose?.();
  };
  const choose = (item) => {
    close();
    if (item) onChoose(item);
  };
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(at + step);
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(items()[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event) => {
    const item = event.target.closest(".picker__item");
    if (item) choose(item);
  };
  const onOutside = (event) => {
    if (!picker.contains(event.target) && event.target !== field) close();
  };
  field.addEventListener("keydown", onKey, true);
  picker.addEventListener("click", onClick);
  document.addEventListener("pointerdown", onOutside);
  mark(0);
  return { close, mark };
}

// Replace what stands between `from` and the cursor.
export function insert(field, text, from = field.selectionStart) {
  field.focus();
  field.setRangeText(text, from, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
