// Notifications of the browser, for an agent who wants them and looks elsewhere.
export function areOn() {
  return document.documentElement.dataset.calls === "on" && window.Notification?.permission === "granted";
}

export function call(words, number, place = `/conversations/${number}/`) {
  if (!areOn() || document.hasFocus()) return;
  // The same occasion in several tabs calls once.
  const made = new Notification(words, { body: number ? `#${number}` : "", tag: place });
  made.addEventListener("click", () => {
    window.focus();
    location.assign(place);
    made.close();
  });
}
