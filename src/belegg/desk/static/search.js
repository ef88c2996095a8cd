// Search: addresses without what was left empty. Everything works without this file.
"use strict";
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id !== "asking") return;
  const { parameters } = event.detail;
  for (const name of [...Object.keys(parameters)]) {
    if (parameters[name] === "" || (name === "mode" && parameters[name] === "meaning")) delete parameters[name];
  }
});
