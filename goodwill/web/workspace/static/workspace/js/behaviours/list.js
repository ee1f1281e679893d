// The list: which row is open, which are chosen, and the bar for several at once.
import { remember } from "helpers/merge";

export function attach(list) {
  const rows = list.querySelector("#rows");
  const batch = list.querySelector("#batch");
  remember(rows);

  list.addEventListener("change", (event) => {
    if (event.target.name === "ids") count();
    // A choice in the bar acts at once.
    const acts = event.target.dataset.acts;
    if (acts && event.target.value) run(acts);
  });
  batch?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.dataset.acts !== "tag") return;
    event.preventDefault();
    if (event.target.value.trim()) run("tag");
  });
  batch?.querySelector("[data-clear]").addEventListener("click", clear);
  list.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.classList.contains("list--choosing")) {
      event.preventDefault();
      clear();
    }
  });
  rows.addEventListener("merged", count);
  document.body.addEventListener("batch-done", clear);

  rows.addEventListener("click", (event) => {
    const link = event.target.closest(".entry__link");
    if (link && !event.ctrlKey && !event.metaKey) markCurrent(link);
  });

  function run(action) {
    batch.querySelector("[data-does]")?.remove();
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "action", value: action });
    field.dataset.does = "";
    batch.append(field);
    batch.requestSubmit();
    setTimeout(() => {
      field.remove();
      for (const choice of batch.querySelectorAll("[data-acts]")) choice.value = "";
    });
  }

  function clear() {
    for (const box of rows.querySelectorAll("[name=ids]:checked")) box.checked = false;
    count();
  }

  function count() {
    const chosen = rows.querySelectorAll("[name=ids]:checked").length;
    list.classList.toggle("list--choosing", chosen > 0);
    const words = batch?.querySelector("[data-count]");
    if (words) words.textContent = chosen ? words.dataset.count.replace("%(count)s", chosen) : "";
  }
}

export function markCurrent(link) {
  for (const other of document.querySelectorAll("#rows [aria-current]")) other.removeAttribute("aria-current");
  if (!link) return;
  link.setAttribute("aria-current", "true");
  const row = link.closest(".entry");
  row.classList.remove("entry--unread");
}
