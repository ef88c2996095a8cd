"""A reading for notebooks: no script, no style sheet, nothing that reaches beyond the fragment."""

from __future__ import annotations

from belegg.render import _summary as say
from belegg.render._clean import for_html
from belegg.render._segments import Segment, stretches
from belegg.types import Block, Reading, Statement

__all__ = ["render_html_fragment"]

_LINES = {"direct": "solid", "mixed": "dashed", "indirect": "dotted"}
_WEIGHTS = {"certain": "2px", "probable": "1.6px", "possible": "1.2px", "unclaimed": "1px", "denied": "2px"}
_BLOCKS = {
    "title": "font-size:1.4em;font-weight:700;line-height:1.2",
    "heading": "font-size:1.1em;font-weight:700",
    "lede": "font-weight:600",
    "caption": "font-size:.88em;opacity:.85;font-style:italic",
    "credit": "font-size:.8em;opacity:.55",
    "byline": "font-size:.85em;opacity:.7",
    "furniture": "font-size:.8em;opacity:.55",
    None: "font-size:.9em;opacity:.55",
}


def render_html_fragment(reading: Reading) -> str:
    """One ``<div>``: the article with its statements underlined and numbered, then who says them.

    Styles are inline and set no colour of their own, so that light and dark notebooks both do; everything is escaped.
    """
    language = f' lang="{reading.article.language}"' if reading.article.language else ""
    body = "".join(_block(reading, block, segments) for block, segments in stretches(reading))
    if reading.statements:
        summary = say.describe_counts(say.count(reading))
        items = "".join(_item(reading, n, s) for n, s in enumerate(reading.statements, start=1))
        listing = f'<ol style="font-size:.85em;padding-left:2.2em">{items}</ol>'
    else:
        summary, listing = say.empty_notice(reading), ""
    return (
        '<div style="max-width:46em;font-family:Georgia,serif;line-height:1.5">'
        f'<div{language} dir="ltr">{body}</div>'
        f'<p style="font-size:.85em;border-top:1px solid;padding-top:.5em;margin-top:1em">{for_html(summary)}</p>'
        f"{listing}</div>"
    )


def _block(reading: Reading, block: Block | None, segments: list[Segment]) -> str:
    if block is None and not reading.article.text[segments[0].start : segments[-1].end].strip():
        return for_html(reading.article.text[segments[0].start : segments[-1].end])
    style = f"{_BLOCKS[block.kind]};" if block and block.kind in _BLOCKS else "" if block else f"{_BLOCKS[None]};"
    inner = "".join(_segment(reading, segment) for segment in segments)
    return f'<div style="{style}white-space:pre-wrap;overflow-wrap:anywhere;margin:0 0 .7em">{inner}</div>'


def _segment(reading: Reading, segment: Segment) -> str:
    text = for_html(reading.article.text[segment.start : segment.end])
    if segment.covers:
        inner = reading.statements[segment.covers[-1]]
        line = f"underline {_LINES[inner.form]} {_WEIGHTS[inner.certainty]}"
        told = "; within: ".join(_in_short(reading.statements[i]) for i in reversed(segment.covers))
        text = f'<span title="{for_html(told)}" style="text-decoration:{line};text-underline-offset:.2em">{text}</span>'
    for index in segment.ends:
        text += (
            f'<sup style="font-size:.65em;font-weight:600;opacity:.8;margin-left:.15em">{index + 1}'
            f"{say.sign(reading.statements[index])}</sup>"
        )
    return text


def _in_short(statement: Statement) -> str:
    return f"{say.speaker_name(statement)} · {statement.form} · {statement.certainty}"


def _item(reading: Reading, number: int, statement: Statement) -> str:
    kind = say.KINDS[statement.kind] if statement.speaker else ""
    details = [
        *([kind] if kind else []),
        *([" ".join(f"→ {hop}" for hop in say.hands(reading, statement))] if statement.chain or statement.via else []),
        statement.form,
        statement.certainty,
        *(["≈ hearsay"] if statement.hearsay else []),
        say.percent(statement.confidence),
    ]
    return (
        f'<li value="{number}" style="margin:.15em 0"><b>{for_html(say.speaker_name(statement))}</b> '
        f'<span style="opacity:.75">{for_html(" · ".join(details))}</span></li>'
    )
