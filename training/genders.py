"""Learn from the corpus's pronouns which names and nouns are *he* and which are *she* (``belegg.reader._gender``).

What is counted: the names and nouns of a coreference cluster that has *han* or *hun* in it, and the speakers of gold
statements whose source is such a pronoun. For the speaker scorer's own training texts models are made that never saw
these, nor others of their story (`cross_fitted`): what is known of a name by heart there is not known on a new text.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np

from belegg._pronouns import HE, SHE
from belegg.reader._gender import NAME, NOUN, SLOTS, Genders, slots
from belegg.reader._network import Floats

Record = dict[str, Any]
FOLDS = 5
_STEPS, _RATE, _PENALTY = 400, 5.0, 1.0


class Case(NamedTuple):
    """A word that *he* or *she* was said of, once a document."""

    doc: str
    sort: str
    word: str
    he: bool


def cases(records: list[Record]) -> list[Case]:
    """All cases of some prepared documents, in order."""
    found: set[Case] = set()
    for record in records:
        found.update(_of_clusters(record))
        found.update(_of_speakers(record))
    return sorted(found)


def _of_clusters(record: Record) -> list[Case]:
    forms, entity = record["forms"], record["entity"]
    clusters: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for first, last, head, cluster in record.get("mentions", []):
        clusters[cluster].append((first, last, head))
    out: list[Case] = []
    for mentions in clusters.values():
        alone = [forms[a].casefold() for a, b, _ in mentions if a == b]
        he, she = sum(w in HE for w in alone), sum(w in SHE for w in alone)
        if he == she:
            continue
        for first, last, head in mentions:
            begins = [i for i in range(first, last + 1) if entity[i] == "B-PER"]
            if len(begins) == 1 and entity[head].endswith("PER"):
                out.append(Case(record["doc"], NAME, forms[begins[0]].casefold(), he > she))
            elif entity[head] == "O" and record["pos"][head].startswith("subst|appell"):
                out.append(Case(record["doc"], NOUN, forms[head].casefold(), he > she))
    return out


def _of_speakers(record: Record) -> list[Case]:
    out: list[Case] = []
    for s in record.get("statements", []):
        source = [record["forms"][i].casefold() for i in s["source"]]
        name = (s["speaker"] or "").split()
        if len(source) == 1 and source[0] in HE | SHE and s["kind"] == "person" and len(name) > 1:
            out.append(Case(record["doc"], NAME, name[0].casefold(), source[0] in HE))
    return out


def fit(found: list[Case]) -> dict[str, Floats]:
    """The parameters of `Genders`, by gradient descent with an L2 penalty."""
    rows = [np.array(slots(c.sort, c.word)) for c in found]
    at = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    columns = np.concatenate(rows) if rows else np.zeros(0, np.int64)
    noun = np.array([c.sort == NOUN for c in found], np.int64)
    he = np.array([c.he for c in found], np.float64)
    weights, bias = np.zeros(SLOTS), np.zeros(2)
    for _ in range(_STEPS if found else 0):
        score = np.bincount(at, weights[columns], len(rows)) + bias[noun]
        error = 1 / (1 + np.exp(-score)) - he
        weights -= _RATE * (np.bincount(columns, error[at], SLOTS) + _PENALTY * weights) / len(rows)
        bias -= 0.5 * np.array([error[noun == k].sum() for k in (0, 1)]) / len(rows)
    return {"gender_weights": weights.astype(np.float32), "gender_bias": bias.astype(np.float32)}


def cross_fitted(found: list[Case], seed: int) -> dict[str, Genders]:
    """For each document a model that was not fitted on it."""
    names = sorted({_story(c.doc) for c in found})
    random.Random(f"genders/{seed}").shuffle(names)
    out: dict[str, Genders] = {}
    for k in range(FOLDS):
        own = set(names[k::FOLDS])
        model = Genders(fit([c for c in found if _story(c.doc) not in own]))
        out |= {c.doc: model for c in found if _story(c.doc) in own}
    return out


def _story(doc: str) -> str:
    """The articles of one story pack tell of the same people."""
    return doc.split("/", maxsplit=1)[0]
