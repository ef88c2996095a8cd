"""How many stand behind a claim, said in one sentence: «Four outlets, one origin: an unnamed source, told to X»."""

from __future__ import annotations

from collections.abc import Sequence

from belegg.claims import Carrier, Claim
from belegg.desk._i18n import Language
from belegg.desk._shown import line
from belegg.desk._why import Reason, described, named, reasons

__all__ = ["count_sentence", "listed", "number_word", "origins_word"]

_NAMED = 3


def number_word(n: int, language: Language) -> str:
    """A small number as a word, of things that are neuter in Norwegian (*medium*, *opphav*)."""
    words = (
        language.pgettext("number", "no"),
        language.pgettext("number", "one"),
        language.pgettext("number", "two"),
        language.pgettext("number", "three"),
        language.pgettext("number", "four"),
        language.pgettext("number", "five"),
        language.pgettext("number", "six"),
        language.pgettext("number", "seven"),
        language.pgettext("number", "eight"),
        language.pgettext("number", "nine"),
        language.pgettext("number", "ten"),
        language.pgettext("number", "eleven"),
        language.pgettext("number", "twelve"),
    )
    return words[n] if 0 <= n < len(words) else language.number(n)


def origins_word(least: int, most: int, language: Language) -> str:
    """The interval in words: «one origin», «one or two origins», «no established origin, at most two»."""
    values = {"least": number_word(least, language), "most": number_word(most, language)}
    if most <= 0:
        return language.gettext("no origin")
    if least <= 0:
        if most == 1:
            return language.gettext("no established origin")
        return language.gettext("no established origin, at most %(most)s") % values
    if least == most:
        return language.ngettext("one origin", "%(least)s origins", least) % values
    if most == least + 1:
        return language.gettext("%(least)s or %(most)s origins") % values
    return language.gettext("%(least)s to %(most)s origins") % values


def count_sentence(claim: Claim, language: Language) -> str:
    """What the ledger can say of a claim's independence, as one sentence with a capital and a stop."""
    least, most = claim.origins.min, claim.origins.max
    if most <= 0:
        if claim.statements:
            return language.gettext("Nobody states it here; it is only denied.")
        return language.gettext("No statement carries it.")
    outlets = len({c.outlet.casefold() for c in claim.statements if c.outlet and c.certainty != "denied"})
    said = origins_word(least, most, language)
    if outlets:
        counted = language.ngettext("one outlet", "%(number)s outlets", outlets)
        said = f"{counted % {'number': number_word(outlets, language)}}, {said}"
    voices = [r for r in reasons(claim.origins.why) if r.kind == "voice"]
    if voices:
        names = listed([_voice(r, claim.statements, language) for r in voices], language)
        under = language.gettext("%(count)s, under several names: %(names)s")
        plain = language.gettext("%(count)s: %(names)s")
        said = (under if len(voices) > most else plain) % {"count": said, "names": names}
    return f"{said[:1].upper()}{said[1:]}."


def listed(names: Sequence[str], language: Language, most: int = _NAMED) -> str:
    """«A, B and C», «A, B and 4 more»; names that hold commas themselves are parted by semicolons."""
    names, more = list(names[:most]), len(names) - most
    if more > 0:
        tail = language.ngettext("%(num)s more", "%(num)s more", more) % {"num": more}
        names.append(tail)
    if len(names) < 2:
        return "".join(names)
    mark = "; " if any(", " in name for name in names) else ", "
    head, last = mark.join(names[:-1]), names[-1]
    if mark == "; ":
        return language.gettext("%(names)s; and %(last)s") % {"names": head, "last": last}
    return language.gettext("%(names)s and %(last)s") % {"names": head, "last": last}


def _voice(reason: Reason, carriers: Sequence[Carrier], language: Language) -> str:
    source = reason.source or ("anonymous" if described(reason.name) else "")
    who = named(reason.name, source, language)
    for carrier in carriers:
        hops = carrier.lineage or carrier.chain
        if carrier.certainty == "denied" or not hops or hops[0].name != reason.name or len(hops) < 2:
            continue
        # Only of somebody who is not named is it news which outlet has met him.
        if source == "anonymous" and hops[1].kind == "media":
            told = language.gettext("%(who)s, told to %(outlet)s")
            return told % {"who": who, "outlet": line(hops[1].name, 60)}
        break
    return who
