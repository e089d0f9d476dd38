// Sends what is typed at each pause; what has not arrived lies in the safe (safe.js).
"use strict";

const PAUSE = 700;
const AGAIN = 4000;
const LOOK = 10000;
const LONGEST = 15000;
const FAULTS = ["refused", "both", "unsafe", "offline"];

const page = document.querySelector("[data-minutes]");
const status = page.querySelector("[data-status]");
const aloud = page.querySelector("[data-aloud]");
const safe = new Safe(page);

// Returns the answer, or null where there is no network. What was refused for good has `refused`.
async function send(form, said, keepalive = false) {
  const body = new URLSearchParams({ ...said, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, keepalive, redirect: "manual", headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(LONGEST),
    });
    if (answer.status >= 500) return null;
    const reads = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const found = reads ? await answer.json() : {};
    const both = reads && answer.status === 409;
    return { ...found, both, ok: reads && answer.ok, refused: !both && !(reads && answer.ok) };
  } catch {
    return null;
  }
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
    this.seal();
    this.later(pause);
    show();
  }

  seal() {
    if (this.dirty()) safe.put(this.name, this.value());
    else safe.drop(this.name);
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
    this.sent = this.area.defaultValue; // what was typed before this script came is not there yet
    this.tried = null; // what the server may have, though its answer never came
    this.theirs = form.querySelector("[data-theirs]");
    this.message = form.querySelector("[data-message]");
    form.querySelector("[data-save]").hidden = true;
    this.area.addEventListener("input", () => this.changed(PAUSE));
    form.addEventListener("submit", (event) => { event.preventDefault(); this.changed(0); });
    for (const button of form.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => this.choose(button.dataset.choose));
    }
  }

  value() { return { text: this.area.value, version: this.form.elements.version.value }; }

  dirty() { return this.area.value !== this.sent; }

  arrived(text, version) {
    this.sent = text;
    this.form.elements.version.value = version;
    this.seal();
  }

  async push() {
    const going = this.area.value;
    await super.push();
    if (!this.offline) return;
    this.tried = going;
    this.seal();
  }

  seal() {
    if (this.dirty()) safe.put(this.name, { ...this.value(), tried: this.tried });
    else safe.drop(this.name);
  }

  answered(answer, value) {
    this.message.hidden = !answer.message;
    this.message.textContent = answer.message || "";
    this.refused = answer.refused;
    if (answer.ok) this.arrived(value.text, answer.version);
    // The words are our own: they arrived, only the answer did not.
    else if (answer.both && [this.area.value, this.tried].includes(answer.text)) this.arrived(answer.text, answer.version);
    else if (answer.both) this.showBoth(answer);
  }

  showBoth(answer) {
    this.other = answer;
    this.both = true;
    this.theirs.hidden = false;
    this.theirs.querySelector("[data-by]").textContent = answer.by;
    this.theirs.querySelector("[data-text]").textContent = answer.text;
  }

  choose(what) {
    const { text, version } = this.other;
    if (what === "both") this.area.value = text ? `${text}\n\n${this.area.value}` : this.area.value;
    if (what === "theirs") this.area.value = text;
    this.both = false;
    this.theirs.hidden = true;
    this.arrived(text, version);
    this.area.focus();
    this.changed(0);
  }

  // Somebody else wrote, and nothing of ours waits.
  heard(text, version) {
    if (this.dirty() || this.busy || this.both || version <= Number(this.form.elements.version.value)) return;
    this.area.value = text;
    this.arrived(this.area.value, version);
  }

  // What other pages left of this point: different words stand one after the other.
  restore(left) {
    const waiting = left.filter((one) => one.text !== this.sent);
    const texts = new Set([...waiting.map((one) => one.text), ...(this.dirty() ? [this.area.value] : [])]);
    if (texts.size) {
      this.area.value = [...texts].join("\n\n");
      const version = Math.min(...waiting.map((one) => Number(one.version)), this.form.elements.version.value);
      this.form.elements.version.value = version;
      this.tried = waiting.at(-1)?.tried ?? null;
      this.changed(0);
    }
    safe.then(() => left.forEach((one) => one.forget()));
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
    this.refused = answer.refused || answer.both;
    if (!answer.ok) return;
    this.sent = value.here === "yes";
    this.seal();
  }

  heard(here) {
    if (this.dirty() || this.busy) return;
    this.set(here);
    this.sent = here;
  }

  restore(left) {
    if (left.length) {
      this.set(left.at(-1).here === "yes");
      this.changed(0);
    }
    safe.then(() => left.forEach((one) => one.forget()));
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

// Faults are said aloud, and that they are over; not each pause.
function show() {
  const now = state();
  const before = status.dataset.now;
  status.hidden = false;
  if (before === now) return;
  status.dataset.now = now;
  status.textContent = status.dataset[now];
  if (FAULTS.includes(now)) aloud.textContent = status.textContent;
  else if (now === "saved" && aloud.textContent) aloud.textContent = status.textContent;
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
  if (window.signedOut) return;
  for (const one of all) {
    if (one.dirty() && !one.both && !one.refused) send(one.form, one.value(), true);
  }
}

// Other forms and pages need the network: without it this page stays, with all that is on it.
function stay(event) {
  const link = event.type === "click" && event.target.closest("a[href]");
  if (navigator.onLine || event.defaultPrevented || (event.type === "click" && !link)) return;
  event.preventDefault();
  status.dataset.now = "away";
  status.textContent = aloud.textContent = status.dataset.away;
}

async function begin() {
  const left = await safe.left();
  for (const one of all) one.restore(left.filter((words) => words.name === one.name));
  const known = new Set(all.map((one) => one.name));
  showLeft(page, left.filter((words) => !known.has(words.name)));
  show();
}

window.addEventListener("online", () => all.forEach((one) => one.push()));
window.addEventListener("pagehide", leave);
window.addEventListener("beforeunload", (event) => { if (state() === "unsafe") event.preventDefault(); });
document.addEventListener("submit", stay);
document.addEventListener("click", stay);
begin();
setInterval(look, LOOK);
