"""Invented news in five languages, and the shipped reader to read it with."""

from __future__ import annotations

from pathlib import Path

import pytest

from belegg.reader._weights import DEFAULT_PATH
from belegg.settings import MODEL
from belegg.types import Reading, Statement

WEIGHTS: Path = MODEL.get() or DEFAULT_PATH
needs_weights = pytest.mark.skipif(
    not WEIGHTS.exists(), reason="the weights are not there: train them, or name a file with BELEGG_MODEL"
)

CUE = {
    "nb": "Veien stenges\n\nKommunen måler hver time. Isen på vannet er tynn, sier vaktleder Kari Lundemo.\n",
    "nn": "Vegen blir stengd\n\nKommunen måler kvar time. Isen på vatnet er tynn, seier vaktleiar Kari Lundemo.\n",
    "da": "Vejen lukkes\n\nKommunen måler hver time. Isen på søen er tynd, siger vagtleder Kari Lundemo.\n",
    "sv": "Vägen stängs\n\nKommunen mäter varje timme. Isen på sjön är tunn, säger vaktledaren Kari Lundemo.\n",
    "en": "Road to close\n\nThe council measures it hourly. The ice on the lake is thin, says warden Kari Lundemo.\n",
}
ICE = {
    "nb": "Isen på vannet er tynn",
    "nn": "Isen på vatnet er tynn",
    "da": "Isen på søen er tynd",
    "sv": "Isen på sjön är tunn",
    "en": "The ice on the lake is thin",
}
ACCORDING = {
    "nb": "Ferja går ikke i dag. Ifølge Havnevesenet er motoren ødelagt.",
    "nn": "Ferja går ikkje i dag. Ifølgje Havnevesenet er motoren øydelagd.",
    "da": "Færgen sejler ikke i dag. Ifølge Havnevæsenet er motoren ødelagt.",
    "sv": "Färjan går inte i dag. Enligt Hamnverket är motorn förstörd.",
    "en": "The ferry is not running today. According to the Harbour Board, the engine is broken.",
}
HEARSAY = {
    "nb": "Skipet ligger ved kai. Kapteinen skal ha sovet på vakt. Losen kom om bord i natt.",
    "nn": "Skipet ligg ved kai. Kapteinen skal ha sove på vakt. Losen kom om bord i natt.",
    "da": "Skibet ligger ved kajen. Kaptajnen skal have sovet på vagten. Lodsen kom om bord i nat.",
    "sv": "Fartyget ligger vid kaj. Kaptenen ska ha sovit på vakten. Lotsen kom ombord i natt.",
    "en": "The ship is at the quay. The captain was allegedly asleep on watch. The pilot came aboard last night.",
}
NESTED = {
    "nb": "Politimester Kari Lundemo sier at kommunen frykter et nytt ras.",
    "nn": "Politimeister Kari Lundemo seier at kommunen fryktar eit nytt ras.",
    "da": "Politidirektør Kari Lundemo siger, at kommunen frygter et nyt skred.",
    "sv": "Polischefen Kari Lundemo säger att kommunen fruktar ett nytt ras.",
    "en": "Police chief Kari Lundemo says that the council fears another landslide.",
}
PRONOUN = {
    "nb": "Ordfører Kari Lundemo besøkte brua mandag. Hun sier at arbeidet tar tre uker.",
    "nn": "Ordførar Kari Lundemo besøkte brua måndag. Ho seier at arbeidet tek tre veker.",
    "da": "Borgmester Kari Lundemo besøgte broen mandag. Hun siger, at arbejdet tager tre uger.",
    "sv": "Borgmästaren Kari Lundemo besökte bron i måndags. Hon säger att arbetet tar tre veckor.",
    "en": "Mayor Kari Lundemo visited the bridge on Monday. She says that the work will take three weeks.",
}
WRITES = {
    "nb": "Regjeringen vil stenge havnen i tre dager, skriver Reuters.",
    "nn": "Regjeringa vil stengje hamna i tre dagar, skriv Reuters.",
    "da": "Regeringen vil lukke havnen i tre dage, skriver Reuters.",
    "sv": "Regeringen vill stänga hamnen i tre dagar, skriver Reuters.",
    "en": "The government will close the harbour for three days, writes Reuters.",
}
DASH = """Strømmen kan bli borte

Anlegget sto i vann tirsdag.

– Vi jobber dag og natt med pumpene.

Men det kan ta en uke før strømmen er tilbake, sier driftsleder Hanne Moe.
"""
CREDITS = """Brua stenges

Foto: Per Bilde / NTB

– Vi må bytte dekket, sier vegsjef Kari Lundemo.

Les mer Lukk
"""


def holding(reading: Reading, words: str) -> list[Statement]:
    """The statements whose content holds all of `words`, the shortest first."""
    found = [s for s in reading.statements if words in " ".join(reading.quote(s.content).split())]
    return sorted(found, key=lambda s: sum(b - a for a, b in s.content))


def the_one(reading: Reading, words: str) -> Statement:
    """The shortest statement whose content holds `words`."""
    found = holding(reading, words)
    assert found, f"nobody says {words!r}: {[reading.quote(s.content) for s in reading.statements]}"
    return found[0]
