// Saved replies: a button, Ctrl-/ or a ; at the start of a word opens them; the chosen one is filled in for this conversation.
import { csrfToken, say } from "helpers/dom";
import { insert, openPicker } from "helpers/picker";

export function savedReplies(composer) {
  const field = composer.querySelector("#reply-text");
  const picker = composer.querySelector("[data-picker]");
  if (!field) return;

  composer.querySelector("[data-saved-replies-open]").addEventListener("click", () => open(field.selectionStart));
  field.addEventListener("keydown", (event) => {
    if (event.key === "/" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      open(field.selectionStart);
    }
  });
  field.addEventListener("input", (event) => {
    const at = field.selectionStart;
    if (event.data === ";" && (at === 1 || /\s/.test(field.value[at - 2]))) open(at - 1);
  });

  async function open(from) {
    const end = field.selectionStart;
    const answer = await fetch(composer.dataset.savedReplies);
    if (!answer.ok) return;
    picker.innerHTML = await answer.text();
    const search = picker.querySelector("input");
    const shown = openPicker(picker, {
      field: search,
      onClose: () => field.focus(),
      onChoose: async (item) => {
        const filled = await fetch(item.dataset.insert, { method: "POST", headers: { "X-CSRFToken": csrfToken() } });
        const { text, missing } = await filled.json();
        field.setSelectionRange(end, end);
        insert(field, text, from);
        if (missing.length) say(missing.join(", "));
        field.dispatchEvent(new Event("gaps"));
      },
    });
    search.focus();
    search.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/);
      for (const item of picker.querySelectorAll(".picker__item")) item.hidden = !words.every((word) => item.textContent.toLowerCase().includes(word));
      shown.mark(0);
    });
  }
}
