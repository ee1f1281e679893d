// Asks the browser for a passkey when its form is sent, and sends what the passkey says with the form.
// data-passkey says what for: "sign-in" (options are fetched), "prove" or "add" (options stand in the page).

const problems = {
  NotAllowedError: "cancelled",
  AbortError: "cancelled",
  SecurityError: "address",
  InvalidStateError: "known",
  NotSupportedError: "unsupported",
};

export function attach(form) {
  const credential = form.elements.credential;
  form.addEventListener("submit", async (event) => {
    if (credential.value) return;
    event.preventDefault();
    tell(form, "");
    try {
      credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      tell(form, problems[error.name] ?? "failed");
    }
  });
}

async function ask(form) {
  if (!globalThis.webauthnJSON?.supported()) throw new DOMException("", "NotSupportedError");
  if (form.dataset.passkey === "add") return webauthnJSON.create(creation(form));
  if (form.dataset.passkey === "prove") return webauthnJSON.get(options(form).request_options);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return webauthnJSON.get((await answer.json()).request_options);
}

function options(form) {
  return JSON.parse(document.getElementById(form.dataset.options).textContent);
}

// A passkey that signs in alone must be kept on the device and ask for the finger, face or PIN.
function creation(form) {
  const chosen = options(form).creation_options;
  const isAlone = form.elements.passwordless?.checked ?? false;
  chosen.publicKey.authenticatorSelection = {
    ...chosen.publicKey.authenticatorSelection,
    residentKey: isAlone ? "required" : "discouraged",
    requireResidentKey: isAlone,
    ...(isAlone && { userVerification: "required" }),
  };
  return chosen;
}

function tell(form, problem) {
  const place = form.querySelector("[data-passkey-problem]");
  place.hidden = !problem;
  place.textContent = problem ? place.dataset[problem] : "";
}
