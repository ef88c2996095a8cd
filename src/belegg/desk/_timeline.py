"""Statements over time as a row of bars: a bin a day, a month or a year, whichever is the finest that fits. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from babel.dates import format_date
from markupsafe import Markup

from belegg.desk._i18n import Language
from belegg.desk._pages import marks
from belegg.render._clean import for_html

__all__ = ["Bin", "bins", "month", "timeline_svg"]

MOST = 62
_FEW = 6
"""Bins up to which each has a label."""
_WIDTH, _HEIGHT, _BASE = 480, 84, 62


@dataclass(frozen=True, slots=True)
class Bin:
    """`start` is its first day."""

    start: date
    count: int


def bins(times: Iterable[str | None]) -> tuple[Literal["day", "month", "year"], list[Bin]]:
    """The bins from the first to the last day, the empty ones with them; times that are none are left out."""
    days = sorted(d for t in times if (d := _day(t)) is not None)
    if not days:
        return "day", []
    first, last = days[0], days[-1]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if (last - first).days < MOST:
        return "day", _filled([first + timedelta(n) for n in range((last - first).days + 1)], days)
    if months <= MOST:
        starts = [
            date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(months)
        ]
        return "month", _filled(starts, days)
    years = range(max(first.year, last.year - MOST + 1), last.year + 1)
    return "year", _filled([date(y, 1, 1) for y in years], days)


def _day(when: str | None) -> date | None:
    try:
        return date.fromisoformat((when or "")[:10])
    except ValueError:
        return None


def _filled(starts: list[date], days: list[date]) -> list[Bin]:
    counts = dict.fromkeys(starts, 0)
    at = 0
    for day in days:
        while at + 1 < len(starts) and starts[at + 1] <= day:
            at += 1
        if day >= starts[at]:
            counts[starts[at]] += 1
    return [Bin(start, n) for start, n in counts.items()]


def timeline_svg(times: Iterable[str | None], language: Language) -> Markup:
    """The row of bars; empty where fewer than two days are known."""
    unit, found = bins(times)
    if len(found) < 2:
        return marks("")
    step = _WIDTH / len(found)
    top = max(b.count for b in found)
    total = sum(b.count for b in found)
    counted = language.ngettext("%(num)s statement", "%(num)s statements", total) % {"num": total}
    ends = {name: _said(found[at].start, unit, language) for name, at in (("first", 0), ("last", -1))}
    span = language.gettext("%(statements)s from %(first)s to %(last)s") % {"statements": counted, **ends}
    out = [
        f'<svg class="timeline" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="time-title time-desc"><title id="time-title">'
        f"{for_html(language.gettext('Statements over time'))}</title>"
        f'<desc id="time-desc">{for_html(span)}</desc>',
        f'<line class="p-rule" x1="0" y1="{_BASE}.5" x2="{_WIDTH}" y2="{_BASE}.5"/>',
    ]
    for n, bin_ in enumerate(found):
        if not bin_.count:
            continue
        high = max(4.0, (_BASE - 8) * bin_.count / top)
        title = f"{_said(bin_.start, unit, language)}: {language.number(bin_.count)}"
        width = min(28.0, max(1.0, step - 2))
        x = n * step + (step - width) / 2
        out.append(
            f'<g><title>{for_html(title)}</title><rect class="t-bar" x="{x:.1f}" y="{_BASE - high:.1f}" '
            f'width="{width:.1f}" height="{high:.1f}"/></g>'
        )
    if len(found) <= _FEW:
        labels = [((n + 0.5) * step, "middle", bin_) for n, bin_ in enumerate(found)]
    else:
        labels = [(0.0, "start", found[0]), (float(_WIDTH), "end", found[-1])]
    for x, anchor, bin_ in labels:
        said = for_html(_said(bin_.start, unit, language, short=len(found) <= _FEW))
        out.append(f'<text class="t-label" x="{x:.1f}" y="{_HEIGHT - 4}" text-anchor="{anchor}">{said}</text>')
    out.append("</svg>")
    return marks("".join(out))


def _said(day: date, unit: str, language: Language, *, short: bool = False) -> str:
    if short and unit != "year":
        said: str = format_date(day, "d. MMM" if language.code != "en" else "d MMM", locale=language.code)
        return said if unit == "day" else format_date(day, "LLL y", locale=language.code)
    if unit == "day":
        return language.day(day.isoformat())
    return month(day, language) if unit == "month" else str(day.year)


def month(day: date, language: Language) -> str:
    """Such as ``mars 2026``."""
    said: str = format_date(day, "LLLL y", locale=language.code)
    return said
