// Sends what is typed at each pause. Until it has arrived it lies in this browser, sealed with a key that only the
// page of the person who typed it holds: after sign-out nothing of it is there, and nobody else can read it.
"use strict";

const PAUSE = 700;
const AGAIN = 4000;
const LOOK = 10000;

const page = document.querySelector("[data-minutes]");
const status = page.querySelector("[data-status]");

function toText(buffer) {
  return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

// What waits to be sent, sealed (AES-GCM), under a name that says nothing of who wrote it.
class Safe {
  constructor(meeting, hex) {
    this.prefix = `minutes:${meeting}:`;
    this.works = Boolean(window.crypto.subtle);
    this.last = Promise.resolve();
    if (this.works) {
      const raw = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
      this.key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    }
  }

  // One after the other, so that the newest words are the ones that stay.
  put(name, value) {
    if (!this.works) return;
    this.last = this.last.then(async () => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const words = new TextEncoder().encode(JSON.stringify(value));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, words);
      localStorage.setItem(this.prefix + name, `${toText(iv)}.${toText(sealed)}`);
    }).catch(() => { this.works = false; });
  }

  drop(name) {
    this.last = this.last.then(() => localStorage.removeItem(this.prefix + name));
  }

  async get(name) {
    const held = this.works && localStorage.getItem(this.prefix + name);
    if (!held) return null;
    try {
      const [iv, sealed] = held.split(".").map(toBytes);
      const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.key, sealed);
      return JSON.parse(new TextDecoder().decode(words));
    } catch {
      return null; // somebody else's, on the same device: it stays theirs
    }
  }
}

const safe = new Safe(page.dataset.minutes, page.dataset.key);

// Returns the answer, or null where there is no network. What was refused for good has `refused`.
async function send(form, said, keepalive = false) {
  const body = new URLSearchParams({ ...said, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body, keepalive, redirect: "manual", headers: { Accept: "application/json" },
    });
  } catch {
    return null;
  }
  const reads = (answer.headers.get("Content-Type") || "").startsWith("application/json");
  if (!reads) return answer.status >= 500 ? null : { refused: true, message: "" };
  const found = await answer.json();
  return { ...found, ok: answer.ok, both: answer.status === 409, refused: answer.status === 410 || answer.status === 422 };
}

// Something that waits to be sent: dirty says whether, push sends it once.
class Kept {
  constructor(form, name) {
    this.form = form;
    this.name = name;
    this.busy = this.offline = this.refused = this.both = false;
    this.timer = 0;
  }

  changed(pause) {
    this.refused = false;
    safe.put(this.name, this.value());
    this.later(pause);
    show();
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.push(), pause);
  }

  async push() {
    if (this.busy || !this.dirty() || this.both || this.refused) return;
    this.busy = true;
    const value = this.value();
    const answer = await send(this.form, value);
    this.busy = false;
    this.offline = answer === null;
    if (answer) this.answered(answer, value);
    if (this.dirty()) this.later(this.offline ? AGAIN : PAUSE);
    show();
  }
}

class Passage extends Kept {
  constructor(form) {
    super(form, `point-${form.dataset.keep}`);
    this.area = form.elements.text;
    this.sent = this.area.value;
    this.theirs = form.querySelector("[data-theirs]");
    this.message = form.querySelector("[data-message]");
    form.querySelector("[data-save]").hidden = true;
    this.area.addEventListener("input", () => this.changed(PAUSE));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.refused = false; this.push(); });
    for (const button of form.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => this.choose(button.dataset.choose));
    }
  }

  value() { return { text: this.area.value, version: this.form.elements.version.value }; }

  dirty() { return this.area.value !== this.sent; }

  arrived(text, version) {
    this.sent = text;
    this.form.elements.version.value = version;
    if (!this.dirty()) safe.drop(this.name);
  }

  answered(answer, value) {
    this.message.hidden = !answer.message;
    this.message.textContent = answer.message || "";
    this.refused = Boolean(answer.refused);
    if (answer.ok) this.arrived(value.text, answer.version);
    if (answer.both) this.showBoth(answer);
  }

  showBoth(answer) {
    if (answer.text === this.area.value) {
      this.arrived(answer.text, answer.version);
      return;
    }
    this.other = answer;
    this.both = true;
    this.theirs.hidden = false;
    this.theirs.querySelector("[data-by]").textContent = answer.by;
    this.theirs.querySelector("[data-text]").textContent = answer.text;
  }

  choose(what) {
    const { text, version } = this.other;
    if (what === "both") this.area.value = `${text}\n\n${this.area.value}`;
    if (what === "theirs") this.area.value = text;
    this.both = false;
    this.theirs.hidden = true;
    this.arrived(text, version);
    this.area.focus();
    if (this.dirty()) this.changed(0);
    show();
  }

  // Somebody else wrote, and nothing of ours waits.
  heard(text, version) {
    if (this.dirty() || this.busy || this.both || version <= Number(this.form.elements.version.value)) return;
    this.area.value = text;
    this.arrived(text, version);
  }

  async restore() {
    const held = await safe.get(this.name);
    if (!held) return;
    this.area.value = held.text;
    this.form.elements.version.value = held.version;
    if (this.dirty()) this.later(0);
    else safe.drop(this.name);
  }
}

