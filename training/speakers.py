"""Train the speaker scorer on the vectors of a trained network, which stay as they are.

    python -m training.speakers --corpus ../shared/corpus --model src/belegg/model/reader.belegg --work build/training

For each gold statement the candidates are gathered as the reader gathers them; those whose name equals the gold
speaker are right. The scorer learns to put its probability on them (marginal log likelihood). Writes
``speakers.npz``, which ``training.export`` packs.

Three quarters of the treebank's documents taught the network's pointing head whom to point at. There its scores are
better than on a text never seen, and the scorer would trust them too much; so there it does without them, and learns
from the other documents, which count twice, and from the annotated story packs what they are worth. What names tell of
*he* and *she* (``training.genders``) is kept from it in the same way.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from belegg.reader import Reader
from belegg.reader._candidates import DESCRIBED, ITSELF, NAMED, NOBODY, Candidate
from belegg.reader._decode import Draft
from belegg.reader._evidence import POINTED
from belegg.reader._gender import Genders
from belegg.reader._kinds import fit as fit_kinds
from belegg.reader._kinds import people_of
from belegg.reader._names import find_names
from belegg.reader._phrases import tag_names
from belegg.reader._reader import readable_spans
from belegg.reader._speakers import Ranking, SpeakerScorer
from belegg.reader._words import split_words
from training.annotations import FILE, annotations_file, read_annotations, statements_of
from training.data import load_records
from training.evaluate import as_article
from training.genders import cases, cross_fitted, fit
from training.invented import WRITTEN
from training.judge import Judge
from training.laying import WordIndex
from training.pointers import taught
from training.train import held_out

Floats = npt.NDArray[np.float32]


@dataclass
class Example:
    """Candidates of one statement: features [C, F], which are right [C], how each goes with the kind that the network
    sees [C]; whether the pointing head was taught it, and whether its text is invented."""

    features: Floats
    right: npt.NDArray[np.bool_]
    goes: Floats
    taught: bool = False
    invented: bool = False


def gold_drafts(reader: Reader, document: dict[str, Any]) -> tuple[Any, list[Draft], list[dict[str, Any]]]:
    """(encoded text, drafts made of the gold statements, those statements), in the reader's order."""
    article = as_article(document["text"])
    words = split_words(article.text, readable_spans(article))
    encoded = reader._network.encode(words)
    index = WordIndex(words)
    rows = []
    for s in document["statements"]:
        part = {k: sorted({i for a, b in s[k] for i in index.under(a, b)}) for k in ("content", "cue", "source", "via")}
        if part["content"]:
            rows.append((part["cue"][0] if part["cue"] else part["content"][0], part, s))
    rows.sort(key=lambda r: (min(*r[1]["content"], r[0]), r[0]))
    if not rows:
        return encoded, [], []
    roles = reader._network.roles(encoded, [r[0] for r in rows], [1 if r[1]["cue"] else 2 for r in rows])
    drafts = [
        Draft(a, not p["cue"], p["content"], p["cue"], p["source"], p["via"], [], roles.form[k], roles.kind[k],
              roles.certainty[k])
        for k, (a, p, _) in enumerate(rows)
    ]  # fmt: skip
    return encoded, drafts, [s for _, _, s in rows]


def examples_of(
    reader: Reader, genders: Genders, document: dict[str, Any], judge: Judge, rng: random.Random | None
) -> list[Example]:
    """The ranking problems of one document; where `rng` is given, one speaker of ten is remembered wrong."""
    encoded, drafts, statements = gold_drafts(reader, document)
    _, names = find_names(encoded, reader._labels["entity"], document["text"])
    tags = tag_names(encoded, reader._labels["pos"])
    model = replace(reader._speakers, genders=genders)
    ranking = Ranking(drafts, names, encoded, model, tags, document["text"])
    people = people_of(names)
    out: list[Example] = []
    for i, s in enumerate(statements):
        candidates, features = ranking.problem(i)
        right = np.array([is_right(judge, c, s["speaker"]) for c in candidates])
        if right.any():
            out.append(Example(features, right, fit_kinds(drafts[i].kind, candidates, people, model.kinds)))
        wrong = rng is not None and rng.random() <= 0.1
        chosen = rng.choice(candidates) if rng and wrong else best_right(candidates, right)
        ranking.past.remember(chosen)
    return out


