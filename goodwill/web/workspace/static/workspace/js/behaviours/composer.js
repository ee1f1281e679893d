// Writing: drafts saved while typing, Ctrl-Enter, files by picker, paste and drop, saved replies, names after @.
import { csrfToken, debounce } from "helpers/dom";
import { filesOf } from "helpers/files";
import { gaps } from "helpers/gaps";
import { mentions } from "helpers/mentions";
import { savedReplies } from "helpers/saved-replies";

export function attach(composer) {
  const state = composer.querySelector("[data-draft-state]");
  for (const text of composer.querySelectorAll(".composer__text")) keepDraft(text);
  filesOf(composer);
  savedReplies(composer);
  gaps(composer);
  mentions(composer.querySelector("#note-text"), composer.dataset.mentionable, composer.querySelector("[data-picker]"));

  composer.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button.button--primary:not([type=button])"));
  });

  const recipients = composer.querySelector("[data-recipients]");
  recipients?.addEventListener("input", () => describe(recipients));
  composer.querySelector("[data-copy-all]")?.addEventListener("click", (event) => {
    const field = composer.querySelector("#cc");
    field.value = event.target.dataset.copyAll;
    describe(recipients);
    field.focus();
  });

  function describe(details) {
    const words = details.querySelector("[data-recipients-words]");
    words.dataset.first ??= words.textContent;
    const to = details.querySelector("#to");
    const cc = details.querySelector("#cc");
    const isChanged = to.value !== to.defaultValue || (cc?.value ?? "") !== (cc?.defaultValue ?? "");
    details.classList.toggle("composer__to--changed", isChanged);
    const names = [to, cc].filter((field) => field?.value.trim()).map((field) => `${field.labels[0].textContent} ${field.value.trim()}`);
    words.textContent = isChanged ? names.join(", ") : words.dataset.first;
  }

  function keepDraft(text) {
    const isNote = text.id === "note-text";
    const key = `draft-${composer.dataset.number}-${isNote ? "note" : "reply"}`;
    const second = read(key);
    // The second net: what the server did not get before the connection was lost.
    if (!text.value && second) text.value = second;
    let saved = text.value;
    const save = debounce(600, async () => {
      if (!composer.isConnected || text.value === saved) return;
      const value = text.value;
      const body = new URLSearchParams({ text: value, is_note: isNote ? "1" : "0" });
      const answer = await fetch(composer.dataset.draft, { method: "PUT", headers: { "X-CSRFToken": csrfToken() }, body, keepalive: true }).catch(() => null);
      if (!answer?.ok) return;
      saved = value;
      forget(key);
      state.textContent = value.trim() ? composer.dataset.saved : "";
    });
    text.addEventListener("input", () => {
      state.textContent = "";
      write(key, text.value);
      save();
    });
    text.form.addEventListener("submit", () => save.cancel());
    text.form.addEventListener("htmx:beforeOnLoad", (event) => event.detail.xhr.status < 400 && forget(key));
  }
}

function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the server's copy is then the only one.
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // As above.
  }
}
