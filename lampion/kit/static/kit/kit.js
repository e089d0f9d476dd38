"use strict";

// The browser's own autofocus does this on a fresh page; a swapped fragment has none.
function focusErrors(root) {
  const summary = root.querySelector(".error-summary");
  if (summary) {
    summary.focus();
  }
}

function closeMenu(event) {
  const menu = document.querySelector("details.site-menu[open]");
  if (!menu) {
    return;
  }
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (event.type === "click" && !menu.contains(event.target)) {
    menu.open = false;
  }
}

// Long work: the button cannot be pressed twice, and a moving bar says that something happens.
function sayBusy(event) {
  const button = event.target.querySelector("[data-busy]");
  if (!button || event.defaultPrevented) {
    return;
  }
  button.setAttribute("aria-busy", "true");
  button.after(document.createElement("progress"));
  setTimeout(() => { button.disabled = true; });
}

// What waits on this device to be sent is erased when somebody signs out: they are asked before.
function forget(event) {
  const question = event.target.dataset.forget;
  if (question === undefined || !localStorage.length) return;
  if (window.confirm(question)) localStorage.clear();
  else event.preventDefault();
}

focusErrors(document);
document.addEventListener("submit", sayBusy);
document.addEventListener("submit", forget);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));
document.addEventListener("keydown", closeMenu);
document.addEventListener("click", closeMenu);
