"""The losses of one segment, head by head."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from belegg.reader._layout import Ints
from belegg.reader._pieces import UNK
from belegg.reader._windows import make_crops
from training.data import IGNORE, Segment
from training.model import Network, crf_loss

MAX_FALSE_ANCHORS = 10
MAX_ANCHORS = 40
ARC_REACH = 80
BLUR = 0.1
"""Greatest share of a segment's pieces that are made unknown: with some 5,600 statements the network otherwise learns
the very words of the training texts (the anchor loss fell by a third while dev stood still)."""
# Sums over a segment are brought to the scale of one statement each, so that no head drowns another; the shares
# among the auxiliary heads are those of the first run and were not tuned.
WEIGHTS = {
    "anchor": 1.0,
    "roles": 0.5,
    "hedge": 0.3,
    "form": 0.7,
    "kind": 1.5,
    "certainty": 1.5,
    "valid": 0.5,
    "entity": 4.0,
    "pos": 0.4,
    "arc": 0.6,
    "rel": 0.3,
    "coref": 0.5,
    "point": 0.7,
}


def segment_losses(net: Network, segment: Segment, generator: np.random.Generator) -> dict[str, Tensor]:
    """Forward pass and losses of the heads that `segment` has gold for."""
    w = segment.windows
    flags = torch.from_numpy(segment.layout.flags)
    ids = blur(w.ids, generator)
    with torch.autocast("cpu", torch.bfloat16):
        x = net.word_vectors(
            torch.from_numpy(ids),
            torch.from_numpy(w.mask),
            torch.from_numpy(w.first),
            torch.from_numpy(w.last),
            flags,
        )
    x = x.float()
    heads = net.words
    losses = {
        "entity": _masked_ce(heads.entity(x), torch.tensor(segment.entity)),
        "pos": _masked_ce(heads.pos(x), torch.tensor(segment.pos)),
    }
    losses |= syntax_losses(net, x, segment)
    if len(segment.mentions) > 1:
        losses["coref"] = _coreference(net, x, segment.mentions)
    if segment.statements is not None:
        losses |= {k: segment.weight * v for k, v in _statements(net, x, segment, generator).items()}
    return losses


def blur(ids: Ints, generator: np.random.Generator) -> Ints:
    """The pieces with a random share of them, up to `BLUR`, made unknown; specials stay."""
    hidden = generator.random(ids.shape) < generator.uniform(0, BLUR)
    return np.where(hidden & (ids > UNK), UNK, ids)


def _pointers(net: Network, x: Tensor, statements: list[dict[str, Any]], pointable: list[int]) -> Tensor | None:
    """Loss of pointing at the speakers: all of the probability on words that stand for them, whichever."""
    known = [s for s in statements if s["by"] is not None and (s["by"] or s["nobody"])]
    if not known or not pointable:
        return None
    rows = torch.tensor([s["anchor"] for s in known])
    sources = torch.stack([x[s["source"]].mean(0) if s["source"] else torch.zeros_like(x[0]) for s in known])
    to = torch.tensor(pointable)
    score = net.words.pointers(x[rows], sources, x[to], to[None] - rows[:, None])
    place = {w: i for i, w in enumerate(pointable)}
    right = torch.zeros(score.shape, dtype=torch.bool)
    for row, s in enumerate(known):
        right[row, [place[w] for w in s["by"] if w in place] or [-1]] = True
    return (torch.logsumexp(score, 1) - torch.logsumexp(score.masked_fill(~right, -1e4), 1)).mean()


def _masked_ce(logits: Tensor, gold: Tensor) -> Tensor:
    if not bool((gold != IGNORE).any()):
        return logits.sum() * 0
    return F.cross_entropy(logits, gold, ignore_index=IGNORE)


def syntax_losses(net: Network, x: Tensor, segment: Segment) -> dict[str, Tensor]:
    """Losses of the heads that seek each word's syntactic head and the relation to it."""
    head = torch.tensor(segment.head)
    n = len(head)
    at = torch.arange(n)
    far = (at[:, None] - at[None]).abs() > ARC_REACH
    head = torch.where((head >= 0) & ((head - at).abs() > ARC_REACH), torch.tensor(IGNORE), head)
    arc = _masked_ce(net.words.arcs(x).masked_fill(far, -1e4), head)
    known = head >= 0
    rel = torch.tensor(segment.rel)[known]
    to, fro = net.words.rel_to(x)[head[known]], net.words.rel_from(x)[known]
    return {"arc": arc, "rel": _masked_ce(net.words.rel(fro, to), rel)}


