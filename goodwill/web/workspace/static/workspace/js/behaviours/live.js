// Follows what happens elsewhere: hints come as server-sent events, and the parts of the page that they name are asked for anew.
// Without a stream the page asks every fifteen seconds; a hidden page lets go of its connection and catches up on return.
import { areOn, call } from "helpers/calls";
import { say } from "helpers/dom";

const KINDS = ["conversation", "presence", "mention", "approval", "announcement", "notice", "availability", "reset", "revoked", "hello"];
const POLL = 15000;
const HIDDEN = 60000;

export function attach() {
  let source;
  let since = "";
  let token = "";
  let hideTimer;
  let hasMissed = false;
  const wanted = new Set();
  let timer;

  const pane = () => document.querySelector("[data-live]");
  const open = () => document.getElementById("conversation")?.dataset.number;

  connect();
  // htmx loses the answer to a form that is replaced meanwhile: while something is under way in the pane, refreshing waits.
  // So it does while a menu is open there: what somebody is about to press must not be taken from under the pointer.
  const isBusy = () => document.querySelector("#pane .htmx-request, #pane.htmx-request, #pane details.menu[open]") !== null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (!/\/events\b/.test(event.detail.pathInfo.requestPath) || !isBusy()) return;
    event.detail.shouldSwap = false;
    refresh("conversation");
  });
  document.body.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.matches?.("[data-live]")) connect();
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hideTimer);
    // Whoever wants to be called goes on listening while hidden.
    if (document.hidden) hideTimer = areOn() ? undefined : setTimeout(disconnect, HIDDEN);
    else if (!source || hasMissed) {
      if (!source) connect(true);
      hasMissed = false;
      refresh("list", "conversation");
    }
  });
  addEventListener("pagehide", disconnect);
  setInterval(() => {
    if (document.hidden || source?.readyState === EventSource.OPEN) return;
    if (!source || source.readyState === EventSource.CLOSED) connect(true);
    refresh("list", "conversation");
  }, POLL);

  function connect(isAgain = false) {
    const place = pane();
    if (!place || (!isAgain && place.dataset.live === token)) return;
    disconnect();
    token = place.dataset.live;
    if (!since || Number(place.dataset.since) > Number(since)) since = place.dataset.since;
    source = new EventSource(`/live?token=${encodeURIComponent(token)}&since=${since}`);
    for (const kind of KINDS) source.addEventListener(kind, hear);
    source.onopen = () => mark(false);
    source.onerror = () => setTimeout(() => mark(source?.readyState !== EventSource.OPEN), 3000);
  }

  function disconnect() {
    source?.close();
    source = undefined;
    token = "";
  }

  function mark(isOffline) {
    const state = document.getElementById("live-state");
    if (state && state.hidden === isOffline) {
      state.hidden = !isOffline;
      if (isOffline) say(state.textContent.trim());
    }
  }

  function hear(event) {
    if (event.lastEventId) since = event.lastEventId;
    mark(false);
    const { id, kind, for: assignee } = event.data ? JSON.parse(event.data) : {};
    const words = document.body.dataset;
    if (event.type === "mention") call(words.named, id);
    else if (event.type === "conversation" && assignee && String(assignee) === words.agent) call(words.answered, id);
    const isOpen = String(id) === open();
    if (event.type === "conversation") refresh("list", ...(isOpen ? ["conversation"] : []));
    else if (event.type === "presence" && isOpen) document.getElementById("conversation").dispatchEvent(new Event("presence"));
    else if (event.type === "mention") refresh("list");
    else if (event.type === "announcement") htmx.trigger(document.body, "announcement-changed");
    else if (event.type === "approval") refresh("list", "approval");
    else if (event.type === "notice") {
      if (kind !== "seen") call(words.noticed, 0, "/notices/");
      refresh("notice");
    }
    else if (event.type === "availability") refresh("availability");
    else if (event.type === "reset") refresh("list", "conversation", "availability");
    else if (event.type === "revoked") location.reload();
  }

  // Many hints at once become one question each, a moment later, and not from every open page in the same instant.
  function refresh(...parts) {
    for (const part of parts) wanted.add(part);
    timer ??= setTimeout(() => {
      timer = undefined;
      const now = [...wanted];
      wanted.clear();
      if (document.hidden) {
        hasMissed = true;
        return;
      }
      if (now.includes("conversation") && isBusy()) refresh("conversation");
      else if (now.includes("conversation") && open()) {
        const query = new URLSearchParams(location.search).get("view");
        const address = `/conversations/${open()}/events${query ? `?view=${encodeURIComponent(query)}` : ""}`;
        htmx.ajax("GET", address, { source: "#list-refresh", target: "#main", swap: "none" });
      }
      if (now.includes("notice")) htmx.ajax("GET", "/notices/news", { source: "#said", target: "#main", swap: "none" }).then(() => htmx.trigger(document.body, "notice-changed"));
      if (now.includes("availability")) htmx.trigger(document.body, "availability-changed");
      if (now.includes("approval")) htmx.trigger(document.body, "approval-changed");
      if (now.includes("list")) htmx.trigger(document.body, "list-changed");
    }, 60 + Math.random() * 140);
  }
}
