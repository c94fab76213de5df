// Zegt welke deelvragen gewijzigd en nog niet bewaard zijn, en waarschuwt voor het weggaan.
"use strict";
const changed = new Set();
for (const form of document.querySelectorAll(".deel form, .erbij")) {
  form.addEventListener("input", () => {
    changed.add(form);
    const told = form.querySelector(".onbewaard");
    if (told) told.hidden = false;
  });
}
document.addEventListener("submit", (event) => changed.delete(event.target));
window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
