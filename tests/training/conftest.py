"""A corpus of four invented documents, in the formats of the real one, and where the real one is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

REAL = Path(__file__).parents[3] / "shared" / "corpus"

# form, part of speech and features, head (from 1 within the sentence, 0 the root), relation, entity
HARBOUR = """
Havnen subst|appell 2 SUBJ O
stenges verb|pres 0 FINV O
| clb 2 IP O

Ordfører subst|appell 4 SUBJ O
Kari subst|prop 1 APP B-PER
Strand subst|prop 2 FLAT I-PER
sier verb|pres 0 FINV O
at sbu 9 SBU O
havnen subst|appell 9 SUBJ O
i prep 6 ATR O
Storvik subst|prop 7 PUTFYLL B-GPE_LOC
stenges verb|pres 4 DOBJ O
. clb 4 IP O

- clb 6 IK O
Det pron 3 SUBJ O
er verb|pres 6 DOBJ O
dyrt adj 3 SPRED O
, clb 3 IK O
sier verb|pres 0 FINV O
hun pron 6 SUBJ O
, clb 9 IK O
dyrt adj 3 KOORD O
- clb 9 IK O
dyrt adj 9 KOORD O
. clb 6 IP O
"""
FIRM = """
Firmaet subst|appell 4 SUBJ O
Nordlys subst|prop 1 APP B-ORG
A/S. subst|prop 2 FLAT I-ORG
tapte verb|pret 0 FINV O
penger subst|appell 4 DOBJ O
. clb 4 IP O

" clb 3 IK O
Dumt adj 3 SPRED O
var verb|pret 6 DOBJ O
det pron 3 SUBJ O
" clb 3 IK O
skrev verb|pret 0 FINV O
Dagen subst|prop 6 SUBJ B-MISC
( clb 10 IK O
i prep 10 ATR O
går adv 6 ADV O
) clb 10 IK O
. clb 6 IP O
"""
RESEARCHER = """
Forskaren subst|appell 4 SUBJ O
Ola subst|prop 1 APP B-PER
Vik subst|prop 2 FLAT I-PER
meiner verb|pres 0 FINV O
prisen subst|appell 6 SUBJ O
er verb|pres 4 DOBJ O
høg adj 6 SPRED O
. clb 4 IP O
"""
HARBOUR_TEXT = (
    "Havnen stenges\n\nOrdfører Kari Strand sier at havnen i Storvik stenges.\n\n- Det er dyrt, sier hun, dyrt - dyrt."
)
RESEARCHER_TEXT = "Forskaren Ola Vik meiner prisen er høg."


def conll(documents: dict[str, str]) -> str:
    """The treebank's lines for documents noted as above."""
    out: list[str] = []
    for name, body in documents.items():
        out.append(f"# doc = {name}")
        for sentence in body.strip().split("\n\n"):
            for number, line in enumerate(sentence.splitlines(), 1):
                form, pos, head, relation, entity = line.split(" ")
                coarse, _, feats = pos.partition("|")
                out.append("\t".join([str(number), form, form.lower(), coarse, feats or "_", head, relation, entity]))
            out.append("")
    return "\n".join(out) + "\n"


def span(text: str, part: str, number: int = 0) -> list[int]:
    """[start, end) of the occurrence `number` of `part`."""
    at = -1
    for _ in range(number + 1):
        at = text.index(part, at + 1)
    return [at, at + len(part)]


def statement(**parts: Any) -> dict[str, Any]:
    """A gold statement; what is not given is empty or usual."""
    spans = {k: parts.pop(k, []) for k in ("content", "cue", "source", "via", "hedges")}
    return {**spans, "form": "indirect", "kind": "person", "certainty": "certain", "speaker": None, **parts}


