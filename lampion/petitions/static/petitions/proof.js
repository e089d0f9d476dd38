// While very many sign at once, a signature comes with a small proof of work: this finds it. See petitions/proof.py.
// It works while somebody fills in the rest; without it the form is sent all the same.
const form = document.querySelector("form[data-proof]");

async function zeros(text, bits) {
  const hash = new DataView(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return hash.getUint32(0) >>> (32 - bits) === 0;
}

async function prove() {
  const email = form.elements.email.value.trim().toLowerCase();
  if (!email || !globalThis.crypto?.subtle) return;
  const answer = await fetch(form.dataset.proof);
  if (!answer.ok) return;
  const { token, bits } = await answer.json();
  for (let number = 0; number < 2 ** (bits + 5); number += 1) {
    if (await zeros(`${token}|${email}|${number}`, bits)) {
      if (form.elements.email.value.trim().toLowerCase() !== email) return;
      form.elements.proof_token.value = token;
      form.elements.proof_number.value = number;
      return;
    }
  }
}

if (form) {
  let proving = null;
  form.elements.email.addEventListener("change", () => {
    proving = prove().catch(() => {});
  });
  form.addEventListener("submit", (event) => {
    if (!proving) return;
    event.preventDefault();
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    const patience = new Promise((resolve) => setTimeout(resolve, 5000));
    Promise.race([proving, patience]).then(() => form.submit());
  });
}
