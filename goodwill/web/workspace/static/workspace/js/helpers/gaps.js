// What a saved reply could not fill in: named below the text, each name leads to its place. The server refuses such a reply.
const VARIABLE = /\{\{\s*([a-z_]+(?:\.[a-z_]+)*)\s*(?:\|[^{}|]*)?\}\}/g;

export function gaps(composer) {
  const field = composer.querySelector("#reply-text");
  const place = composer.querySelector("[data-missing]");
  if (!field || !place) return;
  const known = new Set(composer.dataset.variables.split(" "));
  const names = place.querySelector("[data-missing-names]");

  const find = () => [...field.value.matchAll(VARIABLE)].filter((match) => known.has(match[1]));
  const select = (match) => {
    field.focus();
    field.setSelectionRange(match.index, match.index + match[0].length);
  };

  function show() {
    const found = find();
    place.hidden = !found.length;
    names.replaceChildren(...found.map((match) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--link";
      button.textContent = match[1];
      button.addEventListener("click", () => select(find().find((one) => one[1] === match[1]) ?? match));
      return button;
    }));
  }

  field.addEventListener("input", show);
  // Just inserted: the first gap is chosen, so that typing fills it.
  field.addEventListener("gaps", () => {
    show();
    const [first] = find();
    if (first) select(first);
  });
  show();
}
