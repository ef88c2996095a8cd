"""How two claims stand to each other: contradicts, updates, hardens, refines, shifts.

Figures, certainty and time decide; how near the claims are says only whether they speak of the same thing.
"""

from __future__ import annotations

from belegg.claims import RelationType
from belegg.ledger import instant
from belegg.match._features import same_name, shared_names
from belegg.match._group import Group
from belegg.match._signature import bare_name
from belegg.match._words import stem, tokens

_LOW, _HIGH = 0.83, 0.95
_KIN, _OF_ONE_THING, _FIGURES, _SAME_WORDS = 0.5, 0.6, 0.68, 0.8
"""Least closeness for claims of one voice to harden one another, for those of several voices, for claims to have
figures that cannot both hold, to be each other's negation; from the gold claims of the story packs."""
_LEAST_ALIKE = 0.2
_HARD, _SOFT = 0.35, 0.55
_LEAST_FIGURE, _SCALE = 4.0, 30.0
"""Smaller figures are counts of anything (*two engines*); figures further apart measure other things."""

_NOW = frozenset(
    {"nå", "no", "nu", "now", "fortsatt", "framleis", "fortfarande", "fortsat", "still", "hittil", "hittills",
     "hidtil", "foreløpig", "førebels"}
)  # fmt: skip
_MOSTLY = 0.5
_BEGINNING = 7
"""Letters that words of one body have in common over its names: *kontrollorganet*, *Idrettens kontrollorgan*."""
_ANYBODYS = frozenset(
    {"pressem", "pressme", "rapport", "granski", "dokumen", "documen", "stateme", "uttalel", "direkto", "directo",
     "talsman", "talskvi", "spokesm", "spokesw", "unnamed", "anonyme", "norwegi", "swedish", "british", "svenske",
     "britisk", "engelsk"}
)  # fmt: skip
"""Beginnings of words for documents, offices and countries, which many a body has in its name."""

Found = tuple[RelationType, bool, float]


def closeness(a: Group, b: Group) -> float:
    """0 to 1: how surely two claims speak of the same thing; the best pair of their statements counts with the mean."""
    mean = float(a.vector @ b.vector)
    best = float((a.words @ b.words.T).max())
    wide = float((a.wide @ b.wide.T).max())
    value = (0.4 * mean + 0.4 * best + 0.2 * wide - _LOW) / (_HIGH - _LOW)
    return max(0.0, min(1.0, value))


def relate(a: Group, b: Group) -> list[Found]:
    """(type, whether `a` is its subject, confidence) of each relation; with False `b` is the subject."""
    if a.years and b.years and not a.years & b.years:
        return []
    near = closeness(a, b)
    if near < _KIN:
        return []
    kin = _kin(a, b)
    if near < _OF_ONE_THING and not kin:
        return []
    later = _later(a, b)
    found: list[Found] = []
    apart = bool(a.numbers) and bool(b.numbers) and not a.numbers & b.numbers
    if apart and near >= (_OF_ONE_THING if kin else _FIGURES) and _of_one_scale(a.numbers, b.numbers):
        counted = _counted_later(a, b)
        if counted is not None and (kin or _supersedes(*((a, b) if counted else (b, a)))):
            found.append(("updates", counted, near))
        else:
            found.append(("contradicts", (later if counted is None else counted) is not False, near))
    if not apart and abs(a.maybe - b.maybe) >= 0.5:
        hard, soft = (a, b) if a.maybe < b.maybe else (b, a)
        if hard.maybe <= _HARD and soft.maybe >= _SOFT and _hardens(hard, soft, near, kin):
            found.append(("hardens", hard is a, near))
    elif not apart and (a.negated >= 0.6) != (b.negated >= 0.6) and near >= _SAME_WORDS:
        if not (a.maybe or b.maybe):
            found.append(("contradicts", later is not False, near))
    elif not apart and near >= _SAME_WORDS and (finer := _finer(a, b)) is not None:
        found.append(("refines", finer, near))
    voice = _one_person(a, b)
    if found and found[0][0] != "refines" and voice and later is not None:
        found.append(("shifts", later, near))
    return found


