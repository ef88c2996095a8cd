"""The style sheet of the page. Form is the kind of line, certainty its weight; colour never stands alone."""

from __future__ import annotations

__all__ = ["STYLE"]

STYLE = """
:root{--paper:#fbfaf7;--ink:#1d1c1a;--soft:#66625b;--rule:#d9d5cc;--line:#1f4e79;--tint:#e8eef5;--part:#f6e7b8}
@media (prefers-color-scheme:dark){:root{--paper:#17181a;--ink:#e4e1da;--soft:#9d9990;--rule:#3a3a3c;
--line:#93b8de;--tint:#263443;--part:#4d431f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);
font:1.125rem/1.6 Charter,"Bitstream Charter","Iowan Old Style",Georgia,"DejaVu Serif",serif}
main{max-width:66rem;margin:0 auto;padding:2.5rem 1.25rem 6rem}
.sheet+.sheet{margin-top:4rem;border-top:3px double var(--rule);padding-top:2.5rem}
header{max-width:38rem;border-bottom:1px solid var(--rule);padding-bottom:.75rem;margin-bottom:1.75rem}
h1,.title{font-size:2rem;line-height:1.15;font-weight:700;margin:0 0 1rem;letter-spacing:-.01em}
.meta,.counts,.legend{margin:0;font:.85rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--soft)}
.meta a{color:inherit}
.counts{color:var(--ink);font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.75rem;margin-top:.35rem}
.columns{display:block}
article{max-width:38rem;overflow-wrap:anywhere}
.b{white-space:pre-wrap;margin:0 0 1rem}
.heading{font-size:1.2rem;line-height:1.3;margin:1.75rem 0 .6rem}
.lede{font-weight:600}
.caption{font:.85rem/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;
border-left:2px solid var(--rule);padding-left:.8rem}
.byline,.credit,.furniture,.outside{font:.78rem/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--soft)}
.furniture,.credit,.outside{opacity:.75}
.s{--w:2px;--a:100%;color:inherit;
text-decoration:underline var(--w) color-mix(in srgb,var(--line) var(--a),transparent);
text-underline-offset:.24em;text-decoration-skip-ink:none;border-radius:2px}
.direct.s{text-decoration-style:solid}.mixed.s{text-decoration-style:dashed}.indirect.s{text-decoration-style:dotted}
.probable.s{--w:1.7px;--a:75%}.possible.s{--w:1.4px;--a:55%}.unclaimed.s{--w:1px;--a:45%}
.in-direct,.in-mixed,.in-indirect{border-bottom:1px solid color-mix(in srgb,var(--line) 55%,transparent);
padding-bottom:.14em;border-radius:0}
.in-mixed{border-bottom-style:dashed}.in-indirect{border-bottom-style:dotted}
.ref{color:var(--line);text-decoration:none;white-space:nowrap}
.ref::after{content:attr(data-n);font:600 .62em/1 system-ui,-apple-system,"Segoe UI",sans-serif;vertical-align:super;
padding:0 .12em}
a:focus-visible{outline:2px solid var(--line);outline-offset:2px}
.cards ol{list-style:none;margin:2.5rem 0 0;padding:0;border-top:1px solid var(--rule)}
.card{font:.8rem/1.45 system-ui,-apple-system,"Segoe UI",sans-serif;padding:.5rem .6rem;
border-bottom:1px solid var(--rule);background:var(--paper);scroll-margin-top:4rem;overflow-wrap:anywhere}
.card p,.card blockquote{margin:0}
.card .n{color:var(--line);font-weight:600;text-decoration:none}
.card b{font-size:.86rem}
.kind,.how,.card dl{color:var(--soft)}
.kind::before{content:"("}.kind::after{content:")"}
.chain{color:var(--ink)}
.card blockquote{font-family:Charter,Georgia,"DejaVu Serif",serif;font-size:.9rem;margin:.3rem 0}
.card dl{display:grid;grid-template-columns:max-content 1fr;gap:0 .6rem;margin:.2rem 0 0;font-size:.75rem}
.card dd{margin:0;color:var(--ink)}
.on,.card:target{background:var(--tint)}
.part{background:var(--part);border-radius:2px}
@media (min-width:60rem){
.columns{display:grid;grid-template-columns:minmax(0,38rem) minmax(0,1fr);column-gap:2.5rem}
.cards ol{margin:0}
.js .cards{position:relative}
.js .cards ol{position:absolute;inset:0;border:0}
.js .card{position:absolute;left:0;right:0;top:0;border-bottom:0;border-left:2px solid var(--rule);padding:.1rem .7rem}
.js .card .more{display:none}
.js .card.on{z-index:2;border-left-color:var(--line);padding:.5rem .7rem}
.js .card.on .more{display:block}
.js .card.on blockquote{display:none}
}
@media (max-width:59.99rem){
.js .card.on.pinned{position:fixed;z-index:3;left:0;right:0;bottom:0;max-height:45vh;overflow:auto;
border-top:2px solid var(--line);padding:.8rem 1.25rem 1.2rem}
}
@media (max-width:30rem){body{font-size:1.05rem}h1,.title{font-size:1.6rem}main{padding-top:1.5rem}}
@media (prefers-reduced-motion:no-preference){.moving .card{transition:transform .18s}}
@media print{
:root{--paper:#fff;--ink:#000;--soft:#444;--rule:#bbb;--line:#000;--tint:transparent;--part:transparent}
body{font-size:10.5pt}main{max-width:none;padding:0}.columns{display:block}
.js .cards ol{position:static}.js .card{position:static;transform:none!important;border-left:0}
.js .card .more,.js .card.on blockquote{display:block}.card{break-inside:avoid}.sheet+.sheet{break-before:page}
}
"""