class Tap extends Kept {
  constructor(form) {
    super(form, `here-${form.dataset.tap}`);
    this.button = form.elements.here;
    this.sent = this.here();
    form.addEventListener("submit", (event) => { event.preventDefault(); this.set(!this.here()); this.changed(0); });
  }

  here() { return this.button.getAttribute("aria-pressed") === "true"; }

  set(here) {
    this.button.setAttribute("aria-pressed", here);
    page.querySelector("[data-here]").textContent = page.querySelectorAll(".tap[aria-pressed='true']").length;
  }

  value() { return { person: this.form.dataset.tap, here: this.here() ? "yes" : "no" }; }

  dirty() { return this.here() !== this.sent; }

  answered(answer, value) {
    this.refused = Boolean(answer.refused);
    if (!answer.ok) return;
    this.sent = value.here === "yes";
    if (!this.dirty()) safe.drop(this.name);
  }

  heard(here) {
    if (this.dirty() || this.busy) return;
    this.set(here);
    this.sent = here;
  }

  async restore() {
    const held = await safe.get(this.name);
    if (!held) return;
    this.set(held.here === "yes");
    if (this.dirty()) this.later(0);
    else safe.drop(this.name);
  }
}

const passages = Array.from(page.querySelectorAll("[data-keep]"), (form) => new Passage(form));
const taps = Array.from(page.querySelectorAll("[data-tap]"), (form) => new Tap(form));
const all = [...passages, ...taps];

function state() {
  if (all.some((one) => one.refused)) return "refused";
  if (all.some((one) => one.both)) return "both";
  const waiting = all.filter((one) => one.dirty() || one.busy);
  if (waiting.length && !safe.works) return "unsafe";
  if (waiting.some((one) => one.offline)) return "offline";
  return waiting.length ? "saving" : "saved";
}

function show() {
  const now = state();
  status.hidden = false;
  if (status.dataset.now === now) return;
  status.dataset.now = now;
  status.textContent = status.dataset[now];
}

async function look() {
  if (document.hidden || !navigator.onLine) return;
  try {
    const answer = await fetch(page.dataset.state, { redirect: "manual", headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    for (const said of found.passages) {
      passages.find((one) => one.form.dataset.keep === String(said.point))?.heard(said.text, said.version);
    }
    for (const tap of taps) tap.heard(found.here.includes(Number(tap.form.dataset.tap)));
  } catch {
    // Without network there is nothing to hear; what waits says so itself.
  }
}

function leave() {
  for (const one of all) {
    if (one.dirty() && !one.both && !one.refused) send(one.form, one.value(), true);
  }
}

window.addEventListener("online", () => all.forEach((one) => one.push()));
window.addEventListener("pagehide", leave);
window.addEventListener("beforeunload", (event) => { if (state() === "unsafe") event.preventDefault(); });
// Signed out in another tab: this one forgets as well.
window.addEventListener("storage", (event) => { if (event.key === null) window.location.reload(); });
Promise.all(all.map((one) => one.restore())).then(show);
setInterval(look, LOOK);