def _hardens(hard: Group, soft: Group, near: float, kin: bool) -> bool:
    """Whether what one holds possible only is what the other states flatly: of the same voice, in the same words, or
    retold with nobody who says it himself."""
    if _later(hard, soft) is False and not kin:
        return False
    return (kin or near >= _SAME_WORDS or _retold(hard)) and _alike(hard, soft) >= _LEAST_ALIKE


def _retold(group: Group) -> bool:
    """Whether an outlet answers for it, or nobody; or no one has it in his own words."""
    own = [m for m in group.members if not m.denied and not m.sign.bare]
    if any(not m.told or m.told[0].kind == "media" for m in own):
        return True
    return all(m.statement["form"] == "indirect" for m in own)


def _kin(a: Group, b: Group) -> bool:
    """Whether one voice, or one body, is behind both claims."""
    ours, theirs = a.voices, b.voices
    if shared_names(ours, theirs):
        return True
    x, y = (
        {w[:_BEGINNING] for n in side for w in n.split() if len(w) >= _BEGINNING} - _ANYBODYS for side in (ours, theirs)
    )
    return bool(x & y)


def _supersedes(late: Group, early: Group) -> bool:
    """Whether a later figure takes the place of the earlier, whoever gives it: it is said of the present, or stands in
    the very document that the earlier one was foretold of."""
    return _now(late) or _is_document_of(late, early)


def _is_document_of(late: Group, early: Group) -> bool:
    heads = {
        bare_name(m.told[0].name)
        for m in late.members
        if not m.denied and m.told and m.told[0].kind == "document" and len(m.told[0].name.split()) == 1
    }
    said = {stem(w) for m in early.members for w in tokens(m.sign.text)}
    return any(stem(h) in said for h in heads if len(h) >= _BEGINNING)


def _alike(a: Group, b: Group) -> float:
    """How much two statements of the claims share of their letters, at best."""
    pairs = ((x.sign.grams, y.sign.grams) for x in a.members for y in b.members)
    return max(len(g & h) / max(1, min(len(g), len(h))) for g, h in pairs)


def _now(group: Group) -> bool:
    """Whether the claim is said of the present over against the past (*nå*, *fortsatt*) by most of its statements."""
    own = [m for m in group.members if not m.denied and not m.sign.bare]
    # *No* is now in Nynorsk, and a negation in English.
    said = [(_NOW - ({"no"} if m.article["language"] == "en" else set())) & set(tokens(m.sign.text)) for m in own]
    return bool(own) and sum(map(bool, said)) > _MOSTLY * len(own)


def _of_one_scale(a: frozenset[float], b: frozenset[float]) -> bool:
    x, y = ([n for n in side if n >= _LEAST_FIGURE] for side in (a, b))
    return any(max(n, m) <= _SCALE * min(n, m) for n in x for m in y)


def _finer(a: Group, b: Group) -> bool | None:
    """Whether `a` says all that `b` says and names or counts more; None where neither does."""
    for one, other, answer in ((a, b, True), (b, a, False)):
        more = len(one.names) + len(one.numbers) > len(other.names) + len(other.numbers)
        if more and other.names <= one.names and other.numbers <= one.numbers and other.names:
            return answer
    return None


def _one_person(a: Group, b: Group) -> bool:
    speakers = [{m.sign.speaker for m in g.members if m.statement["kind"] == "person"} - {""} for g in (a, b)]
    return any(same_name(x, y) for x in speakers[0] for y in speakers[1])


def _later(a: Group, b: Group) -> bool | None:
    """Whether `a` came up after `b`; None where both came at once or a time is not known."""
    return _after(instant(a.first), instant(b.first))


def _counted_later(a: Group, b: Group) -> bool | None:
    """The same of their figures, which not all of their statements have to give."""
    times = []
    for g in (a, b):
        own = [m for m in g.members if not m.denied and m.sign.numbers & g.numbers]
        times.append(min((t for m in own if (t := instant(m.article["published"]))), default=None))
    return _after(*times)


def _after(x: str | None, y: str | None) -> bool | None:
    return None if not x or not y or x == y else x > y
