"""The reasons for a count of origins, as `belegg.trace` writes them, taken apart and said in another language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from belegg.desk._i18n import Language
from belegg.desk._shown import line
from belegg.trace._kinds import is_unnamed

__all__ = ["Reason", "described", "named", "reasons", "say_reason"]

ReasonKind: TypeAlias = Literal["count", "voice", "untold", "copied", "denied", "unlike", "nobody", "softer", "other"]
_COUNT = re.compile(r"(\d+) outlets? \((.*)\), (?:one origin|(\d+) origins named or described|(no) origin)", re.DOTALL)
_VOICE = re.compile(
    r"(?P<kind>an unnamed source: |a document: |several: )?(?P<name>.+?)(?:, through (?P<told>.+))?; in (?P<where>.+)",
    re.DOTALL,
)
_UNTOLD = re.compile(r"no lineage told in (.+): that adds to the most, not to the least", re.DOTALL)
_COPIED = re.compile(r"(.+) repeats another article's text and counts with it", re.DOTALL)
_DENIED = re.compile(r"denied by (.+)", re.DOTALL)
_UNLIKE = re.compile(r"too unlike the others to be counted: what stands in (.+)", re.DOTALL)
_NOBODY = "nobody states it: every statement of it here is a denial"
_SOFTER = "those behind it say it only as possible in the claim that this one hardens: no origin is established"
_KINDS = {"an unnamed source: ": "anonymous", "a document: ": "document", "several: ": "group"}
_LISTED = 400
# What begins so describes somebody whom it does not name: *ei kjelde i Lia IL*, *a retired captain*. Closed.
_INDEFINITE = re.compile(
    r"(?:en|ei|et|eit|ett|én|a|an|one|noen|nokre|nokon|några|nogle|some|flere|fleire|flera|several|to|tre|two|three)\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: `names` are outlets or people, as listed; a voice has its own `name`, its `source` kind and, in
    `told`, through whom it came. `outlets` and `voices` are the figures of a count."""

    kind: ReasonKind
    names: str = ""
    name: str = ""
    source: str = ""
    told: str = ""
    outlets: int = 0
    voices: int = 0


def reasons(why: Iterable[str]) -> list[Reason]:
    """The reasons taken apart; what is of no known pattern stays as it is (``other``)."""
    return [_reason(text) for text in why]


def _reason(text: str) -> Reason:
    if text == _NOBODY:
        return Reason("nobody")
    if text == _SOFTER:
        return Reason("softer")
    if found := _COUNT.fullmatch(text):
        voices = 0 if found[4] else int(found[3] or 1)
        return Reason("count", found[2], outlets=int(found[1]), voices=voices)
    for kind, pattern in (("untold", _UNTOLD), ("copied", _COPIED), ("denied", _DENIED), ("unlike", _UNLIKE)):
        if found := pattern.fullmatch(text):
            return Reason(kind, found[1])  # type: ignore[arg-type]
    if found := _VOICE.fullmatch(text):
        source = _KINDS.get(found["kind"] or "", "")
        return Reason("voice", found["where"], found["name"], source, found["told"] or "")
    return Reason("other", text)


def say_reason(reason: Reason, language: Language) -> str:
    """The reason as a sentence without its final stop."""
    names, told = line(reason.names, _LISTED), line(reason.told, _LISTED)
    if reason.kind == "count":
        return _count(reason, names, language)
    patterns = {
        "nobody": language.gettext("Nobody states it: every statement of it here is a denial"),
        "softer": language.gettext(
            "Those behind it say it only as possible in the claim that this one hardens: no origin is established"
        ),
        "untold": language.gettext("No lineage is told in %(names)s: that adds to the most, not to the least"),
        "copied": language.gettext("%(names)s repeats another article’s text, and counts with it"),
        "denied": language.gettext("Denied by %(names)s"),
        "unlike": language.gettext("Too unlike the others to be counted: what stands in %(names)s"),
        "other": "%(names)s",
    }
    if reason.kind == "voice":
        through = language.gettext("%(who)s, through %(hands)s; in %(names)s")
        pattern = through if told else language.gettext("%(who)s; in %(names)s")
    else:
        pattern = patterns[reason.kind]
    return pattern % {"who": named(reason.name, reason.source, language), "hands": told, "names": names}


def described(name: str) -> bool:
    """Whether a person's or body's name is none, but a description."""
    return is_unnamed(name) or bool(_INDEFINITE.match(name.strip()))


def named(name: str, source: str, language: Language) -> str:
    """A voice by its name, with a word for what has none of its own."""
    shown = line(name)
    if source == "anonymous":
        return language.gettext("an unnamed source (%(name)s)") % {"name": shown}
    if source == "document":
        return language.gettext("a document (%(name)s)") % {"name": shown}
    if source == "group":
        return language.gettext("several (%(name)s)") % {"name": shown}
    return shown


def _count(reason: Reason, names: str, language: Language) -> str:
    outlets = language.ngettext("%(num)s outlet", "%(num)s outlets", reason.outlets) % {"num": reason.outlets}
    if reason.voices:
        voices = language.ngettext("one origin named", "%(num)s origins named or described", reason.voices)
        voices %= {"num": reason.voices}
    else:
        voices = language.gettext("no origin named")
    return language.gettext("%(outlets)s (%(names)s), %(origins)s") % {
        "outlets": outlets, "names": names, "origins": voices,
    }  # fmt: skip
