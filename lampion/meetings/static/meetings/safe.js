// Keeps words in this browser until they have arrived, sealed with a key that only pages of the person who typed
// them hold. Each open page has its own place, so that two pages of one person never overwrite each other.
"use strict";

function toText(buffer) {
  return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
}

function toBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

class Safe {
  constructor(place) {
    this.prefix = `minutes:${place.dataset.minutes}:${place.dataset.owner}:`;
    this.page = toText(crypto.getRandomValues(new Uint8Array(6)));
    this.works = Boolean(crypto.subtle);
    this.last = Promise.resolve();
    if (this.works) {
      const raw = Uint8Array.from(place.dataset.key.match(/../g), (pair) => parseInt(pair, 16));
      this.key = crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    }
  }

  // One after the other, so that the newest words are the ones that stay.
  put(name, value) {
    this.then(async () => {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const words = new TextEncoder().encode(JSON.stringify({ ...value, at: Date.now() }));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, words);
      localStorage.setItem(`${this.prefix}${name}:${this.page}`, `${toText(iv)}.${toText(sealed)}`);
    });
  }

  drop(name) {
    this.then(() => localStorage.removeItem(`${this.prefix}${name}:${this.page}`));
  }

  then(step) {
    if (this.works) this.last = this.last.then(step).catch(() => { this.works = false; });
  }

  // Returns what other pages left, the oldest first; `forget` takes one away.
  async left() {
    const found = [];
    if (!this.works) return found;
    try {
      for (const place of Object.keys(localStorage).filter((one) => one.startsWith(this.prefix))) {
        const value = await this.open(localStorage.getItem(place));
        const [name, page] = place.slice(this.prefix.length).split(":");
        if (value && page !== this.page) {
          found.push({ ...value, name, forget: () => localStorage.removeItem(place) });
        }
      }
    } catch {
      this.works = false;
    }
    return found.sort((one, other) => one.at - other.at);
  }

  async open(held) {
    try {
      const [iv, sealed] = held.split(".").map(toBytes);
      const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await this.key, sealed);
      return JSON.parse(new TextDecoder().decode(words));
    } catch {
      return null;
    }
  }
}

// Words of points that are on no form of this page: they wait to be copied.
function showLeft(place, left) {
  const section = place.querySelector("[data-left]");
  const pattern = section.querySelector("template");
  for (const words of left.filter((one) => one.text)) {
    const item = pattern.content.cloneNode(true).firstElementChild;
    item.querySelector("textarea").value = words.text;
    item.querySelector("button").addEventListener("click", () => {
      words.forget();
      item.remove();
      section.hidden = !section.querySelector("textarea");
    });
    section.append(item);
    section.hidden = false;
  }
}

// Minutes that are closed: nothing is sent any more, what waited is shown.
const closed = document.querySelector("[data-minutes][data-closed]");
if (closed) new Safe(closed).left().then((left) => showLeft(closed, left));

// Signed out in another page: this one forgets as well, and sends nothing more.
window.addEventListener("storage", (event) => {
  if (event.key !== null || !document.querySelector("[data-minutes]")) return;
  window.signedOut = true;
  window.location.reload();
});