def statements() -> list[dict[str, Any]]:
    """The documents with gold statements."""
    said = statement(
        content=[span(HARBOUR_TEXT, "havnen i Storvik stenges")],
        cue=[span(HARBOUR_TEXT, "sier")],
        source=[span(HARBOUR_TEXT, "Ordfører Kari Strand")],
        speaker="Kari Strand",
    )
    quoted = statement(
        content=[
            span(HARBOUR_TEXT, "Det er dyrt"),
            span(HARBOUR_TEXT, "dyrt", 1),
            span(HARBOUR_TEXT, "dyrt", 2),
        ],
        cue=[span(HARBOUR_TEXT, "sier", 1)],
        source=[span(HARBOUR_TEXT, "hun")],
        form="direct",
        speaker="Kari Strand",
    )
    meant = statement(
        content=[span(RESEARCHER_TEXT, "prisen er høg")],
        cue=[span(RESEARCHER_TEXT, "meiner")],
        source=[span(RESEARCHER_TEXT, "Forskaren Ola Vik")],
        speaker="Ola Vik",
    )
    return [
        {"doc": "nb-1", "lang": "nob", "text": HARBOUR_TEXT, "headings": [0], "statements": [said, quoted]},
        {"doc": "nn-1", "lang": "nno", "text": RESEARCHER_TEXT, "headings": [], "statements": [meant]},
    ]


def coreference() -> list[dict[str, Any]]:
    """One article, spaced as the coreference corpus spaces it, and one that is in no treebank."""
    text = (
        "Havnen stenges |\nOrdfører Kari Strand sier at havnen i Storvik stenges .\n"
        "- Det er dyrt , sier hun , dyrt - dyrt ."
    )
    mayor = [span(text, "Ordfører Kari Strand"), span(text, "hun")]
    harbour = [span(text, "Havnen"), span(text, "havnen i Storvik")]
    known = {
        "doc": "a",
        "lang": "nob",
        "text": text,
        "clusters": [mayor, harbour],
        "singletons": [span(text, "Storvik")],
    }
    other = "Ukjent tekst om noe annet ."
    return [known, {"doc": "b", "lang": "nob", "text": other, "clusters": [], "singletons": [span(other, "tekst")]}]


SCORE = """
def edge_free(spans, text):
    return {i for a, b in spans for i in range(a, b) if text[i].isalnum()}

def same_speaker(a, b):
    return a == b

def pair(gold, predicted, text):
    starts = {s["content"][0][0]: j for j, s in enumerate(predicted)}
    return [(i, starts[g["content"][0][0]]) for i, g in enumerate(gold) if g["content"][0][0] in starts]

def score(gold, predicted, errors=0):
    pairs = sum(len(pair(g["statements"], predicted[d]["statements"], g["text"])) for d, g in gold.items())
    return {"found": 10.0 * pairs, "documents": len(gold)}
"""


def write_corpus(folder: Path, treebank: dict[str, dict[str, str]], articles: list[dict[str, Any]]) -> Path:
    """Lay a corpus in `folder`, the same for train and dev."""
    for name in ("treebank", "statements", "coreference"):
        (folder / name).mkdir(parents=True)
    (folder / "score.py").write_text(SCORE, encoding="utf-8")
    for split in ("train", "dev"):
        for language, documents in treebank.items():
            with gzip.open(folder / "treebank" / f"{language}-{split}.conll.gz", "wt", encoding="utf-8") as out:
                out.write(conll(documents))
        for part, rows in (("statements", statements()), ("coreference", articles)):
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / part / f"{split}.jsonl").write_text(lines, encoding="utf-8")
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """The folder of the invented corpus."""
    treebank = {"nob": {"nb-1": HARBOUR, "nb-2": FIRM}, "nno": {"nn-1": RESEARCHER}}
    return write_corpus(tmp_path / "corpus", treebank, coreference())


@pytest.fixture
def broken_article_corpus(tmp_path: Path) -> Path:
    """The invented corpus with one article that begins in a document and ends in the next."""
    treebank = {"nob": {"nb-8": HARBOUR, "nb-9": "Slutt interj 0 INTERJ O\n. clb 1 IP O"}, "nno": {"nn-1": RESEARCHER}}
    first, other = coreference()
    return write_corpus(tmp_path / "corpus", treebank, [{**first, "text": first["text"] + " Slutt ."}, other])


@pytest.fixture
def real_corpus() -> Path:
    """The folder of the real corpus; the test is skipped where it is absent."""
    if not (REAL / "score.py").is_file():
        pytest.skip("the corpus is not here")
    return REAL
