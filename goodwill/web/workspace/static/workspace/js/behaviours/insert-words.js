// A form whose button puts words into the reply that is being written: at the cursor, and nothing typed is lost.
// Without scripts the server adds them to the draft.
import { csrfToken, say } from "helpers/dom";
import { insert } from "helpers/picker";

export function attach(form) {
  form.addEventListener("submit", async (event) => {
    const field = document.getElementById("reply-text");
    if (!field) return;
    event.preventDefault();
    const button = event.submitter;
    const body = new FormData(form, button);
    button?.setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" } }).catch(() => null);
    button?.removeAttribute("aria-busy");
    if (!answer?.ok) return form.submit();
    const { text, missing } = await answer.json();
    const mode = document.getElementById("mode-reply");
    if (mode && !mode.checked) mode.click();
    const before = field.value.slice(0, field.selectionStart);
    const gap = before && !/\n\n$/.test(before) ? (before.endsWith("\n") ? "\n" : "\n\n") : "";
    insert(field, gap + text);
    if (missing.length) say(missing.join(", "));
    field.dispatchEvent(new Event("gaps"));
    field.scrollIntoView({ block: "nearest" });
  });
}
