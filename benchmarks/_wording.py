"""Words, names and sentences of the made-up world: compounds, people, places and claims in several wordings."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Final

from belegg.types import Certainty, SourceKind

_FIRST: Final = [
    "havne",
    "bru",
    "tunnel",
    "skole",
    "syke",
    "kraft",
    "vann",
    "vei",
    "bane",
    "ferge",
    "fiske",
    "skog",
    "berg",
    "fjord",
    "by",
    "fylkes",
    "stats",
    "kommune",
    "bolig",
    "helse",
    "energi",
    "miljø",
    "klima",
    "arbeids",
    "skatte",
    "olje",
    "gass",
    "vind",
    "sol",
    "is",
    "snø",
    "flom",
    "ras",
    "brann",
    "politi",
    "forsvars",
    "tolle",
    "utdannings",
    "landbruks",
    "reise",
    "kultur",
    "idretts",
    "museums",
    "teater",
    "data",
    "mobil",
    "nett",
    "fly",
    "tog",
    "buss",
    "last",
    "marked",
    "bank",
    "forsikrings",
    "pensjons",
    "budsjett",
    "anleggs",
    "bygge",
    "smitte",
    "lege",
    "barne",
    "eldre",
    "student",
    "lærer",
    "bonde",
    "reder",
]
_LAST: Final = [
    "plan",
    "rapport",
    "anlegg",
    "senter",
    "avtale",
    "utvalg",
    "vedtak",
    "marked",
    "selskap",
    "system",
    "verk",
    "stasjon",
    "prosjekt",
    "fond",
    "gransking",
    "ordning",
    "melding",
    "prøve",
    "nemnd",
    "tilsyn",
    "krise",
    "sak",
    "kontroll",
    "vakt",
    "stans",
    "frist",
    "pris",
    "skade",
    "sikring",
    "utbygging",
    "nedleggelse",
    "omlegging",
    "forsinkelse",
    "utredning",
    "konkurranse",
    "kjøp",
    "salg",
    "tvist",
    "streik",
    "varsel",
    "lekkasje",
    "utslipp",
    "feil",
    "mangel",
    "kutt",
    "tilskudd",
    "støtte",
    "avgift",
    "gebyr",
    "kø",
    "flytting",
    "stenging",
    "åpning",
    "måling",
    "analyse",
    "prognose",
    "tabell",
    "lov",
]
_VERBS: Final = (
    ("stanset", "stoppet"), ("rammet", "traff"), ("utsatte", "forskjøv"), ("krevde", "forlangte"),
    ("startet", "begynte med"), ("økte", "utvidet"), ("reduserte", "begrenset"), ("vurderte", "overveide"),
    ("kontrollerte", "gransket"), ("avdekket", "oppdaget"), ("varslet", "meldte om"), ("godkjente", "aksepterte"),
    ("forkastet", "vraket"), ("finansierte", "betalte for"), ("erstattet", "byttet ut"), ("truet", "satte i fare"),
    ("reddet", "berget"), ("flyttet", "forla"), ("stengte", "lukket"), ("åpnet", "innviet"), ("bygget", "oppførte"),
    ("solgte", "avhendet"), ("kjøpte", "overtok"), ("skadet", "ødela"), ("påvirket", "endret"), ("delte", "splittet"),
)  # fmt: skip
FIGURES: Final = (*range(14, 100), *range(120, 1000, 20), *range(1500, 60000, 500))
_UNITS: Final = ("personer", "boliger", "kroner", "meter", "ansatte", "biler", "timer", "tonn")
_ONSETS: Final = ("B", "Br", "D", "F", "Fr", "G", "H", "K", "Kl", "L", "M", "N", "R", "S", "Sk", "St", "T", "Tr", "V")
_NUCLEI: Final = ("a", "e", "i", "o", "u", "y", "å", "ei", "au", "ø")
_CODAS: Final = ("nd", "rt", "ll", "ng", "rk", "s", "v", "lm", "st", "rd", "m", "n")
_PLACES: Final = ("vik", "nes", "dal", "fjord", "stad", "sund", "ås", "øy", "bu", "heim")
_FAMILY: Final = ("sen", "vold", "stad", "berg", "mo", "lie", "haug", "rud", "tveit", "land")
_GIVEN: Final = [
    "Ada",
    "Arvid",
    "Bodil",
    "Brage",
    "Dagny",
    "Eilert",
    "Embla",
    "Frøydis",
    "Gaute",
    "Gro",
    "Halvard",
    "Idun",
    "Ingvild",
    "Jostein",
    "Kaia",
    "Ketil",
    "Liv",
    "Magne",
    "Nanna",
    "Oddny",
    "Peder",
    "Ragna",
    "Sindre",
    "Sunniva",
    "Torgeir",
    "Turid",
    "Ulrik",
    "Vigdis",
    "Åsmund",
    "Øystein",
]
_PUBLIC = 0.2
"""So many of the people of a story are known from others."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks."""

    name: str
    kind: SourceKind


