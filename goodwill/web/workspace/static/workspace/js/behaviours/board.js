// Keeps a board up to date for as long as it is open, be it for days: hints come as server-sent events, and what changes is asked
// for anew, at most every two seconds and at least twice a minute, since waits grow without any event. Nothing is kept.
import "helpers/merge";

const KINDS = ["conversation", "presence", "availability", "queue", "reset", "hello"];
const CALM = 2000;
const EVERY = 30000;
// A live token is good for a day, the styles and scripts for as long as nothing is installed.
const RENEW = 12 * 3600 * 1000;
const HIDDEN = 60000;

export function attach(board) {
  const begun = Date.now();
  let source;
  let since = board.dataset.since;
  let token = board.dataset.live;
  let tokenSince = Date.now();
  let last = Date.now();
  let timer;
  let isAsking = false;
  let hideTimer;

  const listen = () => {
    source?.close();
    source = new EventSource(`/live?token=${encodeURIComponent(token)}&since=${since}`);
    for (const kind of KINDS) source.addEventListener(kind, hear);
    source.addEventListener("revoked", () => location.reload());
    source.onopen = () => tell(false);
  };
  const hear = (event) => {
    if (event.lastEventId) since = event.lastEventId;
    if (event.type !== "hello") soon();
  };
  const soon = () => {
    timer ??= setTimeout(ask, Math.max(200, last + CALM - Date.now()));
  };
  const ask = async () => {
    timer = undefined;
    if (document.hidden || isAsking || !board.isConnected) return;
    isAsking = true;
    last = Date.now();
    try {
      const answer = await fetch(board.dataset.source, { headers: { "HX-Request": "true" }, redirect: "manual" });
      // Signed out: the page itself leads to the sign-in.
      if (answer.type === "opaqueredirect" || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      htmx.swap(board, await answer.text(), { swapStyle: "merge", settleDelay: 0, swapDelay: 0 });
      tell(false);
      renew();
    } catch {
      tell(true);
    } finally {
      isAsking = false;
    }
  };
  const renew = () => {
    if (board.dataset.source.includes("wall") && Date.now() - begun > RENEW) return location.reload();
    const fresh = board.querySelector("[data-live]");
    const isOld = Date.now() - tokenSince > RENEW;
    if (!fresh || (!isOld && source && source.readyState !== EventSource.CLOSED)) return;
    token = fresh.dataset.live;
    since = fresh.dataset.since;
    tokenSince = Date.now();
    listen();
  };
  const tell = (isOffline) => {
    const line = document.getElementById("board-offline");
    if (line) line.hidden = !isOffline;
  };

  listen();
  const clock = setInterval(() => {
    if (board.isConnected) soon();
    else clearInterval(clock);
  }, EVERY);
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hideTimer);
    if (document.hidden) hideTimer = setTimeout(() => (source = source?.close()), HIDDEN);
    else {
      if (!source) listen();
      soon();
    }
  });
  addEventListener("pagehide", () => source?.close());
}
