"""What matching knows of a statement, made from its article's reading alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from belegg.match._numbers import find_numbers
from belegg.match._titles import bare_statements
from belegg.match._words import MAYBE, NEGATIONS, fold, grams, stems, tokens

Floats = npt.NDArray[np.float32]
Embed = Callable[[Sequence[str]], Floats]

_SENTENCE = re.compile(r"(?<=[.!?…])[»”\")]*\s+(?=[^\W\d_a-zæøåäö]|[«“\"–—-])|\n+")
_VECTORS = 3
"""How many vectors a statement is kept with."""
_LEDE = 300
_RUNNING = ("title", "lede", "heading", "paragraph")
_BESIDE, _WITHIN, _LEADING, _LONG = 160, 190, 100, 600
"""Letters of a passage: of the block before and the one after, of its own, before a statement deep in a
long one, and how deep that is."""
_REACH = 600
_GENITIVE = re.compile(r"['’]?s$")
_NAMES_OF_NOTE = ("PER", "ORG", "PROD", "EVT")
_SHORT_NAME = 4
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
# Words that set a passage into an earlier time than the article's: a closed set.
_THEN = re.compile(
    r"\b(?:den gang(?:en)?|den gong(?:en)?|dengang|då ?v[ae]rande|daværende|dåverande|i fjor|i fjol|last year|"
    r"(?:the )?previous year|then-\w+|år (?:siden|sidan|sedan)|years? (?:ago|earlier)|det året|"
    r"that year)\b",
    re.IGNORECASE,
)
AGENCIES = frozenset({"ntb", "tt", "npk", "afp", "ap", "reuters", "ritzau", "bloomberg", "associated press"})
"""Stand in articles about anything."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A statement as it is compared.

    `vectors` [3, D]: its words, its words in their sentence under their title, and the passage it stands in.
    `around` are the names of its paragraph and the one before; `old` how much speaks for it being about an earlier time
    than the article's, 0 to 1.
    """

    statement: str
    vectors: Floats
    text: str
    names: frozenset[str]
    numbers: frozenset[float]
    years: frozenset[int]
    negated: bool
    maybe: bool
    certainty: str
    speaker: str
    hands: frozenset[str]
    stems: frozenset[str]
    grams: frozenset[str]
    bare: bool
    around: frozenset[str]
    old: float

    def body(self) -> dict[str, Any]:
        """What is kept beside the vectors, as plain JSON."""
        return {
            "text": self.text,
            "names": sorted(self.names),
            "numbers": sorted(self.numbers),
            "years": sorted(self.years),
            "negated": self.negated,
            "maybe": self.maybe,
            "certainty": self.certainty,
            "speaker": self.speaker,
            "hands": sorted(self.hands),
            "bare": self.bare,
            "around": sorted(self.around),
            "old": self.old,
        }


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """An article as it is compared: what it is about, and the signs of its statements.

    `vector` [D] is of its title and first words; `story` the names of people, bodies and things in it, `places` the
    other names, `marks` their words.
    """

    id: str
    day: int | None
    language: str | None
    vector: Floats
    story: frozenset[str]
    places: frozenset[str]
    marks: frozenset[str]
    statements: tuple[Sign, ...]

    def body(self) -> dict[str, Any]:
        """What is kept beside the vector, as plain JSON."""
        return {"language": self.language, "story": sorted(self.story), "places": sorted(self.places)}


def sign_from(statement: str, vectors: Floats, body: dict[str, Any]) -> Sign:
    """The sign that `Sign.body` and its vectors were kept of.

    Ledgers filled before the third vector was have two: the second stands in for it until they are rebuilt.
    """
    if len(vectors) < _VECTORS:
        vectors = np.pad(vectors, ((0, _VECTORS - len(vectors)), (0, 0)), "edge")
    words = stems(body["text"])
    sets: dict[str, Any] = {k: frozenset(body[k]) for k in ("names", "numbers", "years", "hands", "around")}
    plain = {k: body[k] for k in ("text", "negated", "maybe", "certainty", "speaker", "bare", "old")}
    return Sign(statement=statement, vectors=vectors, stems=frozenset(words), grams=grams(words), **sets, **plain)


def article_from(
    id: str, day: int | None, vector: Floats, body: dict[str, Any], statements: Sequence[Sign] = ()
) -> SignedArticle:
    """The article that `SignedArticle.body` was kept of."""
    story, places = frozenset(body["story"]), frozenset(body["places"])
    return SignedArticle(id, day, body["language"], vector, story, places, _marks(story | places), tuple(statements))


def _marks(names: frozenset[str]) -> frozenset[str]:
    return frozenset(w for n in names if n not in AGENCIES for w in n.split() if len(w) >= _SHORT_NAME)


def day_of(published: str | None) -> int | None:
    """Days since 1970 of an ISO time, in UTC; None where there is none that can be read."""
    if not published:
        return None
    try:
        when = datetime.fromisoformat(published)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return (when - datetime(1970, 1, 1, tzinfo=UTC)).days


@lru_cache(20_000)
def bare_name(name: str) -> str:
    """A name as it is compared: folded, without signs and genitive."""
    words = re.sub(r"[^\w\s-]", " ", fold(name)).split()
    if words:
        words[-1] = _GENITIVE.sub("", words[-1]) if len(words[-1]) > _SHORT_NAME else words[-1]
    return " ".join(words)


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that [start, end) lies in."""
    low = max(0, start - _REACH)
    left = max((m.end() for m in _SENTENCE.finditer(text, low, start + 1) if m.end() <= start), default=low)
    found = _SENTENCE.search(text, end)
    return left, min(found.start() if found else len(text), end + _REACH)


