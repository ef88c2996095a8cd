"""The card of one statement: who, through whom, in which words, how surely."""

from __future__ import annotations

from belegg._passage import passage
from belegg.render import _summary as say
from belegg.render._clean import for_html
from belegg.types import Reading, Span, Statement

__all__ = ["card"]

_EXCERPT = 160


def card(reading: Reading, index: int, prefix: str) -> str:
    """One ``<li>`` with the id that the passages of statement `index` link to."""
    statement = reading.statements[index]
    key = f"{prefix}s{index + 1}"
    kind = say.KINDS[statement.kind] if statement.speaker else ""
    head = (
        f'<a class="n" href="#{key}r" aria-label="Back to passage {index + 1}">{index + 1}{say.sign(statement)}</a> '
        f'<b dir="auto">{for_html(say.speaker_name(statement))}</b>'
        + (f' <span class="kind">{for_html(kind)}</span>' if kind else "")
    )
    return (
        f'<li class="card {statement.form} {statement.certainty}" id="{key}" data-s="{key}">'
        f'<p class="who">{head}</p>{_chain(reading, statement)}<p class="how">{_how(statement)}</p>'
        f'<div class="more"><blockquote dir="auto">{for_html(_excerpt(reading, statement))}</blockquote>'
        f"<dl>{_details(reading, statement, prefix)}</dl></div></li>"
    )


def _chain(reading: Reading, statement: Statement) -> str:
    hops = [f"→ <bdi>{for_html(hop)}</bdi>" for hop in say.hands(reading, statement)]
    return f'<p class="chain">{" ".join(hops)}</p>' if hops else ""


def _how(statement: Statement) -> str:
    signs = [say.FORMS[statement.form], say.CERTAINTIES[statement.certainty]]
    if statement.hearsay:
        signs.append("hearsay")
    return for_html(" · ".join(signs))


def _excerpt(reading: Reading, statement: Statement) -> str:
    words = " ".join(passage(reading.article.text, statement.content).split())
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _details(reading: Reading, statement: Statement, prefix: str) -> str:
    rows: list[tuple[str, str]] = []

    def quoted(label: str, spans: tuple[Span, ...]) -> None:
        if spans:
            rows.append((label, f"<bdi>{for_html(passage(reading.article.text, spans))}</bdi>"))

    quoted("Named as", statement.source)
    quoted("Cue", statement.cue)
    quoted("Via", statement.via)
    quoted("Hedges", statement.hedges)
    for number, other in enumerate(reading.statements, start=1):
        if statement.nested_in == other.id:
            rows.append(("Within", f'<a href="#{prefix}s{number}">{number}</a>'))
    rows.append(("Reader", f"{say.percent(statement.confidence)} sure of its reading"))
    return "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
