"""Train the matcher's scorer on the story packs, and show what it does on packs it was not trained on.

    python -m training.matcher ../shared/stories/*.json [--out src/belegg/match/scorer.json]

The pairs are of statements that the reader found and of the gold ones. Each pack is scored once by networks that
never saw it (leave one pack out); those figures are the honest ones. Then networks on all packs are written. The packs
in ``training/stories``, written to be learnt from, are trained on each time and never scored.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from belegg.match._cluster import average_linkage
from belegg.match._features import LEAST_COSINE, NAMES, article_features, brought
from belegg.match._scorer import Scorer, compare, near
from belegg.match._signature import SignedArticle, sign_article
from belegg.match._vectors import Vectors
from belegg.reader import Reader
from belegg.reader._weights import load_weights
from belegg.types import Reading
from training.packs import PACKS, gold_reading, load_packs, overlap, pack_articles, words

Floats = npt.NDArray[np.float32]
HIDDEN = 16
ACROSS = 6
"""For each article, how many pairs with one of another pack are taken: those pairs are many, and easy."""
RARE, UNUSED, LEAST_SCALE = 0.02, 1e4, 0.2
"""A feature that hardly ever differs in the packs is not learnt from them and is left without weight. Years named on
both sides, ten pairs in a hundred thousand, else decided alone, whatever they were; articles without a date, of which
the packs have none, were noise. The others that vary little are not blown up."""
UNCLEAR = 0.15
"""A found statement that shares this much with a gold one, and less than a half, is neither right nor wrong."""


@dataclass(frozen=True)
class Signed:
    """An article with the claim of each statement: its name, None for another one, "?" where it is unclear."""

    pack: str
    article: SignedArticle
    claims: tuple[str | None, ...]


def sign_packs(packs: list[dict[str, Any]], reader: Reader, vectors: Vectors) -> dict[str, list[Signed]]:
    """The articles as matching sees them, by ``read`` and with the ``gold`` statements."""
    out: dict[str, list[Signed]] = {"gold": [], "read": []}
    for item in pack_articles(packs):
        reading = reader.read(item.article)
        for kind, version in (("gold", gold_reading(item, reading)), ("read", reading)):
            name = f"{kind}/{item.pack}/{item.gold['id']}"
            article = sign_article(_own_ids(version, name), name, vectors)
            if article is not None:
                gold = [(words(s["content"]), f"{item.pack}/{s['claim']}") for s in item.gold["statements"]]
                claims = tuple(_claim_of(s.text, gold) for s in article.statements)
                out[kind].append(Signed(item.pack, article, claims))
    return out


def _own_ids(reading: Reading, name: str) -> dict[str, Any]:
    body = reading.to_dict()
    body["statements"] = [{**s, "id": f"{name}/{i:03d}"} for i, s in enumerate(body["statements"])]
    return body


def _claim_of(text: str, gold: list[tuple[Any, str]]) -> str | None:
    own = words([text])
    share, claim = max(((overlap(own, w), c) for w, c in gold), default=(0.0, ""))
    return claim if share >= 0.5 else "?" if share > UNCLEAR else None


@dataclass(frozen=True)
class Pairs:
    """features [N, F], right [N], and the packs of the two sides [N, 2]."""

    features: Floats
    right: npt.NDArray[np.bool_]
    packs: list[tuple[str, str]]


def make_pairs(articles: Sequence[Signed]) -> Pairs:
    """All pairs of statements that are near enough to be compared, whatever their articles are about."""
    features, right, packs = [], [], []
    rng = random.Random(7)
    share = 2 * ACROSS / max(1, len(articles))
    for a, b in combinations_with_replacement(articles, 2):
        if a.pack != b.pack and rng.random() > share:
            continue
        rows = article_features(a.article, b.article)
        for i, x in enumerate(a.claims):
            for j, y in enumerate(b.claims):
                if (a is b and i >= j) or "?" in (x, y) or x is y is None:
                    continue
                if rows[i, j, 0] < brought(LEAST_COSINE):
                    continue
                features.append(rows[i, j])
                right.append(x == y)
                packs.append((a.pack, b.pack))
    return Pairs(np.asarray(features), np.asarray(right), packs)


def fit(features: Floats, right: npt.NDArray[np.bool_], seed: int, epochs: int = 30) -> dict[str, Any]:
    """One network: a hidden layer of `HIDDEN`, cross entropy, AdamW."""
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(features.shape[1], HIDDEN), nn.Tanh(), nn.Dropout(0.1), nn.Linear(HIDDEN, 1))
    x, y = torch.from_numpy(features), torch.from_numpy(right.astype(np.float32))
    batch = 2048
    steps = epochs * (len(x) // batch + 1)
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-2, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda s: max(0.02, 1 - s / steps))
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for begin in range(0, len(x), batch):
            rows = order[begin : begin + batch]
            loss = nn.functional.binary_cross_entropy_with_logits(net(x[rows]).squeeze(-1), y[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    first, last = net[0], net[3]
    assert isinstance(first, nn.Linear) and isinstance(last, nn.Linear)
    tidy = lambda t: np.round(t.detach().numpy().astype(np.float64), 5).tolist()  # noqa: E731
    return {"w1": tidy(first.weight.T), "b1": tidy(first.bias), "w2": tidy(last.weight[0]), "b2": tidy(last.bias[0])}


def train(pairs: Sequence[Pairs], without: str | None, members: int) -> dict[str, Any]:
    """The parameters of a scorer trained on all pairs that the pack `without` has no part in."""
    keep = [np.asarray([without not in p for p in s.packs]) for s in pairs]
    features = np.concatenate([s.features[k] for s, k in zip(pairs, keep, strict=True)])
    right = np.concatenate([s.right[k] for s, k in zip(pairs, keep, strict=True)])
    mean, spread = features.mean(0), features.std(0)
    scale = np.where(spread < RARE, UNUSED, np.maximum(spread, LEAST_SCALE))
    scaled = (features - mean) / scale
    return {
        "names": list(NAMES),
        "mean": np.round(mean.astype(float), 5).tolist(),
        "scale": np.round(scale.astype(float), 5).tolist(),
        "members": [fit(scaled, right, seed) for seed in range(members)],
    }


def left_out(articles: Sequence[Signed], scorers: dict[str, Scorer]) -> dict[tuple[str, str], float]:
    """The score of every two statements near enough, by a scorer that saw neither of their packs (of two packs, the
    first one's)."""
    out: dict[tuple[str, str], float] = {}
    for a, b in combinations_with_replacement(articles, 2):
        if a is not b and not near(a.article, b.article):
            continue
        scores, _ = compare(a.article, b.article, scorers[a.pack])
        for i, x in enumerate(a.article.statements):
            for j, y in enumerate(b.article.statements):
                if a is not b or i < j:
                    one, two = sorted((x.statement, y.statement))
                    out[one, two] = float(scores[i, j])
    return out


def pair_figures(articles: Sequence[Signed], scores: dict[tuple[str, str], float]) -> dict[str, float]:
    """F1, precision and recall of pairs in one cluster, over statements with a gold claim."""
    claim = {s.statement: c for a in articles for s, c in zip(a.article.statements, a.claims, strict=True)}
    clusters = average_linkage(sorted(claim), scores)
    home = {s: n for n, members in enumerate(clusters) for s in members}
    counts: dict[str, int] = defaultdict(int)
    known = sorted(s for s, c in claim.items() if c not in (None, "?"))
    for i, s in enumerate(known):
        for t in known[i + 1 :]:
            alike, joined = claim[s] == claim[t], home[s] == home[t]
            counts["both"] += alike and joined
            counts["found"] += joined
            counts["gold"] += alike
    share = lambda a, b: round(100 * a / max(1, b), 1)  # noqa: E731
    both, found, gold = counts["both"], counts["found"], counts["gold"]
    return {"f1": share(2 * both, found + gold), "precision": share(both, found), "recall": share(both, gold)}


def main(argv: list[str] | None = None) -> int:
    """Command line of the training."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packs", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/belegg/match/scorer.json"))
    parser.add_argument("--folds", type=Path, help="write the scorers that each miss one pack here, for the figures")
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--more", type=Path, nargs="*", default=sorted(PACKS.glob("*.json")))
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    packs = load_packs(args.packs)
    names = {pack["id"] for pack in packs}
    more = [pack for pack in load_packs(args.more) if pack["id"] not in names]
    signed = sign_packs(packs + more, Reader(args.model), Vectors(load_weights(args.model, vectors=True)))
    pairs = {kind: make_pairs(articles) for kind, articles in signed.items()}
    both = list(pairs.values())
    folds = {pack["id"]: train(both, pack["id"], args.members) for pack in packs}
    scorers = {name: Scorer(parameters) for name, parameters in folds.items()}
    for kind, articles in signed.items():
        scored = [a for a in articles if a.pack in names]
        figures = pair_figures(scored, left_out(scored, scorers))
        print(f"same claim, packs never seen, statements {kind}: {figures}")
    for path in (args.out, args.folds):
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(train(both, None, args.members)) + "\n", encoding="utf-8")
    if args.folds:
        args.folds.write_text(json.dumps(folds) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
