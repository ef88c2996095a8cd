"""Fix the numbers that decide what counts as a statement and how sure the reader says it is.

    python -m training.calibrate --corpus ../shared/corpus --model src/belegg/model/reader.belegg --work build/training

On the documents held out of training: a logistic model of "this draft is a gold statement" over a draft's scores,
the threshold in the middle of those with the best F1, and a logistic model of "passage and speaker are right" for the
confidence, to which each document counts alike. Writes ``decisions.json``, which ``training.export`` packs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from belegg.reader import Reader
from belegg.reader._assemble import confidence_features
from belegg.reader._decode import Decisions, Draft, propose, spans_of, without_doubles
from belegg.reader._names import find_names
from belegg.reader._network import Encoded
from belegg.reader._odds import logistic
from belegg.reader._phrases import tag_names
from belegg.reader._reader import readable_spans
from belegg.reader._speakers import resolve_speakers
from belegg.reader._words import split_words
from training.data import load_records
from training.evaluate import as_article
from training.genders import cases, cross_fitted
from training.judge import Judge
from training.train import held_out

Floats = npt.NDArray[np.float64]
FLOOR = 0.04
CHANCE = 1.5
"""Points of F1 by which thresholds of the held-out documents differ by chance."""


def fit_logistic(x: Floats, y: Floats, weight: Floats | None = None, penalty: float = 1.0) -> Floats:
    """Weights of a logistic regression by Newton's method; the first column (ones) is not penalised.

    `weight` tells how much each row counts, all alike if it is not given.
    """
    each = np.ones(len(y)) if weight is None else weight
    w = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (each * (p - y)) + ridge * w
        hessian = (x * (each * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


class Held:
    """A held-out document with the reader's proposals for it."""

    def __init__(self, reader: Reader, document: dict[str, Any], decisions: Decisions) -> None:
        self.gold = document
        article = as_article(document["text"])
        self.encoded: Encoded = reader._network.encode(split_words(article.text, readable_spans(article)))
        self.drafts = propose(reader._network, self.encoded, reader._transition, decisions)
        _, self.names = find_names(self.encoded, reader._labels["entity"], article.text)

    def is_gold(self, draft: Draft) -> bool:
        """Whether a gold statement has about this content, and this cue (or none, as the draft)."""
        content = self._chars(draft.content)
        cue = self._chars(draft.cue)
        for s in self.gold["statements"]:
            other = {i for a, b in s["content"] for i in range(a, b)}
            cues = {i for a, b in s["cue"] for i in range(a, b)}
            if 2 * len(content & other) >= len(content | other) and (cue & cues or not (cue or cues)):
                return True
        return False

    def _chars(self, part: list[int]) -> set[int]:
        return {i for a, b in spans_of(part, self.encoded.words) for i in range(a, b)}

    def rescore(self, weights: Floats) -> None:
        """Give each draft its probability under the fitted model."""
        for d in self.drafts:
            d.score = logistic(weights.tolist(), [1.0, *d.features])

    def chosen(self, threshold: float) -> list[Draft]:
        return without_doubles([d for d in self.drafts if d.score >= threshold], self.encoded.words)

    def as_predicted(self, drafts: list[Draft], speakers: list[str | None]) -> dict[str, Any]:
        words = self.encoded.words
        rows = [
            {"content": spans_of(d.content, words), "cue": spans_of(d.cue, words), "speaker": s}
            for d, s in zip(drafts, speakers, strict=True)
        ]
        return {"statements": rows}


def drafts_of(held: list[Held]) -> tuple[Floats, Floats]:
    """(features with ones before them, whether it is a gold statement) of every draft."""
    x = np.array([[1.0, *d.features] for h in held for d in h.drafts])
    return x, np.array([h.is_gold(d) for h in held for d in h.drafts], float)


