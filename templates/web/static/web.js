// Wat de pagina's met JavaScript beter doen; zonder werkt alles ook. Niets wordt buiten deze server gehaald.
"use strict";
document.documentElement.classList.add("js");

// Kopiëren: opgemaakte tekst voor Word en Outlook, en gewone tekst voor al de rest.
const fetched = (path) => fetch(path, { credentials: "same-origin" }).then((answer) => {
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
});

// Als tekst geknipt en niet ontleed: een ontleed document zou de stijl in de elementen willen toepassen.
const cut = (html, start, end) => {
  const from = html.indexOf(start);
  return from < 0 ? "" : html.slice(from, html.indexOf(end, from) + end.length);
};

const plainOf = (html) => {
  const bare = html.replace(/\s+/g, " ").replace(/<\/(td|th)>\s*(?=<t[dh])/g, "\t")
    .replace(/<\/(tr|p|li|h[1-6]|caption)>/g, "\n").replace(/<br>/g, "\n").replace(/<[^>]*>/g, "");
  const words = document.createElement("textarea");
  words.innerHTML = bare;
  return words.value.split("\n").map((line) => line.replace(/^ +| +$/g, "").replace(/ *\t */g, "\t")).join("\n").trim();
};

const partOf = async (button) => {
  const page = await fetched(button.dataset.kopieer);
  const part = button.dataset.deel
    ? cut(page, `<section id="${button.dataset.deel}"`, "</section>") : cut(page, "<main", "</main>");
  return { html: `<div lang="nl-BE">${part}</div>`, text: plainOf(part) };
};

const say = (words) => {
  const place = document.getElementById("kopieerstand");
  if (place) place.textContent = words;
};

// Langs de kopieergebeurtenis: het klembord krijgt precies deze opmaak, die de nieuwere weg zou uitkleden.
const put = (html, text) => {
  const fill = (event) => {
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  };
  document.addEventListener("copy", fill);
  const done = document.execCommand("copy");
  document.removeEventListener("copy", fill);
  if (!done) throw new Error("copy");
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-kopieer]");
  if (!button) return;
  try {
    const part = await partOf(button);
    const text = button.dataset.kopieerTekst ? await fetched(button.dataset.kopieerTekst) : part.text;
    put(part.html, text);
    say(`${button.dataset.naam || "Alles"} is gekopieerd. Plak het in Word of in een bericht.`);
  } catch (error) {
    say("Kopiëren lukte niet. Open «Zoals verstuurd» en kopieer daar.");
  }
});

// De herkomst van een cijfer zweeft erbij zolang het aangewezen of gekozen is; Escape haalt ze weg.
let floating = null;
const drop = () => { if (floating) floating.remove(); floating = null; };
const float = (figure) => {
  drop();
  floating = document.createElement("div");
  floating.className = "zweef";
  floating.setAttribute("role", "tooltip");
  floating.id = "zweef";
  floating.textContent = figure.dataset.bron;
  document.querySelector("main").append(floating);
  const place = figure.getBoundingClientRect();
  const left = Math.max(4, Math.min(place.left, window.innerWidth - floating.offsetWidth - 4));
  const above = place.top - floating.offsetHeight - 4;
  floating.style.left = `${left}px`;
  floating.style.top = `${above > 0 ? above : place.bottom + 4}px`;
  figure.setAttribute("aria-describedby", "zweef");
};
const figureOf = (event) => event.target instanceof Element ? event.target.closest(".cijfer") : null;
for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => { const figure = figureOf(event); if (figure) float(figure); });
}
for (const name of ["mouseout", "focusout"]) {
  document.addEventListener(name, (event) => {
    const figure = figureOf(event);
    if (figure) { figure.removeAttribute("aria-describedby"); drop(); }
  });
}

// In een tabel met cijfers is er één tabstop in de cellen; de pijlen gaan van cijfer naar cijfer.
for (const table of document.querySelectorAll(".cijfers")) {
  const figures = [...table.querySelectorAll(":is(td, th) .cijfer")];
  figures.forEach((figure, place) => { figure.tabIndex = place ? -1 : 0; });
  table.addEventListener("keydown", (event) => {
    const figure = figureOf(event);
    const cell = figure && figure.closest("td, th");
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!cell || !step) return;
    let row = cell.parentElement.rowIndex;
    let column = cell.cellIndex;
    for (;;) {
      row += step[0];
      column += step[1];
      const next = table.rows[row] && table.rows[row].cells[column];
      if (!next) return;
      const found = next.querySelector(".cijfer");
      if (!found) continue;
      event.preventDefault();
      figure.tabIndex = -1;
      found.tabIndex = 0;
      found.focus();
      return;
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  drop();
  for (const open of document.querySelectorAll("details.dropdown[open]")) open.open = false;
});

// De woorden van een deelvraag lichten op zolang iemand met dat deel bezig is.
const light = (label, on) => {
  for (const word of document.querySelectorAll(".woord")) {
    if (word.dataset.deel.split(" ").includes(label)) word.classList.toggle("actief", on);
  }
};
for (const part of document.querySelectorAll(".deel")) {
  const label = part.querySelector(".label").textContent.trim();
  for (const name of ["mouseenter", "focusin"]) part.addEventListener(name, () => light(label, true));
  for (const name of ["mouseleave", "focusout"]) part.addEventListener(name, () => light(label, false));
}
