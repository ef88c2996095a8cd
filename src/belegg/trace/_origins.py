"""How many independent origins a claim has: an interval, with the reasons in words.

The rules are those of the design: copies and retellings of one origin count once; one person who speaks to several
outlets is one; a document is one however many cite it; a body or a document beside people is as a rule what one of
them speaks for; somebody who only repeats what another told him is that other's origin; an unnamed source of one outlet
is one, and those of two outlets may be one or two; what has no lineage adds to the most, never to the least.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from belegg.claims import Origins
from belegg.match._features import same_name
from belegg.match._signature import bare_name
from belegg.match._words import NEGATIONS, tokens
from belegg.trace._kinds import is_media_at_large, is_role, person_key
from belegg.trace._lineage import Traced
from belegg.types import Hop

_PREFIX = 5
_NO_OUTLET = "an outlet that is not told"
_SURE = 0.4
"""Least fit to the others of its claim that one of a voice's statements must have for it to count; where none fits,
all do. Of the claims of the packs that the matcher learns from, as read, 60 % of the intervals were right without it
and without leaving out whom a single retelling names, 66 % with both."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MOSTLY = 0.75
"""Where less than this share of a claim's statements say that something is not so, they deny it; else that is what is
claimed. What one outlet said first is often told by those who deny it most of all."""
_LACK = frozenset({"uten", "utan", "without", "ei", "neppe"})
"""Words of negation that deny nothing: *1400 are without power*; *ei* is an article as well."""
_RULE_OUT = ("uteluk", "udeluk", "uteslut", "rule", "ruling", "exclude")
_DEFINITE = frozenset({"", "n", "en", "et", "a", "t", "ren", "aren", "eren", "ene", "ane", "na"})


@dataclass(slots=True)
class Voice:
    """One origin: what it is called, the names and bodies it goes by (bare), and who carries it."""

    hop: Hop
    names: set[str]
    bodies: set[str] = field(default_factory=set)
    carriers: list[Traced] = field(default_factory=list)
    direct: bool = False

    def take(self, other: Voice) -> None:
        """Make another voice part of this one."""
        self.names |= other.names
        self.bodies |= other.bodies
        self.carriers += other.carriers
        self.direct |= other.direct
        if _rank(other.hop) < _rank(self.hop):
            self.hop = other.hop


def count_origins(traced: Sequence[Traced]) -> Origins:
    """The origins of a claim; denials are no origins of it."""
    standing = _standing(traced)
    if not standing:
        return Origins(0, 0, ("nobody states it: every statement of it here is a denial",))
    outlets = {bare_name(t.member.article["outlet"] or "") for t in standing}
    voices: list[Voice] = []
    loose: list[Traced] = []
    for t in standing:
        if not t.whole or t.whole[0].kind == "implicit":
            loose.append(t)
        elif not is_media_at_large(t.whole[0].name):
            _place(t, voices, outlets)
    _join(voices)
    voices, loose, unlike = _fitting(voices, loose)
    voices = _established(voices, loose)
    people = [v for v in voices if v.hop.kind == "person"]
    bodies = [v for v in voices if v.hop.kind in ("organisation", "document")]
    unnamed = [v for v in voices if v.hop.kind in ("anonymous", "group", "implicit")]
    # The least takes in only those who are heard themselves; somebody is behind it in any case.
    heard = sum(v.direct for v in people)
    least = max(1, heard) if people else 0
    # Whom a single statement names, and in other words than his own, may be mistaken for one who is heard.
    most = max(least, sum(v.direct or len(v.carriers) > 1 for v in people))
    # A body beside people is as a rule what one of them speaks for. Bodies alone may be one report or ministry under
    # two names, perhaps in two languages: one is sure.
    if bodies:
        least, most = max(1, least), max(1, most, sum(v.direct for v in bodies))
    if unnamed and not (people or bodies):
        least, most = 1, max(1, _outlets(unnamed))
    elif unnamed:
        most += sum(1 for v in unnamed if v.direct)
    if not (people or bodies or unnamed):
        # Where all that is told is which outlet has it, nobody is established either.
        least, most = 0, 1
    told = {t.member.article["outlet"] for v in voices for t in v.carriers}
    if voices and any(t.member.statement["hearsay"] and t.member.article["outlet"] not in told for t in loose):
        most += 1
    apart = _not_apart(people, bodies, unnamed) if most < len(people) + len(bodies) + len(unnamed) else []
    return Origins(min(least, most), most, _reasons(voices, apart, loose, unlike, traced, standing))


