// Asks the device for a passkey, or to make one, when the person presses the button; then sends the form.
"use strict";

function toBytes(text) {
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function withBytes(options) {
  const read = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) {
    read.user = { ...options.user, id: toBytes(options.user.id) };
  }
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) {
      read[list] = options[list].map((each) => ({ ...each, id: toBytes(each.id) }));
    }
  }
  return read;
}

function asText(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) {
      response[part] = toText(credential.response[part]);
    }
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: toText(credential.rawId), type, response, clientExtensionResults: {} });
}

async function challenge(place, form) {
  const answer = await fetch(place.dataset.challenge, {
    method: "POST",
    headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    redirect: "error",
  });
  if (!answer.ok) {
    throw new Error("no challenge");
  }
  return withBytes(await answer.json());
}

function say(place, what) {
  place.querySelector("[data-passkey-problem]").hidden = !what;
  for (const one of ["cancelled", "failed"]) {
    place.querySelector(`[data-passkey-${one}]`).hidden = one !== what;
  }
}

async function ask(place, form) {
  say(place, "");
  try {
    const publicKey = await challenge(place, form);
    const credential = await navigator.credentials[place.dataset.passkey]({ publicKey });
    form.elements.credential.value = asText(credential);
    form.submit();
  } catch (problem) {
    say(place, problem.name === "NotAllowedError" || problem.name === "InvalidStateError" ? "cancelled" : "failed");
  }
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const form = place.querySelector("form");
  place.hidden = false;
  form.addEventListener("submit", (event) => {
    // Without a name the server says what is missing.
    if (form.elements.name && !form.elements.name.value.trim()) return;
    event.preventDefault();
    ask(place, form);
  });
}
