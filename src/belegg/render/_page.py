"""A reading as one page that needs nothing but itself: no request, no foreign script, a policy that forbids both."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator

from belegg.render import _summary as say
from belegg.render._card import card
from belegg.render._clean import for_html
from belegg.render._script import SCRIPT
from belegg.render._segments import Segment, stretches
from belegg.render._style import STYLE
from belegg.types import Block, Reading

__all__ = ["render_html_page"]

_LINK = re.compile(r"https?://[!-~]+")
_TAGS = {"heading": "h2"}
_LEGEND = (
    '<p class="legend" aria-hidden="true"><span class="s direct certain">direct quote</span> '
    '<span class="s mixed certain">retold, partly quoted</span> <span class="s indirect certain">retold</span> '
    '<span class="s direct possible">fainter: less certain</span> <span>○ unnamed</span> <span>≈ hearsay</span> '
    "<span>× denied</span></p>"
)


def render_html_page(*readings: Reading) -> str:
    """A whole HTML document with one or more articles, their statements marked, and a card for each statement.

    With JavaScript the cards stand in the margin beside their passages, and pointing, focusing or tapping shows
    the parts; without, the cards are a list that the passages link to. Everything is escaped.
    """
    styles = [STYLE, "".join(_rules(readings))]
    title = say.headline(readings[0]) if len(readings) == 1 else f"{len(readings)} articles"
    several = len(readings) > 1
    sheets = "\n".join(_sheet(reading, f"a{n}", several) for n, reading in enumerate(readings, start=1))
    policy = (
        f"default-src 'none'; style-src {_hashes(styles)}; script-src {_hashes([SCRIPT])}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{for_html(title)} · belegg</title>\n"
        f"<style>{styles[0]}</style>\n<noscript><style>{styles[1]}</style></noscript>\n</head>\n<body>\n"
        f"<main>\n{sheets}\n</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _hashes(sources: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(s.encode()).digest()).decode("ascii") for s in sources)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def _rules(readings: tuple[Reading, ...]) -> Iterator[str]:
    """Styles that do without JavaScript what the script does: point at a passage, and its card stands out."""
    for n, reading in enumerate(readings, start=1):
        for i in range(1, len(reading.statements) + 1):
            key = f"a{n}s{i}"
            on = f':root:has([data-s~="{key}"]:is(:hover,:focus))'
            yield f'{on} #{key},{on} a[data-s~="{key}"],#{key}:target{{background:var(--tint)}}'


def _sheet(reading: Reading, prefix: str, several: bool) -> str:
    article = reading.article
    language = f' lang="{article.language}"' if article.language else ""
    titled = any(block.kind == "title" for block in article.blocks)
    heading = "" if titled else f'<h1{language} dir="auto">{for_html(say.headline(reading))}</h1>'
    body = "".join(_block(reading, block, segments, prefix, several) for block, segments in stretches(reading))
    if reading.statements:
        summary, legend = say.describe_counts(say.count(reading)), _LEGEND
        cards = "".join(card(reading, index, prefix) for index in range(len(reading.statements)))
        aside = f'<aside class="cards" aria-label="Statements"><ol>{cards}</ol></aside>'
    else:
        summary, legend, aside = say.empty_notice(reading), "", ""
    return (
        f'<section class="sheet" id="{prefix}"><header>{heading}<p class="meta">{_meta(reading)}</p>'
        f'<p class="counts">{for_html(summary)}</p>{legend}</header>'
        f'<div class="columns"><article{language} dir="ltr">{body}</article>{aside}</div></section>'
    )


def _meta(reading: Reading) -> str:
    parts = [for_html(part) for part in say.meta(reading)]
    url = reading.article.url
    # Anything but a plain web address could be a script.
    if url and _LINK.fullmatch(url):
        parts.append(f'<a href="{for_html(url)}" rel="noopener noreferrer">original page</a>')
    return " · ".join(parts)


def _block(reading: Reading, block: Block | None, segments: list[Segment], prefix: str, several: bool) -> str:
    text = reading.article.text
    if block is None and not text[segments[0].start : segments[-1].end].strip():
        return for_html(text[segments[0].start : segments[-1].end])
    kind = block.kind if block else "outside"
    tag = ("h2" if several else "h1") if kind == "title" else _TAGS.get(kind, "p")
    inner = "".join(_segment(reading, segment, prefix) for segment in segments)
    return f'<{tag} class="b {kind}">{inner}</{tag}>'


def _segment(reading: Reading, segment: Segment, prefix: str) -> str:
    html = for_html(reading.article.text[segment.start : segment.end])
    parts = " ".join(f"{prefix}s{i + 1}-{part}" for i, part in segment.parts)
    data = f' data-p="{parts}"' if parts else ""
    if segment.covers:
        inner = reading.statements[segment.covers[-1]]
        classes = ["s", inner.form, inner.certainty]
        if len(segment.covers) > 1:
            classes.append("in-" + reading.statements[segment.covers[-2]].form)
        keys = " ".join(f"{prefix}s{i + 1}" for i in segment.covers)
        html = (
            f'<a class="{" ".join(classes)}" href="#{prefix}s{segment.covers[-1] + 1}" tabindex="-1" '
            f'data-s="{keys}"{data}>{html}</a>'
        )
    elif data:
        html = f"<span{data}>{html}</span>"
    return html + "".join(_reference(reading, i, prefix) for i in segment.ends)


def _reference(reading: Reading, index: int, prefix: str) -> str:
    """The number after a passage. It is drawn by the style sheet, so that copying the text copies the text alone."""
    statement = reading.statements[index]
    told = [f"Statement {index + 1}: {say.speaker_name(statement)}", statement.form, statement.certainty]
    if statement.hearsay:
        told.append("hearsay")
    key = f"{prefix}s{index + 1}"
    return (
        f'<a class="ref" id="{key}r" href="#{key}" data-s="{key}" data-n="{index + 1}{say.sign(statement)}" '
        f'aria-label="{for_html(", ".join(told))}"></a>'
    )
