// Ctrl-K: the commands are drawn by the server for the page that is open, and filtered here while typing.
import { csrfToken, press as pressOn } from "helpers/dom";

export function attach(dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector(".palette__none");
  let chosen = 0;
  let loading = Promise.resolve();

  dialog.addEventListener("palette-open", () => {
    if (dialog.open) return dialog.close();
    input.value = "";
    dialog.showModal();
    input.focus();
    loading = load();
  });

  async function load() {
    const number = document.getElementById("conversation")?.dataset.number ?? "";
    const answer = await fetch(`${dialog.dataset.source}?conversation=${number}`, { headers: { "X-CSRFToken": csrfToken(), "HX-Request": "true" } });
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
    filter();
  }

  input.addEventListener("input", filter);
  input.addEventListener("keydown", async (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      choose(chosen + step);
    }
    if (event.key === "Enter") {
      event.preventDefault();
      // Whoever types faster than the commands arrive means the command, not a search for its name.
      await loading.catch(() => {});
      if (dialog.open) run(shown()[chosen]);
    }
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (!item) return;
    event.preventDefault();
    run(item);
  });

  function shown() {
    return [...list.querySelectorAll("[role=option]:not([hidden])")];
  }

  function filter() {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    for (const item of list.querySelectorAll("[role=option]")) {
      const text = plain(item.dataset.words ?? item.textContent);
      item.hidden = !words.every((word) => text.includes(word));
    }
    for (const title of list.querySelectorAll("[role=group]")) title.hidden = !title.querySelector("[role=option]:not([hidden])");
    none.hidden = shown().length > 0 || !input.value;
    choose(0);
  }

  function choose(at) {
    const items = shown();
    chosen = items.length ? (at + items.length) % items.length : 0;
    for (const item of list.querySelectorAll("[role=option]")) item.setAttribute("aria-selected", String(item === items[chosen]));
    if (items[chosen]) {
      input.setAttribute("aria-activedescendant", items[chosen].id);
      items[chosen].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function run(item) {
    const number = input.value.trim().match(/^#?(\d+)$/);
    if (number) return location.assign(`/conversations/${number[1]}/`);
    if (!item) return input.value.trim() && location.assign(`/search?q=${encodeURIComponent(input.value.trim())}`);
    dialog.close();
    if (item.dataset.href) return location.assign(item.dataset.href);
    if (item.dataset.assign !== undefined) {
      const field = document.getElementById("assignee");
      field.value = item.dataset.assign;
      return field.form.requestSubmit();
    }
    const press = item.dataset.press;
    const keys = document.querySelector(`#keys [data-does="${press}"]`)?.dataset.keys;
    const element = document.querySelector(`[data-shortcut="${press}"]`);
    if (element) pressOn(element);
    else if (keys) document.body.dispatchEvent(new KeyboardEvent("keydown", { key: keys, bubbles: true, cancelable: true }));
  }
}

function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
