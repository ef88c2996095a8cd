"""BibTeX for biblatex and biber (UTF-8): one ``@online`` entry for each article behind the claims.

The key is made of outlet, year and article id alone, so it is the same in every export of a ledger. White space
becomes single blanks; control characters and marks that steer the direction of text are left out; what TeX would obey
is escaped. Texts over 5,000 characters, which no bibliography can show, are cut, with ``…`` at their end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from belegg.claims import Claim
from belegg.export._cited import Cited
from belegg.export._format import Quoted
from belegg.export._out import Out
from belegg.export._text import address, digest, moment

__all__ = ["escape", "key_of", "write", "write_sources"]

_LONGEST = 5_000
# Even as \{ a brace counts for BibTeX when it seeks the end of the field, so braces are named.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        '"': r"\textquotedbl{}",
        **{sign: f"\\{sign}" for sign in "#$%&_"},
    }
)
_UNPRINTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LANGUAGES = {"nb": "norsk", "nn": "nynorsk", "da": "danish", "sv": "swedish", "en": "english"}
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ł": "l"})


def write(claims: Iterable[Claim], out: Out, quoted: Quoted) -> int:
    return write_sources((carrier for claim in claims for carrier in claim.statements), out)


def write_sources(sources: Iterable[Cited], out: Out) -> int:
    """An entry for each article, once."""
    seen: set[str] = set()
    for source in sources:
        key = key_of(source)
        if key not in seen:
            seen.add(key)
            out.text(_entry(key, source))
    return len(seen)


def key_of(source: Cited) -> str:
    """The key of its article: ASCII letters and digits, with 14 digits of the article's hash to be unique."""
    folded = unicodedata.normalize("NFKD", (source.outlet or "")[:80].casefold().translate(_LETTERS))
    outlet = re.sub("[^a-z0-9]", "", folded)[:24] or "article"
    when = moment(source.published)
    return f"{outlet}{when.year if when else ''}-{digest(source.article)[:14]}"


def escape(text: str) -> str:
    """`text` on one line, for a braced field: balanced, and nothing in it that TeX obeys."""
    printed = "".join(c for c in text if c.isspace() or unicodedata.category(c) not in _UNPRINTED)
    line = " ".join(printed.split())
    if len(line) > _LONGEST:
        line = line[: _LONGEST - 1].rstrip() + "…"
    return line.translate(_TEX)


def _entry(key: str, source: Cited) -> str:
    when = moment(source.published)
    # Percent signs of an address are verbatim in biblatex; `address` has quoted braces and backslashes.
    fields = {
        "title": _braced(source.title),
        "organization": _braced(source.outlet),
        "date": when.isoformat()[:10] if when else None,
        "url": address(source.url),
        "langid": _LANGUAGES.get(source.language or ""),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return f"@online{{{key},\n{''.join(lines)}}}\n\n"


def _braced(text: str | None) -> str | None:
    """In braces of its own: no style changes its capitals, and `` and `` in it does not part two names."""
    escaped = escape(text) if text else ""
    return f"{{{escaped}}}" if escaped else None
