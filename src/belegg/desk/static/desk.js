// Conveniences: keys, and what htmx leaves to do after it has changed the page. Everything works without this file.
"use strict";
(() => {
  const typing = (el) => el instanceof HTMLElement && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  let before = "";
  const press = (key) => {
    const el = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!el) return false;
    if (el.matches("input")) { el.focus(); el.select(); } else el.click();
    return true;
  };
  // j and k walk through whatever the page marks as items; parts of the page may listen to "belegg:item".
  const step = (by) => {
    const items = [...document.querySelectorAll("#main [data-item]")].filter((el) => el.offsetParent !== null);
    if (!items.length) return;
    const now = items.findIndex((el) => el.classList.contains("on"));
    const next = items[Math.min(items.length - 1, Math.max(0, now < 0 ? (by > 0 ? 0 : items.length - 1) : now + by))];
    for (const el of items) el.classList.toggle("on", el === next);
    const target = next.matches("a,button,[tabindex]") ? next : next.querySelector("a,button") || next;
    target.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.dispatchEvent(new CustomEvent("belegg:item", { bubbles: true }));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { document.dispatchEvent(new CustomEvent("belegg:close")); if (typing(event.target)) event.target.blur(); return; }
    if (typing(event.target)) return;
    if (event.key === "j" || event.key === "k") { step(event.key === "j" ? 1 : -1); event.preventDefault(); return; }
    const pair = before ? `${before} ${event.key}` : "";
    before = "";
    if ((pair && press(pair)) || (event.key !== "g" && press(event.key))) event.preventDefault();
    else if (event.key === "g") { before = "g"; setTimeout(() => { before = ""; }, 1500); }
  });
  // Language and look: back to where one is by now.
  document.addEventListener("submit", (event) => {
    const back = event.target.querySelector?.('input[name="back"]');
    if (back && event.target.closest(".foot")) back.value = location.pathname + location.search;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const main = document.getElementById("main");
    if (!main || event.detail.target?.id !== "main") return;
    document.title = main.dataset.title || document.title;
    const here = location.pathname;
    for (const a of document.querySelectorAll(".masthead nav a")) {
      if (here.startsWith(new URL(a.href).pathname)) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
    }
    if (!location.hash) main.focus({ preventScroll: true });
  });
})();
