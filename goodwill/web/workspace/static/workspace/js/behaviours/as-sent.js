// Makes the frame of a letter as tall as the letter.
export function attach(fold) {
  const frame = fold.querySelector("iframe");
  const fit = () => {
    const height = frame.contentDocument?.documentElement.scrollHeight;
    if (height) frame.height = Math.min(height + 4, 4000);
    frame.classList.toggle("is-fitted", Boolean(height));
  };
  frame.addEventListener("load", fit);
  fold.addEventListener("toggle", () => fold.open && setTimeout(fit, 50));
}