def _coreference(net: Network, x: Tensor, mentions: list[tuple[int, int]]) -> Tensor:
    at = torch.tensor([m[0] for m in mentions])
    cluster = torch.tensor([m[1] for m in mentions])
    score = net.words.antecedents(x[at], at)
    earlier = torch.ones(len(at), len(at)).tril(-1).bool()
    score = score.masked_fill(~earlier, -1e4)
    null = torch.zeros(len(at), 1)
    same = (cluster[:, None] == cluster[None]) & earlier
    total = torch.logsumexp(torch.cat([null, score], 1), 1)
    good = score.masked_fill(~same, -1e4)
    good = torch.cat([torch.where(same.any(1, keepdim=True), torch.tensor(-1e4), null), good], 1)
    return (total - torch.logsumexp(good, 1)).mean()


def _statements(  # noqa: PLR0912 - one loss after the other
    net: Network, x: Tensor, segment: Segment, generator: np.random.Generator
) -> dict[str, Tensor]:
    assert segment.statements is not None
    logits = net.words.anchor(x)
    gold = torch.zeros(len(x), dtype=torch.long)
    gold[segment.unsure] = IGNORE
    for s in segment.statements:
        gold[s["anchor"]] = 2 if s["quote"] else 1
    true = segment.statements
    scale = max(4, len(true))
    losses = {"anchor": F.cross_entropy(logits, gold, reduction="sum") / scale}
    likely = 1 - F.softmax(logits.detach(), -1)[:, 0]
    false = torch.nonzero((likely > 0.03) & (gold == 0)).squeeze(1).numpy()
    if len(false) > MAX_FALSE_ANCHORS:
        false = generator.choice(false, MAX_FALSE_ANCHORS, replace=False)
    if len(true) > MAX_ANCHORS:
        keep = generator.choice(len(true), MAX_ANCHORS, replace=False)
        true = [true[i] for i in keep]
    anchors = [s["anchor"] for s in true] + [int(i) for i in false]
    if not anchors:
        return losses
    kinds = [2 if s["quote"] else 1 for s in true] + [int(logits[i, 1:].argmax()) + 1 for i in false]
    crops = make_crops(anchors, segment.layout)
    with torch.autocast("cpu", torch.bfloat16):
        out = net.roles(
            x[torch.from_numpy(crops.index)],
            torch.from_numpy(crops.places),
            torch.from_numpy(crops.mask),
            torch.tensor(kinds),
            torch.from_numpy(crops.at),
        )
    pointing = _pointers(net, x, true, segment.pointable)
    if pointing is not None:
        losses["point"] = pointing
    k = len(true)
    valid = torch.tensor([1.0] * k + [0.0] * len(false))
    losses["valid"] = F.binary_cross_entropy_with_logits(out["valid"], valid, reduction="sum") / scale
    if not k:
        return losses
    roles, hedges = np.zeros((k, crops.index.shape[1]), np.int64), np.zeros((k, crops.index.shape[1]), np.float32)
    for row, s in enumerate(true):
        base = s["anchor"] - int(crops.at[row])
        for number, part in ((1, "content"), (3, "via"), (2, "source"), (4, "cue")):
            for i in s[part]:
                if 0 <= i - base < roles.shape[1]:
                    roles[row, i - base] = number
        for i in s["hedges"]:
            if 0 <= i - base < roles.shape[1]:
                hedges[row, i - base] = 1
    mask = torch.from_numpy(crops.mask[:k])
    own = {name: out[name][:k] for name in ("unary", "opens", "closes")}
    losses["roles"] = crf_loss(own, net.roles.transition, torch.from_numpy(roles), mask).mean()
    hedge = F.binary_cross_entropy_with_logits(out["hedge"][:k], torch.from_numpy(hedges), reduction="none")
    losses["hedge"] = (hedge * mask).sum() / k
    for name in ("form", "kind", "certainty"):
        losses[name] = _masked_ce(out[name][:k], torch.tensor([s[name] for s in true]))
    return losses
