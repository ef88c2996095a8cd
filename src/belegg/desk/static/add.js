// Add: the files that were chosen, dropping them onto the form, and how much of them is sent.
"use strict";
(() => {
  if (window.beleggAdd) return;
  window.beleggAdd = true;
  const form = (el) => el instanceof Element && el.closest("[data-add]");
  const list = (here) => {
    const files = [...here.querySelector("input[type=file]").files];
    const shown = here.querySelector("[data-chosen]");
    shown.hidden = files.length < 2;
    shown.replaceChildren(...files.slice(0, 100).map((file) => {
      const item = document.createElement("li");
      item.textContent = file.name;
      return item;
    }));
  };
  document.addEventListener("change", (event) => {
    const here = form(event.target);
    if (here && event.target.type === "file") list(here);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const here = form(event.target);
      if (!here || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      here.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      here.querySelector("input[type=file]").files = event.dataTransfer.files;
      list(here);
    });
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    const here = form(event.detail.elt);
    if (!here) return;
    here.querySelector("[data-sending]").hidden = false;
    here.querySelector("button").disabled = true;
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const here = form(event.detail.elt ?? event.target);
    if (!here || !event.detail.lengthComputable) return;
    here.querySelector("[data-percent]").textContent = `${Math.round((100 * event.detail.loaded) / event.detail.total)} %`;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const here = form(event.detail.elt);
    if (!here || !here.isConnected) return;
    here.querySelector("[data-sending]").hidden = true;
    here.querySelector("button").disabled = false;
  });
})();