def best_threshold(judge: Judge, held: list[Held]) -> tuple[float, float]:
    """(threshold, its F1 of found) on the held-out documents."""
    scores: list[tuple[float, float]] = []
    for threshold in np.arange(0.2, 0.75, 0.02):
        hits = predicted = gold = 0
        for h in held:
            drafts = h.chosen(float(threshold))
            hits += len(judge.pairs(h.gold, h.as_predicted(drafts, [None] * len(drafts))))
            predicted += len(drafts)
            gold += len(h.gold["statements"])
        scores.append((200 * hits / max(1, predicted + gold), float(threshold)))
    return middle_of_plateau(scores)


def middle_of_plateau(scores: list[tuple[float, float]]) -> tuple[float, float]:
    """(threshold, F1) in the middle of the (F1, threshold) that are within chance of the best.

    A few hundred statements of a dozen documents tell F1 to a point or two: which threshold is the very best among
    neighbours is chance, and either end of the plateau is as good here as its middle, but nearer to where it falls
    off elsewhere.
    """
    best = max(f for f, _ in scores)
    plateau = sorted((t, f) for f, t in scores if f >= best - CHANCE)
    threshold, f1 = plateau[(len(plateau) - 1) // 2]
    return threshold, f1


def documents_alike(of: Sequence[int]) -> Floats:
    """How much each statement counts, given how many its document has: all documents as much, in sum as many.

    A text full of statements is as a rule an easy one (a debate, a match report), and would speak for all.
    """
    each = 1 / np.asarray(of, float)
    out: Floats = each / each.mean()
    return out


def main(argv: list[str] | None = None) -> int:
    """Command line of the calibration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument("--hold-out", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(argv)
    judge = Judge(args.corpus / "score.py")
    reader = Reader(args.model)
    records = load_records(args.work / "train.jsonl.gz")
    names = set(held_out(records, args.hold_out, args.seed))
    genders = cross_fitted(cases(records), args.seed)
    lines = (args.corpus / "statements" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [d for d in map(json.loads, lines) if d["doc"] in names]
    held = [
        Held(reader, d, replace(Decisions(), anchor_floor=FLOOR, indirect=reader._decisions.indirect))
        for d in documents
    ]
    x, y = drafts_of(held)
    found = fit_logistic(x, y)
    for h in held:
        h.rescore(found)
    threshold, f1 = best_threshold(judge, held)
    rows, right, of = [], [], []
    for h in held:
        # The confidence is fitted to scores by a model that never saw the document: those of its own look too sure.
        others = [o for o in held if o is not h]
        h.rescore(fit_logistic(*drafts_of(others)))
        drafts = h.chosen(threshold)
        text = h.gold["text"]
        tags = tag_names(h.encoded, reader._labels["pos"])
        # Nor do the names and pronouns of the document tell here who is *he* in it.
        model = replace(reader._speakers, genders=genders.get(h.gold["doc"], reader._speakers.genders))
        resolved = resolve_speakers(drafts, h.names, h.encoded, model, tags, text)
        predicted = h.as_predicted(drafts, [r.name for r in resolved])
        good = {
            j
            for i, j in judge.pairs(h.gold, predicted)
            if judge.same_speaker(h.gold["statements"][i]["speaker"], predicted["statements"][j]["speaker"])
        }
        rows += [confidence_features(d, r) for d, r in zip(drafts, resolved, strict=True)]
        right += [float(j in good) for j in range(len(drafts))]
        of += [len(drafts)] * len(drafts)
    confidence = fit_logistic(np.array(rows), np.array(right), documents_alike(of))
    decisions = {
        "found": {"weights": found.round(5).tolist(), "threshold": round(threshold, 3), "anchor_floor": FLOOR},
        "confidence": confidence.round(5).tolist(),
    }
    (args.work / "decisions.json").write_text(json.dumps(decisions), encoding="utf-8")
    print(f"{len(held)} documents, {len(y)} drafts, {int(y.sum())} gold: threshold {threshold:.2f}, found {f1:.1f}")
    print(json.dumps(decisions))
    return 0


if __name__ == "__main__":
    sys.exit(main())
