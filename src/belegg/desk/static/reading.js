// Cards level with their passages; pointing, focus or a tap opens them; filters at once; files dropped on the form.
"use strict";
(() => {
  const wide = matchMedia("(min-width:62rem)");
  const find = (selector) => document.querySelector(`#main ${selector}`);
  const all = (selector) => [...document.querySelectorAll(`#main ${selector}`)];
  let root = null, shown = null, pinned = false, byKey = new Map(), byPart = new Map();

  const card = (key) => document.getElementById(`c-${key}`);
  const collect = (name) => {
    const found = new Map();
    for (const el of all(`[data-${name}]`)) {
      for (const key of el.dataset[name].split(" ")) {
        if (!found.has(key)) found.set(key, []);
        found.get(key).push(el);
      }
    }
    return found;
  };

  // Each card as high as its passage; those in the way move down, and around the open one up as well.
  const place = () => {
    const list = find(".margin ol");
    if (!list) return;
    const cards = [...list.children].filter((el) => !el.classList.contains("off"));
    list.parentNode.style.minHeight = "";
    if (!wide.matches) { for (const el of cards) el.style.transform = ""; return; }
    const top = list.getBoundingClientRect().top;
    const spots = cards.map((el) => {
      const first = byKey.get(el.dataset.s).find((e) => e !== el && e.getClientRects().length);
      return { el, want: first ? Math.max(0, first.getClientRects()[0].top - top) : 0, high: el.offsetHeight + 8, at: 0 };
    });
    spots.sort((a, b) => a.want - b.want);
    const on = spots.findIndex((s) => s.el.dataset.s === shown);
    spots.forEach((s, n) => { s.at = n ? Math.max(s.want, spots[n - 1].at + spots[n - 1].high) : s.want; });
    if (on >= 0) {
      spots[on].at = spots[on].want;
      for (let n = on - 1; n >= 0; n--) spots[n].at = Math.min(spots[n].at, spots[n + 1].at - spots[n].high);
      for (let n = on + 1; n < spots.length; n++) spots[n].at = Math.max(spots[n].want, spots[n - 1].at + spots[n - 1].high);
    }
    for (const s of spots) s.el.style.transform = `translateY(${Math.round(s.at)}px)`;
    const last = spots[spots.length - 1];
    if (last) list.parentNode.style.minHeight = `${Math.round(last.at + last.high)}px`;
  };

  const mark = (key, on) => {
    for (const el of byKey.get(key) || []) el.classList.toggle("lit", on);
    for (const el of byPart.get(key) || []) el.classList.toggle("part", on);
    const own = card(key);
    if (!own) return;
    own.classList.toggle("open", on);
    own.classList.toggle("pinned", on && pinned);
    own.querySelector(".close").hidden = !(on && pinned && !wide.matches);
  };
  const show = (key, pin) => {
    if (!root) return;
    root.classList.add("moving");
    if (shown) mark(shown, false);
    shown = key;
    pinned = Boolean(key && pin);
    if (key) mark(key, true);
    place();
  };

  // To the words that the address names: in its hash, or in `s` where a swap of the page has lost the hash.
  const land = () => {
    let key = new URLSearchParams(location.search).get("s");
    if (location.hash.length > 1) { try { key = decodeURIComponent(location.hash.slice(1)).replace(/^c-/, ""); } catch { return; } }
    if (!root || !byKey.has(key)) return;
    show(key, true);
    const words = byKey.get(key)[0];
    // The window has come here by itself only where this was no swap of the page.
    words.scrollIntoView({ block: "center" });
  };

  const filter = (only, speaker) => {
    let kept = 0;
    for (const el of all(".card")) {
      const fits = !el.classList.contains("own") && (!only || el.matches(`[data-${only}]`)) && (!speaker || el.dataset.speaker === speaker);
      const off = el.classList.contains("own") ? Boolean(only || speaker) : !fits;
      kept += fits ? 1 : 0;
      for (const other of byKey.get(el.dataset.s)) other.classList.toggle("off", off);
    }
    for (const a of all("[data-only]")) {
      if (a.dataset.only === only) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current");
    }
    find(".none").hidden = kept > 0;
    const here = new URL(root.dataset.here, location.href);
    if (only) here.searchParams.set("only", only);
    if (speaker) here.searchParams.set("speaker", speaker);
    history.replaceState(history.state, "", here);
    for (const a of all(".take a")) {
      const to = new URL(a.href);
      to.searchParams.delete("only");
      to.searchParams.delete("speaker");
      if (only) to.searchParams.set("only", only);
      if (speaker) to.searchParams.set("speaker", speaker);
      a.href = to;
    }
    show(null);
  };
  const chosen = () => [find("[data-only][aria-current]")?.dataset.only || "", find("#voice")?.value || ""];

  const setUp = () => {
    const now = find(".reading");
    if (now === root) return;
    root = now;
    shown = null;
    pinned = false;
    if (!root) return;
    byKey = collect("s");
    byPart = collect("p");
    for (const el of all(".lit")) el.classList.remove("lit");
    root.classList.add("live");
    place();
    // After htmx, which scrolls to the top last of all.
    queueMicrotask(land);
  };

  const keyAt = (target) => (target instanceof Element ? target.closest("#main [data-s]")?.dataset.s : null) || null;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse" || pinned || !wide.matches) return;
    const key = keyAt(event.target);
    if (key !== shown && (key || !event.target.closest(".margin"))) show(key, false);
  });
  document.addEventListener("focusin", (event) => {
    const key = keyAt(event.target);
    if (key && key !== shown && event.target.matches(":focus-visible")) show(key, false);
  });
  // Before htmx sees the click: a filter does not need the server.
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!root || !target || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const chip = target.closest("#main [data-only]");
    if (chip) {
      event.preventDefault();
      event.stopPropagation();
      filter(chip.dataset.only, chosen()[1]);
      return;
    }
    if (target.closest(".close")) { const key = shown; show(null); find(`.ref[data-s="${CSS.escape(key)}"]`)?.focus({ preventScroll: true }); return; }
    const key = keyAt(target);
    if (!key) { if (pinned) show(null); return; }
    const link = target.closest("a");
    if (link && link.closest(".card")) {
      if (!link.matches('[href^="#"]')) return;
      // A link from a card to the words: they are shown, and the address leads to them.
      event.preventDefault();
      history.replaceState(history.state, "", link.getAttribute("href"));
      land();
      return;
    }
    if (link) event.preventDefault();
    if (!link && !target.closest(".card") && String(getSelection())) return;
    if (key === shown && pinned) show(null); else show(key, true);
  }, true);
  document.addEventListener("change", (event) => {
    if (root && event.target.id === "voice") filter(chosen()[0], event.target.value);
    if (event.target.id === "file" && event.target.files.length) find(".give")?.requestSubmit();
  });
  document.addEventListener("belegg:close", () => show(null));
  addEventListener("hashchange", land);
  addEventListener("resize", place);
  addEventListener("load", place);
  document.addEventListener("htmx:load", setUp);
  document.fonts?.ready.then(place);

  // The form of Read.
  document.addEventListener("submit", (event) => {
    const button = event.target.matches?.(".give") ? event.target.querySelector("[data-busy]") : null;
    if (!button) return;
    const before = button.textContent;
    button.textContent = button.dataset.busy;
    // Shown again as it was when the browser comes back to the page.
    addEventListener("pageshow", () => { button.textContent = before; }, { once: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.(".give")?.requestSubmit();
  });
  // Pasting anywhere on the page is pasting into the field.
  document.addEventListener("paste", (event) => {
    const field = find(".give textarea");
    const text = event.clipboardData?.getData("text/plain");
    if (!field || !text || event.target.closest?.("input,textarea")) return;
    event.preventDefault();
    field.value = text;
    field.focus();
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const form = find(".give");
      if (!form || !event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("over", kind === "dragover");
      if (kind !== "drop" || !event.dataTransfer.files.length) return;
      form.querySelector("#file").files = event.dataTransfer.files;
      form.requestSubmit();
    });
  }
  setUp();
})();
