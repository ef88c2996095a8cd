"""The script of the page: cards beside their passages, and pointing, focus or a tap shows what belongs together."""

from __future__ import annotations

__all__ = ["SCRIPT"]

SCRIPT = """
(function () {
  "use strict";
  var root = document.documentElement, wide = matchMedia("(min-width:60rem)"), shown = null, pinned = false;
  root.classList.add("js");
  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }
  function keysOf(element) { return element.getAttribute("data-s").split(" "); }
  var byKey = {}, byPart = {};
  all("[data-s]").forEach(function (e) { keysOf(e).forEach(function (k) { (byKey[k] = byKey[k] || []).push(e); }); });
  all("[data-p]").forEach(function (e) {
    e.getAttribute("data-p").split(" ").forEach(function (p) {
      var k = p.slice(0, p.lastIndexOf("-")); (byPart[k] = byPart[k] || []).push(e);
    });
  });

  function place() {
    all(".sheet").forEach(function (sheet) {
      var list = sheet.querySelector(".cards ol");
      if (!list) { return; }
      var cards = Array.prototype.slice.call(list.children);
      list.parentNode.style.minHeight = "";
      if (!wide.matches) { cards.forEach(function (c) { c.style.transform = ""; }); return; }
      var top = list.getBoundingClientRect().top;
      var want = cards.map(function (c) {
        var first = (byKey[c.id] || []).filter(function (e) { return !e.classList.contains("card"); })[0];
        return first ? Math.max(0, first.getClientRects()[0].top - top) : 0;
      });
      var height = cards.map(function (c) { return c.offsetHeight + 8; });
      var order = cards.map(function (c, i) { return i; }).sort(function (a, b) { return want[a] - want[b] || a - b; });
      var at = [], on = -1, i;
      order.forEach(function (c, n) {
        at[n] = Math.max(want[c], n ? at[n - 1] + height[order[n - 1]] : 0);
        if (cards[c].id === shown) { on = n; }
      });
      if (on >= 0) {
        at[on] = want[order[on]];
        for (i = on - 1; i >= 0; i--) { at[i] = Math.min(at[i], at[i + 1] - height[order[i]]); }
        for (i = on + 1; i < order.length; i++) {
          at[i] = Math.max(want[order[i]], at[i - 1] + height[order[i - 1]]);
        }
      }
      order.forEach(function (c, n) { cards[c].style.transform = "translateY(" + Math.round(at[n]) + "px)"; });
      if (order.length) {
        i = order.length - 1;
        list.parentNode.style.minHeight = Math.round(at[i] + height[order[i]]) + "px";
      }
    });
  }

  function mark(key, value) {
    (byKey[key] || []).forEach(function (e) { e.classList.toggle("on", value); });
    (byPart[key] || []).forEach(function (e) { e.classList.toggle("part", value); });
    var card = document.getElementById(key);
    if (card) { card.classList.toggle("pinned", value && pinned); }
  }
  function show(key, pin) {
    root.classList.add("moving");
    if (shown) { mark(shown, false); }
    shown = key; pinned = !!(key && pin);
    if (key) { mark(key, true); }
    place();
  }
  function find(target) {
    var e = target.closest ? target.closest("[data-s]") : null;
    return e ? keysOf(e).pop() : null;
  }

  document.addEventListener("pointerover", function (event) {
    if (event.pointerType !== "mouse" || pinned) { return; }
    var key = find(event.target);
    if (key !== shown && (key || !event.target.closest(".cards"))) { show(key, false); }
  });
  document.addEventListener("focusin", function (event) {
    var key = find(event.target);
    if (key && key !== shown) { show(key, !wide.matches); }
  });
  document.addEventListener("click", function (event) {
    var key = find(event.target), link = event.target.closest("a");
    if (!key) { if (pinned) { show(null); } return; }
    if (link && link.closest(".card")) { return; }
    if (link) { event.preventDefault(); }
    if (key === shown && pinned) { show(null); } else { show(key, true); }
  });
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { show(null); } });
  addEventListener("hashchange", function () {
    var key = location.hash.slice(1);
    if (byKey[key]) { show(key, true); }
  });
  addEventListener("resize", place);
  addEventListener("load", place);
  if (document.fonts && document.fonts.ready) { document.fonts.ready.then(place); }
  place();
})();
"""
