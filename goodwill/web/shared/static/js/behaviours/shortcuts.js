// Obeys the keys of the ? sheet, which is the only table of them: each line says which keys do what.
import { isTyping, press, say } from "helpers/dom";

export function attach(body) {
  const sheet = document.getElementById("keys");
  const table = new Map();
  for (const line of sheet.querySelectorAll("[data-keys]")) if (!table.has(line.dataset.keys)) table.set(line.dataset.keys, line.dataset.does);
  let first = "";

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = named(event);
    const inDialog = event.target.closest?.("dialog");
    if (key === "Control+k") return act("palette", event);
    // An agent can turn off the keys that are single characters (WCAG 2.1.4); what the palette presses in their place goes on.
    if (event.isTrusted && document.documentElement.dataset.singleKeys === "off" && /^(Shift\+)?.$/u.test(key)) return;
    if (inDialog || event.target.closest?.(".menu[open]")) return;
    if (isTyping(event.target)) {
      if (key === "Escape") {
        event.target.blur();
        document.getElementById("scroll")?.focus();
      }
      return;
    }
    const keys = first ? `${first} ${key}` : key;
    first = "";
    if (key === "g" && keys === "g") {
      first = "g";
      setTimeout(() => (first = ""), 1200);
      return;
    }
    const does = table.get(keys);
    if (does) act(does, event);
  });
  body.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcut=help]")) sheet.showModal();
  });

  function act(does, event) {
    const own = acts[does];
    if (own) {
      if (own(event) !== false) event.preventDefault();
      return;
    }
    if (does.startsWith("go-")) {
      const place = document.querySelector(`[data-go="${does.slice(3)}"]`);
      if (place) location.assign(place.href);
      return;
    }
    const element = document.querySelector(`[data-shortcut="${does}"]`);
    if (!element) return;
    event.preventDefault();
    press(element);
  }

  const acts = {
    palette: () => document.getElementById("palette").dispatchEvent(new Event("palette-open")),
    help: () => sheet.showModal(),
    search: () => {
      const field = document.querySelector("#search-field");
      if (field) field.focus();
      else location.assign("/search");
    },
    compose: () => location.assign("/compose"),
    assign: () => {
      const chosen = document.getElementById("batch")?.closest(".list--choosing");
      const field = document.getElementById(chosen ? "batch-agent" : "assignee");
      field?.focus();
      try {
        field?.showPicker();
      } catch {
        say(field?.labels[0]?.textContent ?? "");
      }
    },
    resolve: () => {
      const batch = document.querySelector(".list--choosing #batch");
      (batch?.querySelector("[value=resolve]") ?? document.querySelector("[data-shortcut=resolve]"))?.click();
    },
    reply: () => write("reply"),
    note: () => write("note"),
    leave: () => (document.querySelector(".entry__link[aria-current]") ?? document.querySelector(".entry__link"))?.focus(),
    "row-next": (event) => step(event, 1),
    "row-previous": (event) => step(event, -1),
    "row-open": () => false,
    "row-choose": () => {
      const row = document.activeElement.closest(".entry") ?? document.querySelector(".entry:has([aria-current])");
      row?.querySelector("input[type=checkbox]")?.click();
    },
    "open-next": () => open(1),
    "open-previous": () => open(-1),
  };

  function write(mode) {
    const choice = document.getElementById(`mode-${mode}`);
    if (!choice) return;
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById(`${mode}-text`).focus();
  }

  function rows() {
    return [...document.querySelectorAll("#rows .entry__link")];
  }

  function step(event, by) {
    // In the letters the arrow keys scroll.
    if (event.target.closest(".conversation, .card")) return false;
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const from = at >= 0 ? at : all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = from + by;
    all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
    return all.length > 0;
  }

  function open(by) {
    const all = rows();
    const at = all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[at < 0 ? 0 : at + by];
    if (!next) return;
    next.scrollIntoView({ block: "nearest" });
    next.click();
  }
}

function named(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Control");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && /^[A-Z]$/.test(event.key)) parts.push("Shift");
  return [...parts, parts.includes("Control") ? event.key.toLowerCase().replace("enter", "Enter") : event.key].join("+");
}
