// Sends its form as soon as a choice is made; the form keeps a button for where scripts do not run.
export function attach(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
