"""The hands that an article tells of beside the statement's own source: who told the speaker, whom an outlet cites,
which paper had the report.

Read from the words around the statement, in its sentence. What the reader found is never thrown away: hops are put
before or behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from belegg.match._signature import AGENCIES, bare_name, sentence_around
from belegg.trace._kinds import hand_kind, is_document, is_media_at_large, is_role, is_unnamed
from belegg.types import Hop

# «Politiet har fortalt meg at …», «Kontrollorganet har fortalt oss at …», “the club has told me that …”.
_TOLD_ME = re.compile(
    r"^[–—-]?\s*(?P<who>[^\W\d_][^,.;:!?«»\"]{1,50}?)\s+(?:har|hadde|hade|has|have|had)?\s*(?:\w+\s+){1,2}?(?:til|to|åt)?\s*"
    r"(?:meg|mig|oss|os|me|us)\b[^,.;]{0,30}?,?\s*\b(?:at|att|om|that|whether)\b",
    re.IGNORECASE,
)
# “citing an unnamed official”, «med henvisning til en kilde i …», «och hänvisar till …», «viste til norsk politi».
_CITING = re.compile(
    r"(?:citing|cit(?:es|e|ed)|quoting|quotes?|quoted|siter(?:er|te|t)|citera(?:r|de)|citerer|"
    r"har snakk[ea]t? med|med (?:henvisning|henvising|tilvising) til|under henvisning til|med hänvisning till|"
    r"(?:og |och |and )?(?:viser|viste|synte|viste|hänvisar|hänvisade|henviser|henviste|pointed|points|referring) "
    r"(?:til|till|to))\s+"
    r"(?P<who>(?:(?:en|ei|ein|et|eit|ett|an?|the|sin|sine|its)\s+)?[^\W\d_][\w’'&/-]*(?:\s+(?!(?:som|that|who|which|og|och|and|at|att)\b)[\w’'&/-]+){0,7})",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"(?:(?:den|the|samme|same|denne)\s+)?"
    r"(?:avis(?:en|a)|nettavis(?:en|a)|tidningen|(?:news)?paper|website|alle|the reports)\b",
    re.IGNORECASE,
)
_TO_PAPER = re.compile(
    r"(?P<who>.{4,80}?)\s+(?:för|til|till|to|overfor|hos)\s+"
    r"(?:(?:tidningen|avisen|avisa|the newspaper)\s+)?(?P<paper>\S.{2,40})$"
)
_LONGEST_NAME = 6
_MANY = re.compile(
    r"\b(?:flere|fleire|flera|mange|många|noen|nokre|några|several|many|some|og|och|and)\b", re.IGNORECASE
)
_TAIL = re.compile(r"\s+(?:som|that|who|which|og|och|and|at|att|for|da|når|on|i dag|today)$", re.IGNORECASE)
_ME = frozenset(
    {"han", "hun", "ho", "hon", "de", "dei", "she", "he", "they", "jeg", "eg", "jag", "vi", "we", "i", "du", "you"}
)


def told_chain(
    statement: dict[str, Any], reading: dict[str, Any], media: frozenset[str], read: bool = True
) -> tuple[Hop, ...]:
    """The chain as the article tells it, publishing outlet left out; `media` are the outlets that the article speaks of
    (bare names). Where `read` is False the hops stay as the reading has them."""
    hops = _own_hops(statement, reading)
    if not read:
        return tuple(hops)
    text: str = reading["article"]["text"]
    outer = next((s for s in reading["statements"] if s["id"] == statement["nested_in"]), None)
    for told_by in (statement, outer):
        teller = _who_told(told_by, text) if told_by else None
        if teller and told_by is not None:
            kept = _own_hops(told_by, reading)
            return (Hop(teller, hand_kind(teller)), *(_with_kind(h, media) for h in kept))
    hops = [_with_kind(h, media) for h in _split_first(hops, media)]
    hops = [_fuller(h, reading, media) for h in hops]
    start, end = _bounds(statement)
    a, b = sentence_around(text, start, end)
    around = text[a:start] + " \x00 " + text[end:b]
    following = text[b : _next_end(text, b)]
    if hops and (hops[0].kind == "media" or is_media_at_large(hops[0].name) or _PAPER.match(following.strip())):
        cited = _CITING.search(around) or _CITING.search(following)
        who = _TAIL.sub("", cited["who"].strip()) if cited else ""
        if who and not any(bare_name(who) == bare_name(h.name) for h in hops):
            kind = "media" if bare_name(who) in media else hand_kind(who)
            hops.insert(0, Hop(who, kind))
    elif hops and not statement["via"]:
        # A paper named in the sentence, outside what is said: it had the statement before this one did.
        own = bare_name(reading["article"]["outlet"] or "")
        for name in _names_in(around, reading):
            bare = bare_name(name)
            if bare in media and bare != own and not any(bare_name(h.name) == bare for h in hops):
                hops.insert(1, Hop(name, "media"))
                break
    return tuple(hops)


def _own_hops(statement: dict[str, Any], reading: dict[str, Any]) -> list[Hop]:
    """The reading's hops, the publishing outlet left out."""
    hops = [Hop(h["name"], h["kind"]) for h in statement["chain"]]
    outlet = reading["article"]["outlet"]
    if hops and outlet and bare_name(hops[-1].name) == bare_name(outlet):
        hops.pop()
    return hops


