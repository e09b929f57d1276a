/* Passkeys and security keys: asks the device, and sends what it answers with the form. */

const toBytes = (text) => {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(plain), (letter) => letter.charCodeAt(0));
};

const toText = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
  return btoa(letters.join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};

const named = (descriptors = []) =>
  descriptors.map((each) => ({ ...each, id: toBytes(each.id) }));

function optionsToUse({ publicKey }) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    allowCredentials: named(publicKey.allowCredentials),
  };
}

function optionsToMake({ publicKey }, alone) {
  return {
    ...publicKey,
    challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
    excludeCredentials: named(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
      userVerification: alone ? "required" : "preferred",
    },
  };
}

function told(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of [
    "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle",
  ]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  };
}

async function optionsOf(form) {
  const here = form.querySelector("[data-key-options]");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).request_options;
}

async function asked(form) {
  const options = await optionsOf(form);
  if (form.dataset.keyForm === "use") {
    return navigator.credentials.get({ publicKey: optionsToUse(options) });
  }
  const alone = form.querySelector("[name=passwordless]").checked;
  return navigator.credentials.create({ publicKey: optionsToMake(options, alone) });
}

function fail(form, error) {
  const line = form.querySelector("[data-key-error]");
  const cancelled = ["NotAllowedError", "AbortError", "InvalidStateError"].includes(error.name);
  line.textContent = cancelled ? line.dataset.cancelled : line.dataset.unable;
  line.hidden = false;
}

for (const form of document.querySelectorAll("[data-key-form]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    form.querySelector("[data-key-error]").hidden = true;
    button.disabled = true;
    try {
      const credential = await asked(form);
      form.elements.credential.value = JSON.stringify(told(credential));
      form.submit();
    } catch (error) {
      fail(form, error);
      button.disabled = false;
    }
  });
}