def _not_apart(people: Sequence[Voice], bodies: Sequence[Voice], unnamed: Sequence[Voice]) -> list[str]:
    """Why some of the voices do not count for themselves, in words."""
    told = [v for v in people if not v.direct and len(v.carriers) == 1]
    heard = [v for v in unnamed if not v.direct] if people or bodies else []
    out = []
    if people and bodies:
        out.append(f"as a rule what one of the people speaks for, so no origin more: {_names(bodies)}")
    elif len(bodies) > 1:
        out.append(f"perhaps one report or body under several names: {_names(bodies)}")
    if told and len(people) > 1:
        out.append(f"told of in one retelling alone, so not sure to be an origin more: {_names(told)}")
    if heard:
        out.append(f"known from the words of others alone, so no origin more: {_names(heard)}")
    if len(unnamed) > 1 and not (people or bodies):
        out.append(f"unnamed sources of one outlet may be one: {_names(unnamed)}")
    return out


def _names(voices: Sequence[Voice]) -> str:
    return ", ".join(v.hop.name for v in voices)


def _standing(traced: Sequence[Traced]) -> list[Traced]:
    """The statements that state the claim. Who denies it is no origin of it, whatever else of his was taken for it:
    denials are those read as such, and those in the words of a speaker that say the opposite of others."""
    stated = [t for t in traced if not t.member.denied]
    against = [_negates(t) for t in stated]
    opposed = sum(against) < _MOSTLY * len(stated)
    left = [t for t, no in zip(stated, against, strict=True) if not (no and opposed)]
    # A word of negation is a guess: where it would leave nobody, who was not read as denying states it.
    return _undenied(left, traced) or _undenied(stated, traced)


def _undenied(left: Sequence[Traced], traced: Sequence[Traced]) -> list[Traced]:
    """Those of `left` whose speaker is not surer of the opposite in the rest of the claim."""
    for_, deny = Counter[str](), Counter[str]()
    kept = {id(t) for t in left}
    for t in traced:
        if t.whole and t.whole[0].kind == "person":
            side = for_ if id(t) in kept else deny
            side[_key(t)] += t.member.statement["confidence"]
    return [t for t in left if not (t.whole and t.whole[0].kind == "person" and 0 < deny[_key(t)] >= for_[_key(t)])]


def _key(t: Traced) -> str:
    return person_key(t.whole[0].name) or bare_name(t.whole[0].name)


def _negates(t: Traced) -> bool:
    """Whether its first sentence says that something is not so; what goes on after it is of other things."""
    first = _SENTENCE_END.split(t.member.sign.text, maxsplit=1)[0]
    words = tokens(first)
    # *Cannot be ruled out* denies nothing.
    return not (NEGATIONS - _LACK).isdisjoint(words) and not any(w.startswith(_RULE_OUT) for w in words)


def _established(voices: list[Voice], loose: Sequence[Traced]) -> list[Voice]:
    """The voices that stand for themselves. An outlet that itself tells no lineage is none, nor an unnamed source that
    is known from media at large, where there are others."""
    bare = {bare_name(t.member.article["outlet"] or "") for t in loose}
    kept = [v for v in voices if v.hop.kind != "media" or not any(same_name(n, o) for n in v.names for o in bare)]
    first_hand = [v for v in kept if not all(any(is_media_at_large(h.name) for h in t.whole) for t in v.carriers)]
    return first_hand or kept


def _fitting(voices: list[Voice], loose: list[Traced]) -> tuple[list[Voice], list[Traced], list[Traced]]:
    """The voices of which a statement fits the claim, and the statements of no lineage that do; and the others, which
    a mistake may have brought here. Where nothing fits, all is kept."""
    near = [v for v in voices if any(_fits(t) for t in v.carriers)]
    told = [t for t in loose if _fits(t)]
    if not near and not told:
        return voices, loose, []
    unlike = [t for v in voices if not any(_fits(t) for t in v.carriers) for t in v.carriers]
    return near, told, unlike + [t for t in loose if not _fits(t)]


def _fits(t: Traced) -> bool:
    return t.member.match >= _SURE


def _rank(hop: Hop) -> int:
    order = ("person", "organisation", "document", "anonymous", "group", "media", "implicit")
    return order.index(hop.kind)


def _place(t: Traced, voices: list[Voice], outlets: set[str]) -> None:
    hop = t.whole[0]
    name = bare_name(hop.name)
    if name in outlets and hop.kind != "person":
        hop = Hop(hop.name, "media")
    bodies = {h for h in t.member.sign.hands if h != name} if len(t.whole) == len(t.own) else set()
    # Whoever had it from another does not speak here in that one's words.
    own_words = t.member.statement["form"] != "indirect" and all(h.kind == "media" for h in t.whole[1:])
    direct = t.whole == t.own and own_words and hop.kind != "media"
    fresh = Voice(hop, {name}, bodies, [t], direct)
    for v in voices:
        if _one(v, fresh):
            v.take(fresh)
            return
    voices.append(fresh)


