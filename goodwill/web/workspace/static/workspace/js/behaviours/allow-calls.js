// The choice of notifications: asks the browser for its permission as soon as they are wanted, and says when it forbids them.
export function attach(field) {
  const wanted = field.querySelector("[value=on]");
  const forbidden = field.querySelector("[data-forbidden]");
  field.addEventListener("change", async () => {
    if (wanted.checked) await window.Notification?.requestPermission();
    show();
  });
  show();

  function show() {
    forbidden.hidden = !wanted.checked || window.Notification?.permission === "granted";
  }
}