def is_right(judge: Judge, candidate: Candidate, speaker: str | None) -> bool:
    """Whether the candidate is the gold speaker."""
    if candidate.sort == NOBODY:
        return speaker is None
    return candidate.name is not None and speaker is not None and judge.same_speaker(candidate.name, speaker)


def best_right(candidates: list[Candidate], right: npt.NDArray[np.bool_]) -> Candidate | None:
    """Of the right candidates the one to remember: a name before a description."""
    order = {NAMED: 0, DESCRIBED: 1, ITSELF: 2, NOBODY: 3}
    fits = [c for c, r in zip(candidates, right, strict=True) if r]
    return min(fits, key=lambda c: order[c.sort]) if fits else None


class Scorer(nn.Module):
    """The scorer as ``belegg.reader._speakers.SpeakerScorer`` runs it."""

    def __init__(self, mean: Floats, scale: Floats, width: int = 64) -> None:
        super().__init__()
        self.register_buffer("mean", torch.from_numpy(mean))
        self.register_buffer("scale", torch.from_numpy(scale))
        self.a, self.b, self.c = nn.Linear(len(mean), width), nn.Linear(width, width // 2), nn.Linear(width // 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = (x - self.mean) / self.scale  # type: ignore[operator]
        x = nn.functional.dropout(torch.relu(self.a(x)), 0.25, self.training)
        return self.c(torch.relu(self.b(x))).squeeze(-1)  # type: ignore[no-any-return]

    def parameters_by_name(self) -> dict[str, Floats]:
        get = lambda t: t.detach().numpy().astype(np.float32)  # noqa: E731
        out = {"mean": get(self.mean), "scale": get(self.scale)}
        for i, layer in enumerate((self.a, self.b, self.c), 1):
            out |= {f"w{i}": get(layer.weight.T), f"b{i}": get(layer.bias)}
        return out


def guarded(examples: list[Example]) -> list[Example]:
    """The examples with a last column that tells whether the pointing head's features can be believed; where they
    cannot, their mean stands for them. Those that can are there twice, but for invented ones."""
    usual = np.concatenate([e.features[:, -POINTED:] for e in examples]).mean(0)
    out: list[Example] = []
    for e in examples:
        features = np.concatenate([e.features, np.full((len(e.right), 1), not e.taught, np.float32)], 1)
        if e.taught:
            features[:, -POINTED - 1 : -1] = usual
        out += [replace(e, features=features)] * (1 if e.taught or e.invented else 2)
    return out


def unguarded(parameters: dict[str, Floats]) -> dict[str, Floats]:
    """A scorer of `guarded` examples as one that always believes the pointing head, and needs no such column."""
    always = (1 - parameters["mean"][-1]) / parameters["scale"][-1]
    cut = {k: parameters[k][:-1] for k in ("mean", "scale", "w1")}
    return {**parameters, **cut, "b1": parameters["b1"] + always * parameters["w1"][-1]}


def train_scorer(examples: list[Example], seed: int, epochs: int) -> Scorer:
    """Fit the scorer; batches of 64 statements, candidates padded to the longest."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    rows = np.concatenate([e.features for e in examples])
    scorer = Scorer(rows.mean(0), rows.std(0) + 1e-3)
    steps = epochs * (len(examples) // 64 + 1)
    optimiser = torch.optim.AdamW(scorer.parameters(), lr=3e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: max(0.02, 1 - s / steps))
    for _ in range(epochs):
        order = list(examples)
        rng.shuffle(order)
        for begin in range(0, len(order), 64):
            batch = order[begin : begin + 64]
            x, right, mask = pad(batch)
            score = scorer(x).masked_fill(~mask, -1e4)
            good = score.masked_fill(~right, -1e4)
            loss = (torch.logsumexp(score, 1) - torch.logsumexp(good, 1)).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return scorer.eval()


def pad(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """features [B, C, F], right [B, C], mask [B, C]."""
    longest = max(len(e.right) for e in batch)
    x = np.zeros((len(batch), longest, batch[0].features.shape[1]), np.float32)
    right, mask = np.zeros((len(batch), longest), bool), np.zeros((len(batch), longest), bool)
    for k, e in enumerate(batch):
        n = len(e.right)
        x[k, :n], right[k, :n], mask[k, :n] = e.features, e.right, True
    return torch.from_numpy(x), torch.from_numpy(right), torch.from_numpy(mask)


def joined(members: list[dict[str, Floats]]) -> dict[str, Floats]:
    """Several scorers as one, whose score is the mean of theirs: side by side, with no weights between them."""
    n = len(members)
    width, half = members[0]["w2"].shape
    second = np.zeros((n * width, n * half), np.float32)
    for k, m in enumerate(members):
        second[k * width : (k + 1) * width, k * half : (k + 1) * half] = m["w2"]
    return {
        "mean": members[0]["mean"],
        "scale": members[0]["scale"],
        "w1": np.concatenate([m["w1"] for m in members], 1),
        "b1": np.concatenate([m["b1"] for m in members]),
        "w2": second,
        "b2": np.concatenate([m["b2"] for m in members]),
        "w3": np.concatenate([m["w3"] for m in members]) / n,
        "b3": np.mean([m["b3"] for m in members], 0),
    }


def accuracy(scorer: SpeakerScorer, examples: list[Example], weight: float) -> float:
    """Share of statements whose best candidate is right, where the kind weighs `weight` beside the scorer."""
    if not examples:
        return 0.0
    best = (int((np.log(scorer(e.features) + 1e-12) + weight * e.goes).argmax()) for e in examples)
    return sum(bool(e.right[k]) for e, k in zip(examples, best, strict=True)) / len(examples)


def annotated(records: list[dict[str, Any]], ours: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The documents among `records` that the project itself annotated or wrote, as the corpus has its own; ValueError
    where they were prepared with others than `ours`."""
    own = [r for r in records if "ours" in r]
    if missing := [r["doc"] for r in own if r["doc"] not in ours]:
        raise ValueError(f"{missing[0]} is not among the annotations; run training.prepare again")
    return [
        ours[r["doc"]]
        if "written" in r
        else {"doc": r["doc"], "text": r["text"], "statements": statements_of(ours[r["doc"]], r["text"])}
        for r in own
    ]


def main(argv: list[str] | None = None) -> int:
    """Command line of the speaker training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True, help="weights as exported, with or without a scorer")
    parser.add_argument("--work", type=Path, default=Path("build/training"))
    parser.add_argument(
        "--annotations", type=annotations_file, default=FILE, help="those that training.prepare was given"
    )
    parser.add_argument("--written", type=annotations_file, default=WRITTEN, help="likewise")
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--members", type=int, default=4, help="scorers trained from other starts, averaged")
    parser.add_argument("--hold-out", type=int, default=12)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args(argv)
    judge = Judge(args.corpus / "score.py")
    reader = Reader(args.model)
    records = load_records(args.work / "train.jsonl.gz")
    held = set(held_out(records, args.hold_out, args.seed))
    shown = taught(records, args.seed)
    found = cases(records)
    learnt, unseen = fit(found), cross_fitted(found, args.seed)
    ours = annotated(records, read_annotations(args.annotations) | read_annotations(args.written))
    invented = {r["doc"] for r in records if "pointable" not in r or "written" in r}
    examples: dict[str, list[Example]] = {"train": [], "held": [], "dev": []}
    for split in ("train", "dev"):
        lines = (args.corpus / "statements" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        documents = [json.loads(line) for line in lines] + (ours if split == "train" else [])
        for document in documents:
            name = document["doc"]
            part = "dev" if split == "dev" else "held" if name in held else "train"
            genders = Genders(learnt) if split == "dev" else unseen.get(name) or Genders(learnt)
            rng = random.Random(f"{args.seed}/{name}") if part == "train" else None
            own = examples_of(reader, genders, document, judge, rng)
            taken = part == "train" and name in shown
            examples[part] += [replace(e, taught=taken, invented=name in invented) for e in own]
    shown_to = guarded(examples["train"])
    members = [train_scorer(shown_to, args.seed + k, args.epochs) for k in range(args.members)]
    arrays: dict[str, Any] = joined([unguarded(m.parameters_by_name()) for m in members]) | learnt
    np.savez(args.work / "speakers.npz", **arrays)
    scorer = SpeakerScorer(arrays)
    for weight in (0.0, 0.2, 0.4, 0.6, 0.8):
        shares = ", ".join(f"{k} {100 * accuracy(scorer, v, weight):.1f} % of {len(v)}" for k, v in examples.items())
        print(f"right speaker given the gold statement, its kind weighing {weight}: {shares}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