def _one(a: Voice, b: Voice) -> bool:
    if any(same_name(x, y) for x in a.names for y in b.names):
        return True
    if a.hop.kind == b.hop.kind == "person":
        key = person_key(a.hop.name)
        return len(key) > 2 and key == person_key(b.hop.name)
    return False


def _join(voices: list[Voice]) -> None:
    """Join voices that speak for one another: a body and its spokesman, a role and its holder, a paper's source."""
    merged = True
    while merged:
        merged = False
        for weak in sorted(voices, key=lambda v: (-_rank(v.hop), sorted(v.names))):
            for strong in voices:
                if strong is not weak and _rank(strong.hop) <= _rank(weak.hop) and _speaks_for(strong, weak):
                    strong.take(weak)
                    voices.remove(weak)
                    merged = True
                    break
            if merged:
                break


def _speaks_for(strong: Voice, weak: Voice) -> bool:
    if _one(strong, weak):
        return True
    for one, other in ((weak, strong), (strong, weak)):
        if any(same_name(n, b) for n in one.names for b in other.bodies if len(b) > 2):
            return True
    if is_role(weak.hop.name) and _holds_role(strong, weak.hop.name):
        return True
    if strong.hop.kind == weak.hop.kind == "person":
        return False
    if weak.hop.kind == "media" or strong.hop.kind == "media":
        return weak.hop.kind == "media" and strong.hop.kind != "media"
    # *politiet* and *politimester X*, *rapport fra Y* and *Y*: a long word with one beginning.
    words = [{w[:_PREFIX] for n in v.names for w in n.split() if len(w) >= _PREFIX} for v in (strong, weak)]
    return bool(words[0] & words[1])


def _holds_role(voice: Voice, role: str) -> bool:
    """Whether a name has the title that a definite noun stands for (*losen*: *los Ole-Jakob Sætre*)."""
    noun = bare_name(role).split()[-1]
    titles = {w for n in voice.names for w in n.split() if len(w) >= 3}
    return any(noun.startswith(t) and noun[len(t) :] in _DEFINITE for t in titles)


def _outlets(voices: Sequence[Voice]) -> int:
    """How many outlets have unnamed sources of their own."""
    own = set()
    for v in voices:
        for t in v.carriers:
            handed = [h.name for h in t.whole[1:] if h.kind == "media"]
            own.add(bare_name(handed[0] if handed else t.member.article["outlet"] or ""))
    return sum(not any(o != p and o.endswith(" " + p) for p in own) for o in own)


def _reasons(
    voices: Sequence[Voice],
    apart: Sequence[str],
    loose: Sequence[Traced],
    unlike: Sequence[Traced],
    traced: Sequence[Traced],
    standing: Sequence[Traced],
) -> tuple[str, ...]:
    out = []
    outlets = sorted({_outlet(t) for t in standing})
    named = sum(v.hop.kind != "media" for v in voices)
    count = {0: "no origin", 1: "one origin"}.get(named, f"{named} origins named or described")
    out.append(f"{_number(len(outlets), 'outlet')} ({', '.join(outlets)}), {count}")
    for v in voices:
        told = sorted({h.name for t in v.carriers for h in t.whole[1:]})
        where = sorted({_outlet(t) for t in v.carriers})
        kind = {"anonymous": "an unnamed source: ", "document": "a document: ", "group": "several: "}.get(
            v.hop.kind, ""
        )
        line = f"{kind}{v.hop.name}"
        if told:
            line += f", through {', '.join(told)}"
        out.append(f"{line}; in {', '.join(where)}")
    out += apart
    untold = {_outlet(t) for t in loose}
    if not named:
        untold |= {v.hop.name for v in voices}
    if untold:
        where = sorted(untold)
        out.append(f"no lineage told in {', '.join(where)}: that adds to the most, not to the least")
    copied = sorted({_outlet(t) for t in traced if t.copied})
    if copied:
        out.append(f"{', '.join(copied)} repeats another article's text and counts with it")
    stating = {id(t) for t in standing}
    denied = sorted({t.member.statement["speaker"] or "?" for t in traced if id(t) not in stating})
    if denied:
        out.append(f"denied by {', '.join(denied)}")
    if unlike:
        where = sorted({_outlet(t) for t in unlike})
        out.append(f"too unlike the others to be counted: what stands in {', '.join(where)}")
    return tuple(out)


def _outlet(t: Traced) -> str:
    return t.member.article["outlet"] or _NO_OUTLET


def _number(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
