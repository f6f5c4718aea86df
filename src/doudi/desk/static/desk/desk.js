"use strict";
// Small comforts only: every page works without them.

// A form is sent once: the second click of a double click does nothing. One that is just being saved is sent when that
// is done, so that what is sent is the version that was saved.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.classList.contains("htmx-request")) {
    event.preventDefault();
    const button = event.submitter;
    form.addEventListener("htmx:afterRequest", () => setTimeout(() => form.requestSubmit(button)), { once: true });
    return;
  }
  form.dataset.sent = "1";
});
// What is on its way is not saved once more behind its back.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.dataset.sent) event.preventDefault();
});
// Coming back with the browser's arrow must leave forms usable.
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
// Controls marked data-auto-submit send their form when changed (filters); without JavaScript there is a button.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-auto-submit]")) event.target.form.requestSubmit();
});
// An htmx answer with an error still shows what the server said.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 422 || status === 409) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
// Buttons that print: without JavaScript there is the browser's own.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// What could not be saved because the line is down is said where saving is told.
const lost = (event) => {
  const told = document.getElementById("saved");
  if (told && told.dataset.lost && event.detail.target === told) {
    told.textContent = told.dataset.lost;
    told.classList.add("lost");
  }
};
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.classList.remove("lost"));
