// Files that will go with a reply: shown as chips that can be taken away, added by picker, paste or drop.
export function filesOf(composer) {
  const input = composer.querySelector("#files");
  if (!input) return;
  const place = composer.querySelector("[data-files]");
  const chosen = new DataTransfer();

  input.addEventListener("change", () => {
    if (input.files !== chosen.files) add([...input.files]);
  });
  composer.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length || !event.target.closest("#reply-form")) return;
    event.preventDefault();
    add(files);
  });
  composer.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    composer.classList.add("composer--over");
  });
  composer.addEventListener("dragleave", () => composer.classList.remove("composer--over"));
  composer.addEventListener("drop", (event) => {
    composer.classList.remove("composer--over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    add([...event.dataTransfer.files]);
  });

  function add(files) {
    for (const file of files) chosen.items.add(file);
    show();
  }

  function show() {
    input.files = chosen.files;
    place.replaceChildren(...[...chosen.files].map(chip));
  }

  function chip(file, at) {
    const element = Object.assign(document.createElement("span"), { className: "chip" });
    const name = Object.assign(document.createElement("span"), { className: "cut", textContent: `${file.name} ${Math.max(1, Math.round(file.size / 1000))} kB` });
    const remove = Object.assign(document.createElement("button"), { type: "button", className: "chip__remove", textContent: "×" });
    remove.setAttribute("aria-label", `× ${file.name}`);
    remove.addEventListener("click", () => {
      chosen.items.remove(at);
      show();
    });
    element.append(name, remove);
    return element;
  }
}
