// Takes the focus as it arrives: for the summary of what is wrong with a form.
export function attach(element) {
  element.focus();
}