@dataclass(frozen=True, slots=True)
class Claim:
    """What is said, whatever its wording: `first`, `second` and `detail` are concepts, `verb` a pair of verbs."""

    first: int
    verb: int
    second: int
    detail: int
    place: str | None
    figure: int | None
    year: int | None
    certainty: Certainty
    speaker: Person
    hearsay: bool

    def retold(self, speaker: Person, rng: random.Random) -> Claim:
        """The same with another figure or, where it has none, denied or held possible."""
        if self.figure is not None:
            return replace(self, figure=rng.choice(FIGURES), speaker=speaker, hearsay=False)
        certainty: Certainty = "denied" if rng.random() < 0.6 else "possible"
        return replace(self, certainty=certainty, speaker=speaker, hearsay=False)


class Namer:
    """Names and words, common ones often and rare ones seldom."""

    verbs = len(_VERBS)

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.places = list(dict.fromkeys(self._syllable() + rng.choice(_PLACES) for _ in range(900)))
        self._families = list(dict.fromkeys(self._syllable() + rng.choice(_FAMILY) for _ in range(1200)))
        # With thirty given names alone any two stories would share some.
        rarer = (self._syllable() + rng.choice(("a", "e", "ar", "ine")) for _ in range(220))
        self._given = list(dict.fromkeys((*_GIVEN, *rarer)))
        self._public = [self._anyone() for _ in range(300)]
        compounds = [f + s for f in _FIRST for s in _LAST]
        rng.shuffle(compounds)
        # Two or three words for one thing.
        self._concepts = [tuple(compounds[i : i + 2 + i % 2]) for i in range(0, len(compounds) - 3, 3)]

    def _syllable(self) -> str:
        return self._rng.choice(_ONSETS) + self._rng.choice(_NUCLEI) + self._rng.choice(_CODAS)

    def _anyone(self) -> Person:
        return Person(f"{self._rng.choice(self._given)} {self._rng.choice(self._families)}", "person")

    def _often(self, size: int) -> int:
        """A place in a list of `size`, the first ones more often: of a thousand the first once in a hundred times."""
        return int(size * self._rng.random() ** 1.5)

    def person(self) -> Person:
        """Somebody; some are known from many stories."""
        if self._rng.random() < _PUBLIC:
            return self._public[self._often(len(self._public))]
        return self._anyone()

    def place(self) -> str:
        return self.places[self._often(len(self.places))]

    def body(self) -> str:
        """An authority or firm of a place."""
        return f"{self.place()} {self._rng.choice(_FIRST).capitalize()}{self._rng.choice(_LAST)}"

    def concept(self) -> int:
        return self._often(len(self._concepts))

    def word(self, rng: random.Random, concept: int) -> str:
        """One of the words for a concept, the first most often."""
        words = self._concepts[concept]
        return words[0] if rng.random() < 0.6 else rng.choice(words)

    def title(self, rng: random.Random, topic: list[int], places: list[str]) -> str:
        """A headline."""
        one, other = (self.word(rng, c) for c in rng.sample(topic[:5], 2))
        verb = rng.choice(_VERBS)[0]
        return f"{one.capitalize()} {verb} {other} i {rng.choice(places)}"


def the(word: str) -> str:
    """A noun with its article."""
    return f"{word}n" if word.endswith("e") else f"{word}en"


def worded(rng: random.Random, claim: Claim, namer: Namer) -> str:
    """One of the wordings of a claim."""
    first, second = namer.word(rng, claim.first), namer.word(rng, claim.second)
    verb = rng.choice(_VERBS[claim.verb])
    modal = {"possible": "kanskje ", "probable": "trolig "}.get(claim.certainty, "")
    place = f" i {claim.place}" if claim.place else ""
    tail = f" med {claim.figure} {_UNITS[claim.figure % len(_UNITS)]}" if claim.figure else ""
    year = f" i {claim.year}" if claim.year else ""
    detail = namer.word(rng, claim.detail)
    if rng.random() < 0.5:
        return f"{the(first).capitalize()} {modal}{verb} {the(second)}{place}{tail}{year} etter {the(detail)}"
    return f"Etter {the(detail)} var det {the(first)} som {modal}{verb} {second}{place}{tail}{year}"


def narrative(rng: random.Random, namer: Namer, topic: list[int], places: list[str], body: str) -> tuple[str, str]:
    """(two sentences with nobody behind them, the place they name); `body` is an authority or firm."""
    one, two, three, four = (namer.word(rng, c) for c in rng.sample(topic, 4))
    where = namer.place() if rng.random() < 0.08 else rng.choice(places)
    five, six, seven = (namer.word(rng, namer.concept()) for _ in range(3))
    # Never more than three words in a row that are the same in every article: of 80,000 pairs of real, unrelated
    # articles none shares enough of its text to be looked at as a copy.
    sentences = (
        f"Arbeidet med {the(one)} i {where} følger {the(five)}, og {the(two)} kommer etter {the(three)}.",
        f"Mange i {where} venter på {the(one)} og {the(six)}, et tema hos {body} siden {the(seven)}.",
        f"Ved {the(one)} var {the(five)} stille, mens {body} holder {the(six)} åpen for {the(four)}.",
        f"I {where} ligger {the(seven)} ved {the(two)}, slik {the(three)} gjorde før {the(five)}.",
        f"Der har {the(four)} preget {the(six)} i årevis, og {the(seven)} glemmer {the(three)}.",
    )
    return " ".join(rng.sample(sentences, 2)), where
