"""Who publishes: outlets, agencies and broadcasters by their addresses and names, and which are sisters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal, TypeAlias, cast, get_args

from belegg.errors import InputError
from belegg.extract._lexicon import PREPOSITIONS, words_of

__all__ = ["COLUMNS", "Outlet", "OutletKind", "Outlets", "same_family"]

OutletKind: TypeAlias = Literal["outlet", "agency", "broadcaster", "institution"]

COLUMNS = ("name", "domains", "aliases", "kind", "family", "country", "language", "wire")
_BUILT_IN = "outlets.tsv"
_REMEDY = "a row is " + ", ".join(COLUMNS) + ", parted by tabs; lines that begin with # are comments"
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_HOST = re.compile(r"[a-z0-9._-]+")

# Letters that Unicode takes for letters of their own and readers for variants.
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "đ": "d", "ł": "l", "ı": "i"})
# What may stand before a name to say what it is the name of (nb, nn, da, sv, en).
_NOUNS = words_of(
    """
    avis avisen avisa nettavisen nettavisa lokalavisen lokalavisa tabloidavisen tabloidavisa næringslivsavisen
    næringslivsavisa boulevardavisen dagbladet ugeavisen bladet magasinet tidsskriftet tidningen dagstidningen
    kvällstidningen morgontidningen tidskriften magasinet veckotidningen ukeavisen ukeavisa nettstedet nettstaden
    nyhetsnettstedet nyhetsstedet nyhetssajten sajten nyhedssitet mediet mediehuset mediehus
    nyhetsbyrået nyheitsbyrået nyhetsbyrån nyhedsbureauet telegrambyrået byrået
    kanalen tv-kanalen tv-stasjonen tv-stationen nyhetskanalen nyheitskanalen nyhedskanalen kringkasteren
    allmennkringkasteren kringkastaren radiokanalen nyhetsprogrammet
    newspaper paper tabloid magazine outlet website site agency broadcaster channel network broadsheet
    """
)
_ARTICLES = words_of("den det the en et ein ei ett a an")
_LEAD = 5
_GENITIVE = re.compile(r"(?:['’:]?s|['’])$", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:no|se|dk|fi|com|net|org)$", re.IGNORECASE)
_QUOTES = " \t\n\r\"'«»“”„‘’‹›().,;:"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One row of the table.

    Attributes
    ----------
    domains
        Hosts without ``www.``; all below them belong to the outlet as well.
    aliases
        Other names it goes by.
    family
        The owner; outlets of one family are one hand when they copy each other. None where it is not known.
    country, language
        ISO 3166 and ISO 639; None where neither fits.
    wire
        The tag that an agency's texts are signed with, as `find_wire` gives it.
    """

    name: str
    domains: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    kind: OutletKind = "outlet"
    family: str | None = None
    country: str | None = None
    language: str | None = None
    wire: str | None = None


def same_family(a: Outlet, b: Outlet) -> bool:
    """Whether the two are one outlet, or have one known owner."""
    return a == b or (a.family is not None and a.family == b.family)


class Outlets:
    """The table, with its rows found by address and by name.

    Names can be shared by outlets of several languages (``DN``, ``BT``, ``Dagen``), but not within one.
    """

    def __init__(self, rows: Iterable[Outlet]) -> None:
        """Later rows override earlier ones: one of the same name and language replaces it whole, and a domain or name
        that two rows claim goes to the later."""
        kept: dict[tuple[str, str], Outlet] = {}
        for row in rows:
            kept.pop(_identity(row), None)
            kept[_identity(row)] = row
        self._rows = tuple(kept.values())
        self._domains: dict[str, Outlet] = {}
        self._names: dict[str, dict[str, Outlet]] = {}
        for row in self._rows:
            for domain in row.domains:
                self._domains[domain] = row
            for name in row.aliases:
                self._names.setdefault(_key(name), {})[_tongue(row.language)] = row
        # A row's own name is never taken away by another's alias.
        for row in self._rows:
            self._names.setdefault(_key(row.name), {})[_tongue(row.language)] = row

    @classmethod
    def load(cls, extra: Path | None = None) -> Outlets:
        """The built-in table, with the user's own file of the same form on top of it.

        Raises
        ------
        InputError
            A row of `extra` is malformed, or two of its rows claim one domain or name; the resource is ``FILE:LINE``.
        MissingInputError
            `extra` is not there or cannot be read.
        """
        if extra is None:
            return cls(_built_in())
        from belegg.fetch.files import read_file, shown_name

        try:
            text = read_file(extra).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InputError("it is not UTF-8", resource=shown_name(extra), remedy="save it as UTF-8") from None
        return cls([*_built_in(), *_parse(text, shown_name(extra))])

    def __iter__(self) -> Iterator[Outlet]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def by_domain(self, host: str) -> Outlet | None:
        """The outlet that the host (``www.nrk.no``, ``NRK.no:443``) belongs to: the longest known ending decides."""
        name = host.strip().lower().partition(":")[0].rstrip(".")
        if not name.isascii():
            try:
                name = name.encode("idna").decode("ascii")
            except UnicodeError:
                return None
        if not _HOST.fullmatch(name):
            return None
        labels = name.split(".")
        for first in range(len(labels) - 1):
            if found := self._domains.get(".".join(labels[first:])):
                return found
        return None

    def by_name(self, name: str, *, language: str | None = None) -> Outlet | None:
        """The outlet of that name, however it is written: capitals, accents, spaces and hyphens do not matter, nor do
        quotes, a genitive («Aftenpostens»), an address's ending («Aftenposten.no»), or what a name is led in by
        («den britiske avisen The Guardian»).

        Where outlets of several languages share the name, `language` (of the text that names it) decides; without
        one that fits, none is meant for sure.
        """
        tongue = _tongue(language)
        for form in _forms(name):
            if not (found := self._names.get(_key(form))):
                continue
            if tongue in found:
                return found[tongue]
            return next(iter(found.values())) if len(found) == 1 else None
        return self.by_domain(name) if "." in name.strip(_QUOTES) and " " not in name.strip() else None


