"""The terms of claims and statements, and of what people decided about them, in the languages of the desk."""

from __future__ import annotations

from belegg.claims import RelationType
from belegg.desk._i18n import Language
from belegg.desk._shown import line
from belegg.follow._asked import RATING
from belegg.ledger import Decision
from belegg.types import Certainty, Form, SourceKind

__all__ = [
    "certainty_word",
    "decision_word",
    "form_word",
    "rating_word",
    "relation_word",
    "shift_word",
    "source_word",
]


def certainty_word(certainty: Certainty, language: Language) -> str:
    """How surely the source says it."""
    return {
        "certain": language.gettext("said as certain"),
        "probable": language.gettext("said as probable"),
        "possible": language.gettext("said as possible"),
        "unclaimed": language.gettext("not claimed as fact"),
        "denied": language.gettext("denied"),
    }[certainty]


def form_word(form: Form | None, language: Language) -> str:
    """How the words are given."""
    if form is None:
        return language.gettext("the outlet’s own words")
    return {
        "direct": language.gettext("quoted word for word"),
        "indirect": language.gettext("retold"),
        "mixed": language.gettext("retold, some of it quoted"),
    }[form]


def source_word(kind: SourceKind, language: Language) -> str:
    """What kind of source it is; empty for a person."""
    return {
        "person": "",
        "anonymous": language.gettext("unnamed source"),
        "organisation": language.gettext("organisation"),
        "media": language.gettext("media"),
        "document": language.gettext("document"),
        "group": language.gettext("several, unnamed"),
        "implicit": language.gettext("nobody named"),
    }[kind]


def shift_word(shift: str, before: str, now: str, language: Language) -> str:
    """What became of the certainty; empty where it is the same."""
    values = {"before": before, "now": now}
    if shift == "harder":
        return language.gettext("Harder than the first: %(now)s, there %(before)s") % values
    if shift == "softer":
        return language.gettext("Softer than the first: %(now)s, there %(before)s") % values
    if shift == "denied":
        return language.gettext("Denies what the first says")
    if shift == "unclaimed":
        return language.gettext("Mentions it without claiming it; there %(before)s") % values
    return ""


def relation_word(kind: RelationType, outgoing: bool, language: Language) -> str:
    """How this claim stands to another, or with `outgoing` False how another stands to this one."""
    if outgoing:
        return {
            "contradicts": language.gettext("Contradicts"),
            "updates": language.gettext("Gives a later figure than"),
            "refines": language.gettext("Says more exactly than"),
            "hardens": language.gettext("States as fact what is only possible in"),
            "shifts": language.gettext("Is by the same speaker, and another position than"),
        }[kind]
    return {
        "contradicts": language.gettext("Is contradicted by"),
        "updates": language.gettext("Has a later figure in"),
        "refines": language.gettext("Is said more exactly in"),
        "hardens": language.gettext("Is stated as fact in"),
        "shifts": language.gettext("Is by the same speaker, who takes another position in"),
    }[kind]


def rating_word(value: str | None, language: Language) -> str:
    """An Admiralty rating with both halves in words."""
    if not value or not RATING.fullmatch(value):
        return line(value, 20)
    letters, figures = admiralty(language)
    return f"{value}: {letters[value[0]]}, {figures[value[1]]}"


def admiralty(language: Language) -> tuple[dict[str, str], dict[str, str]]:
    """What the letters (of the source) and the figures (of the information) stand for."""
    letters = {
        "A": language.gettext("completely reliable"),
        "B": language.gettext("usually reliable"),
        "C": language.gettext("fairly reliable"),
        "D": language.gettext("not usually reliable"),
        "E": language.gettext("unreliable"),
        "F": language.gettext("reliability cannot be judged"),
    }
    figures = {
        "1": language.gettext("confirmed by other sources"),
        "2": language.gettext("probably true"),
        "3": language.gettext("possibly true"),
        "4": language.gettext("doubtful"),
        "5": language.gettext("improbable"),
        "6": language.gettext("truth cannot be judged"),
    }
    return letters, figures


def decision_word(decision: Decision, language: Language) -> str:
    """What was decided, without whom it is about."""
    if decision.kind == "rate":
        return language.gettext("Rated %(rating)s") % {"rating": rating_word(decision.value, language)}
    return {
        "join": language.gettext("Joined as one claim"),
        "split": language.gettext("Split out of its claim"),
        "accept": language.gettext("Confirmed as the same claim"),
        "reject": language.gettext("Rejected as part of its claim"),
        "merge": language.gettext("Two names of one speaker"),
        "unmerge": language.gettext("Names of two speakers"),
    }[decision.kind]
