// Notifications of the browser, for an agent who wants them and looks elsewhere.
export function areOn() {
  return document.documentElement.dataset.calls === "on" && window.Notification?.permission === "granted";
}

export function call(words, number) {
  if (!areOn() || document.hasFocus()) return;
  // The same conversation in several tabs calls once.
  const made = new Notification(words, { body: `#${number}`, tag: `conversation-${number}` });
  made.addEventListener("click", () => {
    window.focus();
    location.assign(`/conversations/${number}/`);
    made.close();
  });
}
