"""Claims of an invented story, a ledger filled with them, and the command line run on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from belegg.claims import Carrier, Claim, Origins, Relation
from belegg.cli import cli
from belegg.ledger import ClaimRow, Update, open_store
from belegg.match import stems
from belegg.types import Hop

OSNES = Hop("Ragna Osnes", "person")
EXPERT = Hop("en ekspert", "anonymous")
MIRROR = Hop("The Harbour Mirror", "media")
WIRE = Hop("Kysttelegraf", "media")
NORD = Hop("Nordavisa", "media")
SOR = Hop("Søravisa", "media")
VEST = Hop("Vestposten", "media")
CABLE, DENIAL, LATER, SCHOOL = ("c1ab" + "0" * 28, "c2ab" + "0" * 28, "c3ab" + "0" * 28, "d4cd" + "0" * 28)


def carrier(number: int, content: str, chain: tuple[Hop, ...], **changed: Any) -> Carrier:
    """Statement ``e<number>…`` of an article of the last outlet in `chain`."""
    given: dict[str, Any] = {
        "id": f"e{number}fe" + "0" * 28,
        "article": f"a{number}",
        "url": f"https://avis.example/sak/{number}",
        "outlet": chain[-1].name,
        "published": f"2026-03-0{number}T08:30:00+01:00",
        "content": (content,),
        "speaker": chain[0].name if len(chain) > 1 else None,
        "kind": chain[0].kind,
        "certainty": "certain",
        "hearsay": False,
        "chain": chain,
        "confidence": 0.9,
        "match": 0.95,
        "title": "Kabelen i Skarvsundet",
        "language": "nb",
    }
    return Carrier(**{**given, **changed})


def story() -> tuple[Claim, ...]:
    """A cable: cut by a ship, say three outlets after one unnamed expert; denied by one person; a figure; a school."""
    cut = (
        carrier(1, "kabelen ble kuttet av et skip", (EXPERT, MIRROR, NORD), certainty="possible"),
        carrier(2, "et skip kuttet kabelen", (WIRE, SOR), hearsay=True, lineage=(EXPERT, MIRROR, WIRE, SOR)),
        carrier(3, "kabelen ble kuttet", (MIRROR, VEST), lineage=(EXPERT, MIRROR, VEST)),
        carrier(4, "noe skip har kuttet kabelen", (OSNES, NORD), certainty="denied"),
    )
    return (
        Claim(
            CABLE,
            "Kabelen i Skarvsundet ble kuttet av et skip.",
            Origins(
                1,
                1,
                (
                    "3 outlets (Nordavisa, Søravisa, Vestposten), one origin",
                    "an unnamed source: en ekspert, through The Harbour Mirror",
                ),
            ),
            (Relation("contradicts", DENIAL, 0.9),),
            "2026-03-01T08:30:00+01:00",
            "2026-03-04T08:30:00+01:00",
            cut,
        ),
        Claim(
            DENIAL,
            "Kabelen røk av seg selv.",
            Origins(1, 2, ("one origin: Ragna Osnes",)),
            (Relation("contradicts", CABLE, 0.9),),
            "2026-03-05",
            "2026-03-05",
            (carrier(5, "kabelen røk av seg selv", (OSNES, SOR), published="2026-03-05"),),
        ),
        Claim(
            LATER,
            "Reparasjonen tar 12 døgn.",
            Origins(0, 2),
            (),
            None,
            None,
            (carrier(6, "reparasjonen tar 12 døgn", (NORD,), published=None, url=None, title=None),),
        ),
        Claim(
            SCHOOL,
            "Skolen åpner i august.",
            Origins(2, 2),
            (),
            "2026-03-07T08:30:00+01:00",
            "2026-03-08T08:30:00+01:00",
            (carrier(7, "skolen åpner", (OSNES, VEST)), carrier(8, "skolen åpner i august", (WIRE, NORD))),
        ),
    )


def row(claim: Claim) -> ClaimRow:
    """`claim` as the ledger keeps it."""
    said = " ".join(part for c in claim.statements for part in c.content)
    return ClaimRow(
        id=claim.id,
        body={"claim": claim.to_dict(), "retold": []},
        members=tuple(c.id for c in claim.statements),
        terms=" ".join(sorted(set(stems(f"{claim.text} {said}")))),
        first=claim.first,
        last=claim.last,
        min_origins=claim.origins.min,
        max_origins=claim.origins.max,
        contradicted=any(r.type == "contradicts" for r in claim.relations),
        hearsay=any(c.hearsay for c in claim.statements),
        outlets=tuple(sorted({c.outlet for c in claim.statements if c.outlet})),
        speakers=tuple(sorted({c.speaker for c in claim.statements if c.speaker})),
    )


def fill(path: Path, *claims: Claim) -> Path:
    """A ledger at `path` that holds these claims (the story where there are none)."""
    with open_store(path) as store:
        store.apply(Update(cursor=0, claims=tuple(map(row, claims or story()))))
    return path


def run(ledger: Path | None, *args: str, **extra: Any) -> Result:
    """`belegg` with these arguments on this ledger."""
    env = {"BELEGG_LEDGER": str(ledger)} if ledger else {}
    return CliRunner().invoke(cli, list(args), env={**env, **extra.pop("env", {})}, **extra)