def _forms(name: str) -> Iterator[str]:
    """The forms to look for, the one as written first."""
    whole = name.strip(_QUOTES)
    words = whole.split()
    forms = [whole]
    # Capitals inside belong to the name: «avisen Svenska Dagbladet».
    nouns = (n for n, w in enumerate(words[:_LEAD], 1) if w in _NOUNS or (n == 1 and w.lower() in _NOUNS))
    noun = max((n for n in nouns if n < len(words)), default=0)
    led_in = noun == 1 or (words[:1] and words[0].lower() in _ARTICLES and not PREPOSITIONS & set(words[1:noun]))
    if noun and led_in:
        forms.append(" ".join(words[noun:]).strip(_QUOTES))
    for form in forms:
        for variant in (form, _ENDING.sub("", form)):
            yield variant
            yield _GENITIVE.sub("", variant)


def _key(name: str) -> str:
    """What is left of a name when writing does not matter: its letters and digits, without ``the``."""
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", plain.replace("'", "").replace("’", ""))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return "".join(words)


def _tongue(language: str | None) -> str:
    return "no" if language in ("nb", "nn") else language or ""


def _identity(row: Outlet) -> tuple[str, str]:
    return _key(row.name), _tongue(row.language)


@cache
def _built_in() -> tuple[Outlet, ...]:
    text = resources.files("belegg.ledger").joinpath(_BUILT_IN).read_text(encoding="utf-8")
    return tuple(_parse(text, _BUILT_IN))


def _parse(text: str, shown: str) -> Iterator[Outlet]:
    # Domains stand among the names, under a language that is none.
    claimed: dict[tuple[str, str], int] = {}
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if not line.strip() or line.startswith("#") or tuple(line.split("\t")) == COLUMNS:
            continue
        where = f"{shown}:{number}"
        row = _row(line, where)
        for domain in row.domains:
            _claim(claimed, (domain, "."), number, where, f"the domain {domain}")
        for name in {_key(n): n for n in (row.name, *row.aliases)}.values():
            _claim(claimed, (_key(name), _tongue(row.language)), number, where, f"the name {name}")
        yield row


def _claim(claimed: dict[tuple[str, str], int], key: tuple[str, str], number: int, where: str, what: str) -> None:
    if (first := claimed.setdefault(key, number)) != number:
        raise InputError(f"{what} is taken by line {first}", resource=where, remedy="leave it in one of the rows")


def _row(line: str, where: str) -> Outlet:
    cells = [" ".join(c.split()) for c in line.split("\t")]
    if len(cells) > len(COLUMNS) or len(line) > 10_000:
        raise InputError(f"the row has {len(cells)} cells, not {len(COLUMNS)}", resource=where, remedy=_REMEDY)
    # Editors drop empty cells at the end.
    cells += [""] * (len(COLUMNS) - len(cells))
    name, domains, aliases, kind, family, country, language, wire = cells
    hosts = tuple(dict.fromkeys(domains.lower().split()))
    others = tuple(dict.fromkeys(a for a in (a.strip() for a in aliases.split("|")) if a))
    for what, bad in (
        ("name", not _key(name)),
        ("domains", not all(_DOMAIN.fullmatch(h) and not h.startswith("www.") for h in hosts)),
        ("aliases", not all(_key(a) for a in others)),
        ("kind", (kind or "outlet") not in get_args(OutletKind)),
        ("country", bool(country) and not _COUNTRY.fullmatch(country)),
        ("language", bool(language) and not _LANGUAGE.fullmatch(language)),
    ):
        if bad:
            raise InputError(f"the cell `{what}` makes no sense", resource=where, remedy=_REMEDY)
    return Outlet(
        name,
        hosts,
        others,
        cast(OutletKind, kind or "outlet"),
        family or None,
        country or None,
        language or None,
        wire or None,
    )
