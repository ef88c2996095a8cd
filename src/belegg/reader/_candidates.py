"""Who may be behind a statement: nobody, the source as it stands, a name of the article, a description before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from belegg._pronouns import HE, SHE, THEY, WE, I
from belegg.reader._decode import Draft
from belegg.reader._names import Mention, Name

NOBODY, ITSELF, NAMED, DESCRIBED = 0, 1, 2, 3
TYPES = ("PER", "ORG", "GPE", "OTHER", "NOUN")
DERIVED = "DRV"
"""Of words made from names, *Russland-ekspert*: what they stand for may be somebody who is not named."""
_TITLE_BEFORE, _TITLE_AFTER = 3, 6
_DESCRIPTIONS = 4
_MEMORY = 8
UNKNOWN = ("unknown",)
"""The key of whoever is not among the candidates."""

OTHER = frozenset({"man", "en", "ein", "det", "den", "dette", "denne", "som", "hvem", "kven", "noen", "nokon", "alle",
                   "mange", "ingen", "flere", "fleire", "andre", "it", "who", "one", "der", "nogen"})  # fmt: skip
REFERRING = HE | SHE | I | THEY | WE
"""Pronouns that stand for somebody; the others (*mange*, *noen*) are all there is to say of the source."""
AS_HE, AS_SHE, LONGER = 1, 2, 6
"""What `source_sort` calls these."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a statement may be by.

    `mentions` are empty for NOBODY; `reach` are the words of the mentions and the titles before them; `near` the
    lower-case forms around the mentions, where a title or apposition may stand.
    """

    sort: int
    name: str | None
    type: str = ""
    mentions: tuple[Mention, ...] = ()
    key: object = None
    reach: tuple[int, ...] = ()
    near: frozenset[str] = frozenset()


@dataclass(slots=True)
class Past:
    """Whom the statements before were by: `keys` of the last candidates, latest first, the descriptions among them, and
    `by`, a key for every statement in order, None where it was by nobody, `UNKNOWN` where nobody knows."""

    keys: list[object] = field(default_factory=list)
    described: list[Candidate] = field(default_factory=list)
    by: list[object] = field(default_factory=list)

    def remember(self, chosen: Candidate | None) -> None:
        """Note who spoke, so that the next statements may be by the same; None where that is not known."""
        self.by.append(chosen.key if chosen else UNKNOWN)
        if chosen is None or chosen.sort == NOBODY:
            return
        if chosen.sort == ITSELF or chosen.type == "NOUN":
            words = tuple(w for a, b in chosen.mentions for w in range(a, b + 1))
            described = Candidate(DESCRIBED, chosen.name, "", chosen.mentions, chosen.key, words, chosen.near)
            self.described = [d for d in self.described if d.key != chosen.key]
            self.described.insert(0, described)
            del self.described[_MEMORY:]
        self.keys.insert(0, chosen.key)
        del self.keys[_MEMORY:]


def named_candidates(names: Sequence[Name], forms: Sequence[str]) -> list[Candidate]:
    """A candidate for every name of the article."""
    out: list[Candidate] = []
    for n in names:
        reach = {w for a, b in n.mentions for w in range(max(0, a - _TITLE_BEFORE), b + 1)}
        around = {
            w for a, b in n.mentions for w in range(max(0, a - _TITLE_BEFORE), min(len(forms), b + 1 + _TITLE_AFTER))
        }
        coarse = "GPE" if n.type.startswith("GPE") else n.type if n.type in (*TYPES, DERIVED) else "OTHER"
        near = frozenset(forms[w].casefold() for w in around)
        out.append(Candidate(NAMED, n.text, coarse, tuple(n.mentions), ("name", n.keys), tuple(sorted(reach)), near))
    return out


def candidates_for(
    draft: Draft,
    own: str | None,
    named: Sequence[Candidate],
    phrases: Sequence[Candidate],
    past: Past,
    forms: Sequence[str],
) -> list[Candidate]:
    """All candidates of a statement; `own` is the source as it stands, None where there is none that names anybody;
    `phrases` are noun phrases that it may stand for, or that may stand for its speaker."""
    out = [Candidate(NOBODY, None)]
    if own is not None:
        near = frozenset(forms[i].casefold() for i in draft.source)
        span = ((draft.source[0], draft.source[-1]),)
        out.append(Candidate(ITSELF, own, "", span, ("itself", draft.anchor), tuple(draft.source), near))
    described = past.described[:_DESCRIPTIONS]
    # A phrase is often a part of what somebody was described with; two candidates would share what speaks for them.
    spoken = {w for d in described for a, b in d.mentions for w in range(a, b + 1)}
    return [*out, *named, *described, *(p for p in phrases if p.mentions[-1][1] not in spoken)]


def source_sort(forms: Sequence[str]) -> int:
    """0 no source, 1 he, 2 she, 3 they, 4 I or we, 5 another pronoun, LONGER a phrase or a name."""
    if not forms:
        return 0
    if len(forms) <= 2:
        last = forms[-1].casefold()
        for i, group in enumerate((HE, SHE, THEY, I | WE, OTHER), 1):
            if last in group:
                return i
    return LONGER
