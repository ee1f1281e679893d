// Names after an @ in a note.
import { insert, openPicker } from "helpers/picker";

export function mentions(field, source, picker) {
  if (!field) return;
  let asked;
  let open;
  // Asked for when the writing begins, so that the first @ finds the names here.
  const known = () => (asked ??= fetch(source).then(async (answer) => (answer.ok ? (await answer.json()).names : [])));
  field.addEventListener("focus", known);

  field.addEventListener("input", async () => {
    const before = field.value.slice(0, field.selectionStart);
    const found = before.match(/(?:^|\s)@([\p{L}\d.'-]*(?: [\p{L}\d.'-]*)?)$/u);
    if (!found) return open?.close();
    const names = await known();
    const typed = found[1].toLowerCase();
    const fitting = names.filter((name) => name.toLowerCase().startsWith(typed) || name.toLowerCase().split(" ").some((part) => typed && part.startsWith(typed)));
    if (!fitting.length || fitting.some((name) => name.toLowerCase() === typed)) return open?.close();
    picker.replaceChildren(...fitting.slice(0, 8).map(item));
    const from = before.length - found[1].length;
    if (open) return open.mark(0);
    open = openPicker(picker, {
      field,
      onClose: () => (open = null),
      onChoose: (chosen) => {
        const start = field.value.lastIndexOf("@", field.selectionStart - 1) + 1 || from;
        insert(field, `${chosen.textContent} `, start);
      },
    });
  });
}

function item(name) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "picker__item", textContent: name });
  button.setAttribute("role", "option");
  return button;
}
