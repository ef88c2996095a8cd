"""The interface in Bokmål, Nynorsk and English: gettext catalogues, dates and numbers by Babel.

The English text is the key. Catalogues are the ``*.nb.po`` and ``*.nn.po`` files of ``lang/``, one a part of the desk;
they are read as they are, so there is nothing to compile.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

__all__ = ["LANGUAGES", "Language", "language_of"]

LANGUAGES: Final = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}
_FOLDER = Path(__file__).parent / "lang"
_SAID: Final = 8192
"""So many numbers and times are remembered as they are written."""
_LONGEST: Final = 64
"""Characters of an ISO time; what is longer is none."""


class Language:
    """One language of the interface: translates, and writes dates and numbers."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._catalogue = _load(code)

    def gettext(self, message: str) -> str:
        return self._catalogue.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self._catalogue.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        return self._catalogue.pgettext(context, message)

    def npgettext(self, context: str, one: str, many: str, n: int) -> str:
        return self._catalogue.npgettext(context, one, many, n)

    def number(self, value: float) -> str:
        return _number(value, self.code)

    def percent(self, share: float) -> str:
        return _percent(round(share, 2), self.code)

    def day(self, when: str | None) -> str:
        """An ISO time as a day; empty where there is none, the text itself where it is no time."""
        return "" if not when else when if len(when) > _LONGEST else _day(when, self.code)

    def time(self, when: str | None) -> str:
        """An ISO time as day and hour, in the zone it was written in; a day alone stays a day."""
        return "" if not when else when if len(when) > _LONGEST else _time(when, self.code)

    def clock(self, when: str | None) -> str:
        """The hour of an ISO time, such as ``08:12``; empty for a day alone."""
        moment = _moment(when)
        return "" if moment is None or when is None or len(when) <= 10 else f"{moment:%H:%M}"


# A list says the same few hundred days and numbers again and again, and Babel takes a tenth of a millisecond for each.


@lru_cache(_SAID)
def _number(value: float, code: str) -> str:
    return format_decimal(value, locale=code)


@lru_cache(_SAID)
def _percent(share: float, code: str) -> str:
    return format_percent(share, locale=code)


@lru_cache(_SAID)
def _day(when: str, code: str) -> str:
    moment = _moment(when)
    return when if moment is None else format_date(moment, format="long", locale=code)


@lru_cache(_SAID)
def _time(when: str, code: str) -> str:
    moment = _moment(when)
    if moment is None or len(when) <= 10:
        return _day(when, code)
    form = "d MMM y HH:mm" if code == "en" else "d. MMM y HH:mm"
    return format_datetime(moment, format=form, locale=code)


def _moment(when: str | None) -> datetime | None:
    if not when:
        return None
    try:
        if len(when) <= 10:
            day = date.fromisoformat(when)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        return datetime.fromisoformat(when)
    except ValueError:
        return None


@cache
def _load(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    whole = Catalog(locale=code)
    for path in sorted(_FOLDER.glob(f"*.{code}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
                if message.id and message.string:
                    whole.add(message.id, message.string, context=message.context)
    packed = BytesIO()
    write_mo(packed, whole)
    packed.seek(0)
    return gettext.GNUTranslations(packed)


@cache
def _language(code: str) -> Language:
    return Language(code)


def language_of(chosen: str | None, accepted: str = "") -> Language:
    """The language somebody chose, else the first of an ``Accept-Language`` header that there is, else Bokmål."""
    if chosen in LANGUAGES:
        return _language(chosen)
    return _language(next((c for c in _accepted(accepted) if c in LANGUAGES), "nb"))


def _accepted(header: str) -> Iterable[str]:
    ranked = []
    for place, part in enumerate(header[:500].split(",")):
        tag, _, quality = part.strip().partition(";q=")
        code = tag.split("-")[0].lower()
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        ranked.append((-weight, place, {"no": "nb"}.get(code, code)))
    return (code for weight, _, code in sorted(ranked) if weight < 0)