def _bounds(statement: dict[str, Any]) -> tuple[int, int]:
    return min(a for a, _ in statement["content"]), max(b for _, b in statement["content"])


def _who_told(statement: dict[str, Any], text: str) -> str | None:
    """Who has told the speaker, where his own words begin so."""
    start, end = _bounds(statement)
    told = _TOLD_ME.match(text[start:end])
    if told and statement["form"] != "indirect" and told["who"].casefold() not in _ME:
        return told["who"]
    return None


def _split_first(hops: list[Hop], media: frozenset[str]) -> list[Hop]:
    """«en källa i X för tidningen Y»: the description ends where the paper begins."""
    if not hops:
        return hops
    parted = _TO_PAPER.match(hops[0].name)
    if parted is None or bare_name(parted["paper"]) not in media:
        return hops
    return [Hop(parted["who"], hand_kind(parted["who"])), Hop(parted["paper"], "media"), *hops[1:]]


def _fuller(hop: Hop, reading: dict[str, Any], media: frozenset[str]) -> Hop:
    """A bare role (*kilden*, *avisen*) as what the article calls it elsewhere, where there is but one it can be."""
    if hop.kind == "media" and _PAPER.match(hop.name):
        own = bare_name(reading["article"]["outlet"] or "")
        known = {m for m in media if m != own and not _PAPER.match(m) and m not in AGENCIES}
        names = [n for n in _spelled(reading) if bare_name(n) in known]
        return Hop(names[0], "media") if len({bare_name(n) for n in names}) == 1 else hop
    if not (is_role(hop.name) and is_unnamed(hop.name)):
        return hop
    others = {s["name"] for s in reading["speakers"] if _may_be_meant(s, reading)}
    return Hop(others.pop(), "anonymous") if len(others) == 1 else hop


def _may_be_meant(speaker: dict[str, Any], reading: dict[str, Any]) -> bool:
    """Whether a bare role may stand for this speaker: one unnamed person, described by more than a role. In *Kari Vik
    and several experts* somebody is named, and they are many."""
    name = speaker["name"]
    if speaker["kind"] not in ("anonymous", "person") or is_role(name) or not is_unnamed(name) or _MANY.search(name):
        return False
    text = reading["article"]["text"]
    return not any(e["type"] == "PER" and text[e["start"] : e["end"]] in name for e in reading["entities"])


def _spelled(reading: dict[str, Any]) -> list[str]:
    """The names of bodies and things, as the article spells them, in its order."""
    text = reading["article"]["text"]
    return [text[e["start"] : e["end"]] for e in reading["entities"] if e["type"] in ("ORG", "PROD")]


def _with_kind(hop: Hop, media: frozenset[str]) -> Hop:
    bare = bare_name(hop.name)
    short = len(bare.split()) <= _LONGEST_NAME
    known = bare in media or (short and any(bare.endswith(" " + m) for m in media if len(m) > 4))
    if known or hop.kind == "media":
        return Hop(hop.name, "media")
    # What a name is can be seen of some better than the reader guesses it from the sentence.
    if hop.kind != "anonymous" and is_unnamed(hop.name):
        return Hop(hop.name, "anonymous")
    if hop.kind == "document" and not is_document(hop.name):
        return Hop(hop.name, hand_kind(hop.name))
    return hop


def _next_end(text: str, at: int) -> int:
    """Where the sentence after `at` ends, in the same paragraph or the next."""
    while at < len(text) and (text[at].isspace() or text[at] in '.!?»”"'):
        at += 1
    end = text.find("\n", at)
    stop = re.search(r"[.!?](?:\s|$)", text[at : at + 300])
    limit = at + stop.end() if stop else at + 300
    return min(limit, end if end >= 0 else len(text))


def _names_in(around: str, reading: dict[str, Any]) -> list[str]:
    names = dict.fromkeys(n for n in _spelled(reading) if len(n) > 3 or n.isupper())
    found = [(around.find(n), n) for n in names if n in around]
    return [n for _, n in sorted(found)]


def media_of(reading: dict[str, Any], is_outlet: Callable[[str], bool]) -> frozenset[str]:
    """Bare names of the outlets that an article speaks of: those the reader calls media, and names that `is_outlet`
    knows."""
    out = {bare_name(s["name"]) for s in reading["speakers"] if s["kind"] == "media"}
    for s in reading["statements"]:
        out |= {bare_name(h["name"]) for h in s["chain"] if h["kind"] == "media"}
    spelled = _spelled(reading)
    out |= {bare_name(name) for name in spelled if is_outlet(name)}
    # «avisen Riksavisa», “the Oslo newspaper Riksavisa”: the name itself is the last of it.
    names = {bare_name(name) for name in spelled}
    out |= {n for n in names for m in list(out) if len(n) > 4 and m != n and m.endswith(" " + n)}
    return frozenset(out - {""})
