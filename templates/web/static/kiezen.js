// Wat ingevuld wordt, komt meteen in het adres: na «Terug» of opnieuw laden staat het er nog.
"use strict";
const form = document.getElementById("kiezen");
const kept = () => {
  const pairs = [...new FormData(form)].filter(([name, value]) => value && name !== "erbij" && name !== "actie");
  history.replaceState(null, "", `/kiezen?${new URLSearchParams(pairs)}`);
};
if (form) form.addEventListener("change", kept);
