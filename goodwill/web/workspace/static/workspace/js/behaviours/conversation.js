// An open conversation: opens where reading goes on, tells of what arrives, and says who else is here.
import { csrfToken, isTyping, say } from "helpers/dom";
import { remember } from "helpers/merge";

const HEARTBEAT = 15000;

export function attach(section) {
  const scroll = section.querySelector("#scroll");
  const timeline = section.querySelector("#timeline");
  const pill = section.querySelector("#pill");
  const address = `/conversations/${section.dataset.number}`;
  remember(timeline);
  open();

  timeline.addEventListener("merged", (event) => {
    const fresh = event.detail.arrived.filter((change) => change.isNew && change.element.matches(".message, .note")).map((change) => change.element);
    if (!fresh.length) return;
    for (const element of fresh) element.classList.add("message--new");
    say(fresh.map((element) => element.getAttribute("aria-label")).join(", "));
    const ours = fresh.every((element) => element.matches(".message--out, .note"));
    if (ours || isNearEnd(fresh)) toEnd();
    else pill.hidden = false;
  });
  scroll.addEventListener("scroll", () => {
    if (isAtEnd()) pill.hidden = true;
    see();
  }, { passive: true });
  pill.addEventListener("click", () => {
    toEnd();
    scroll.focus();
  });
  section.addEventListener("htmx:oobAfterSwap", see);

  function open() {
    const first = section.querySelector("#unread");
    if (first) scroll.scrollTop = Math.max(0, first.offsetTop - scroll.offsetTop - 12);
    else scroll.scrollTop = scroll.scrollHeight;
    // Where the agent came by the keyboard or a press, reading starts here; on a loaded page the browser's order holds.
    if (document.activeElement?.closest("#rows")) section.querySelector("#subject").focus({ preventScroll: true });
    see();
  }

  function isAtEnd() {
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  }

  function isNearEnd(fresh) {
    const added = fresh.reduce((sum, element) => sum + element.offsetHeight + 12, 0);
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < added + 60;
  }

  function toEnd() {
    pill.hidden = true;
    scroll.scrollTo({ top: scroll.scrollHeight, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  }

  // What has been on the screen counts as seen: the reply says so, and the server refuses one that does not.
  function see() {
    const latest = section.querySelector("#latest");
    const field = section.querySelector("[data-seen]");
    if (!latest || !field || document.hidden) return;
    const last = [...timeline.querySelectorAll(".message--in, .message--third")].at(-1);
    const top = last?.getBoundingClientRect().top ?? 0;
    if (top < scroll.getBoundingClientRect().bottom - 48) field.value = latest.value;
  }

  // Presence: a heartbeat while the page is looked at.
  const place = () => section.querySelector("#presence");
  let lastTyped = 0;
  let wasTyping = false;

  async function beat() {
    if (document.hidden || !section.isConnected) return;
    const typing = Date.now() - lastTyped < HEARTBEAT;
    wasTyping = typing;
    const answer = await fetch(`${address}/presence`, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), "Content-Type": "application/x-www-form-urlencoded" },
      body: `typing=${typing ? 1 : 0}`,
    }).catch(() => null);
    if (answer?.ok) show(await answer.text());
  }

  function show(words) {
    if (place() && place().textContent !== words) place().textContent = words;
  }

  function leave() {
    const form = new FormData();
    form.append("gone", "1");
    form.append("csrfmiddlewaretoken", csrfToken());
    navigator.sendBeacon(`${address}/presence`, form);
  }

  section.addEventListener("input", (event) => {
    if (!isTyping(event.target) || !event.target.closest(".composer")) return;
    lastTyped = Date.now();
    if (!wasTyping) beat();
  });
  section.addEventListener("presence", async () => {
    const answer = await fetch(`${address}/presence`).catch(() => null);
    if (answer?.ok) show(await answer.text());
  });
  if (section.querySelector(".composer")) {
    beat();
    const timer = setInterval(() => (section.isConnected ? beat() : stop()), HEARTBEAT);
    const stop = () => {
      clearInterval(timer);
      removeEventListener("pagehide", leave);
      leave();
    };
    addEventListener("pagehide", leave);
    section.addEventListener("htmx:beforeCleanupElement", (event) => event.target === section && stop());
  }
}