def _hands(statement: dict[str, Any], named: Sequence[tuple[int, int, str, str]]) -> frozenset[str]:
    """Who had the statement in hand, with the bodies that the source's description names (*direktør X i Y*)."""
    hops = {bare_name(h["name"]) for h in statement["chain"][:-1]}
    around = (m for a, b, _, m in named if m and any(x <= a and b <= y for x, y in statement["source"]))
    return frozenset(hops.union(around) - {""})


def paragraphs_around(text: str, at: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The paragraph at `at`, and the one before it (empty at the start)."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    before = len(text[:start].rstrip())
    return (start, end if end >= 0 else len(text)), (text.rfind("\n", 0, before) + 1, before)


class Passages:
    """The passages of an article's text; furniture, captions and credits beside a statement are no part of one."""

    def __init__(self, text: str, blocks: Sequence[dict[str, Any]]) -> None:
        self._text = text
        self._spans = sorted((b["start"], b["end"]) for b in blocks if b["kind"] in _RUNNING)
        self._starts = [start for start, _ in self._spans]

    def at(self, start: int) -> str:
        """The beginning of the block at `start`, between the end of the one before and the beginning of the one after:
        what leads over to a statement often says in plain words what its speaker says in his own."""
        i = bisect_right(self._starts, start) - 1
        inside = i >= 0 and start < self._spans[i][1]
        left, right = self._spans[i] if inside else (start, start + _WITHIN)
        # The statements of a block have one passage, so that it is made a vector of once, but where the block is long.
        left = left if start - left <= _LONG else start - _LEADING
        parts = [self._text[left : min(right, left + _WITHIN)]]
        before = i - 1 if inside else i
        if before >= 0:
            a, b = self._spans[before]
            parts.insert(0, self._text[max(a, b - _BESIDE) : b])
        if i + 1 < len(self._spans):
            a, b = self._spans[i + 1]
            parts.append(self._text[a : min(b, a + _BESIDE)])
        return " ".join(" ".join(parts).split())


def _oldness(near: str, far: str, published: str | None) -> float:
    if _THEN.search(near):
        return 1.0
    this_year = int(published[:4]) if published and published[:4].isdecimal() else None
    earlier = [this_year is not None and any(int(y) < this_year for y in _YEAR.findall(part)) for part in (near, far)]
    return 1.0 if earlier[0] else 0.5 if earlier[1] or _THEN.search(far) else 0.0


def half(x: Floats) -> Floats:
    """As precise as vectors are kept, so that one just made and one read again give the same scores."""
    return x.astype(np.float16).astype(np.float32)


def sign_article(reading: dict[str, Any], article: str, embed: Embed) -> SignedArticle | None:
    """The signs of a reading (``belegg.reading/1``, ids as the ledger gives them); None where nothing is stated."""
    about = reading["article"]
    text: str = about["text"]
    if not reading["statements"]:
        return None
    statements = [*bare_statements(reading, article), *reading["statements"]]
    named = [(e["start"], e["end"], e["type"], bare_name(text[e["start"] : e["end"]])) for e in reading["entities"]]
    story = frozenset(n for _, _, t, n in named if t in _NAMES_OF_NOTE and n)
    places = frozenset(n for _, _, t, n in named if t not in _NAMES_OF_NOTE and n)
    title = about["title"] or ""
    start = next((b["start"] for b in about["blocks"] if b["kind"] in ("lede", "paragraph")), 0)
    contents = [" … ".join(text[a:b] for a, b in s["content"]) for s in statements]
    wide = []
    for s in statements:
        a, b = sentence_around(text, min(x for x, _ in s["content"]), max(y for _, y in s["content"]))
        wide.append(f"{title}. {text[a:b]}")
    passages = Passages(text, about["blocks"])
    beside = [passages.at(s["content"][0][0]) for s in statements]
    vectors = half(embed([*contents, *wide, *beside, f"{title}. {text[start : start + _LEDE]}"]))
    n = len(statements)
    signs = []
    for i, s in enumerate(statements):
        numbers, years = find_numbers(contents[i], about["language"])
        own, words = stems(contents[i]), set(tokens(contents[i]))
        near, far = paragraphs_around(text, s["content"][0][0])
        around = frozenset(m for a, b, _, m in named if m and far[0] <= a < near[1] and m not in AGENCIES)
        inside = (m for a, b, _, m in named if m and any(x < b and a < y for x, y in s["content"]))
        signs.append(
            Sign(
                statement=s["id"],
                vectors=vectors[[i, n + i, 2 * n + i]],
                text=contents[i],
                names=frozenset(inside),
                numbers=numbers,
                years=years,
                negated=bool(NEGATIONS & words),
                maybe=bool(MAYBE & words) or s["certainty"] in ("possible", "probable"),
                certainty=s["certainty"],
                speaker=bare_name(s["speaker"] or ""),
                hands=_hands(s, named),
                stems=frozenset(own),
                grams=grams(own),
                bare=bool(s.get("bare")),
                around=around,
                old=_oldness(text[near[0] : near[1]], text[far[0] : far[1]], about["published"]),
            )
        )
    day, language = day_of(about["published"]), about["language"]
    marks = _marks(story | places)
    return SignedArticle(article, day, language, vectors[3 * n], story, places, marks, tuple(signs))
