"""The reader's network: one encoder over pieces, one vector a word, several small heads.

Dimensions in comments: P pieces of a window, W words of a segment, N anchors, L words of a crop, D = 384.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from belegg.reader._layout import OFFSET_BUCKETS, PARAGRAPH_REACH, SENTENCE_REACH
from training.base import Base

ROLE_COUNT = 5
POINT_GAPS = 16
NEAR = (-2, -1, 0, 1, 2)
"""Words around the anchor that the attributes see one by one: *tror ikke*, *ikke viss på*."""


@dataclass(frozen=True)
class Shape:
    """Sizes of the network."""

    pieces: int
    pos: int
    rel: int
    entity: int
    form: int
    kind: int
    certainty: int
    layers: int = 6
    width: int = 384
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    role_width: int = 160
    role_layers: int = 2
    role_heads: int = 4
    arc: int = 128

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


class Layer(nn.Module):
    """A BERT layer (post-norm)."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        d = shape.width
        self.heads = shape.heads
        self.qkv = nn.Linear(d, 3 * d)
        self.out = nn.Linear(d, d)
        self.norm1 = nn.LayerNorm(d, eps=1e-12)
        self.up = nn.Linear(d, shape.inner)
        self.down = nn.Linear(shape.inner, d)
        self.norm2 = nn.LayerNorm(d, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, p, d = x.shape
        q, k, v = self.qkv(x).view(b, p, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        a = self.out(a.transpose(1, 2).reshape(b, p, d))
        x = self.norm1(x + F.dropout(a, self.dropout, self.training))
        h = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(h, self.dropout, self.training))  # type: ignore[no-any-return]


class Encoder(nn.Module):
    """The lower layers of the base encoder. ids [B, P], mask [B, P] (1 = piece) -> [B, P, D]."""

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(shape.pieces, shape.width)
        self.position = nn.Embedding(shape.positions, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=1e-12)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self.dropout = dropout
        # The corpus shows a third of the pieces kept; moved embeddings would part from those it never shows.
        self.word.weight.requires_grad_(False)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        x = self.word(ids) + self.position(torch.arange(ids.shape[1], device=ids.device))
        x = F.dropout(self.norm(x), self.dropout, self.training)
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x  # type: ignore[no-any-return]

    def load_base(self, base: Base, ids: list[int]) -> None:
        """Take the weights of the base encoder, its vocabulary cut to `ids`."""
        t = {k: torch.from_numpy(v) for k, v in base.tensors.items()}
        with torch.no_grad():
            self.word.weight.copy_(t["emb.word"][ids])
            self.position.weight.copy_(t["emb.pos"][: self.position.num_embeddings] + t["emb.type"][0])
            self.norm.weight.copy_(t["emb.ln.w"])
            self.norm.bias.copy_(t["emb.ln.b"])
            for i, layer in enumerate(self.layers):
                assert isinstance(layer, Layer)
                for part, names in (("weight", "w"), ("bias", "b")):
                    joined = torch.cat([t[f"l{i}.{k}.{names}"] for k in "qkv"])
                    getattr(layer.qkv, part).copy_(joined)
                    for module, name in (
                        (layer.out, "ao"),
                        (layer.norm1, "aln"),
                        (layer.up, "fi"),
                        (layer.down, "fo"),
                        (layer.norm2, "oln"),
                    ):
                        getattr(module, part).copy_(t[f"l{i}.{name}.{names}"])


class WordHeads(nn.Module):
    """Heads that decide word by word. words [W, D], flags [W] -> vectors and logits."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        d = shape.width
        self.flags = nn.Embedding(4, d)
        self.norm = nn.LayerNorm(d)
        self.anchor = nn.Sequential(nn.Linear(d, 192), nn.GELU(), nn.Dropout(0.1), nn.Linear(192, 3))
        self.entity = nn.Linear(d, shape.entity)
        self.pos = nn.Linear(d, shape.pos)
        self.arc_from = nn.Linear(d, shape.arc)
        self.arc_to = nn.Linear(d, shape.arc)
        self.rel_from = nn.Linear(d, 64)
        self.rel_to = nn.Linear(d, 64)
        self.rel = nn.Bilinear(64, 64, shape.rel)
        self.ante_from = nn.Linear(d, shape.arc)
        self.ante_to = nn.Linear(d, shape.arc)
        self.ante_gap = nn.Embedding(16, 1)
        self.point_from = nn.Linear(d, shape.arc)
        self.point_source = nn.Linear(d, shape.arc)
        self.point_to = nn.Linear(d, shape.arc)
        self.point_nobody = nn.Parameter(torch.zeros(shape.arc))
        self.point_gap = nn.Embedding(2 * POINT_GAPS, 1)
        nn.init.zeros_(self.flags.weight)
        # Start from the base rate: one word in fifty is an anchor, most words are no entity.
        with torch.no_grad():
            last = self.anchor[-1]
            assert isinstance(last, nn.Linear)
            last.bias.copy_(torch.tensor([2.0, -2.0, -3.0]))
            self.entity.bias[0] += 3.0

    def vectors(self, words: Tensor, flags: Tensor) -> Tensor:
        """Word vectors with the layout mixed in: [W, D]."""
        return self.norm(words + self.flags(flags))  # type: ignore[no-any-return]

    def arcs(self, x: Tensor) -> Tensor:
        """Score of each word as the head of each word: [W, W]; the diagonal stands for the root."""
        return self.arc_from(x) @ self.arc_to(x).T / math.sqrt(self.arc_from.out_features)  # type: ignore[no-any-return]

    def antecedents(self, x: Tensor, at: Tensor) -> Tensor:
        """Score of each earlier mention as the antecedent of each: mentions [M, D] at word offsets [M] -> [M, M]."""
        score = self.ante_from(x) @ self.ante_to(x).T / math.sqrt(self.ante_from.out_features)
        gap = (at[:, None] - at[None, :]).clamp(min=1).float().log2().mul(1.5).long().clamp(max=15)
        return score + self.ante_gap(gap).squeeze(-1)  # type: ignore[no-any-return]

    def pointers(self, anchors: Tensor, sources: Tensor, to: Tensor, gap: Tensor) -> Tensor:
        """Score of each word as standing for the speaker of each statement, nobody last: [N, K + 1].

        anchors [N, D]; sources [N, D] the mean of the source's words (zeros where there is none); to [K, D] the words;
        gap [N, K] how many words they lie after the anchor (before it: below zero).
        """
        query = self.point_from(anchors) + self.point_source(sources)
        scale = math.sqrt(self.point_from.out_features)
        near = gap.abs().clamp(min=1).float().log2().mul(1.5).long().clamp(max=POINT_GAPS - 1)
        bucket = near + POINT_GAPS * (gap > 0)
        score = query @ self.point_to(to).T / scale + self.point_gap(bucket).squeeze(-1)
        return torch.cat([score, (query @ self.point_nobody / scale)[:, None]], 1)


class RoleLayer(nn.Module):
    """A small pre-norm transformer layer over a crop."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width)
        self.up = nn.Linear(width, 4 * width)
        self.down = nn.Linear(4 * width, width)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        n, m, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(n, m, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        a = F.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = x + F.dropout(self.out(a.transpose(1, 2).reshape(n, m, d)), self.dropout, self.training)
        h = self.down(F.gelu(self.up(self.norm2(x))))
        return x + F.dropout(h, self.dropout, self.training)


class RoleHead(nn.Module):
    """For each anchor, the parts of its statement in the crop of words around it.

    vectors [N, L, D]; places [N, L, 4] (offset bucket, sentence and paragraph distance, layout flags); mask [N, L];
    kind of anchor [N] (1 cue, 2 start of a quote without one) and its index in the crop [N].
    """

    def __init__(self, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        w = shape.role_width
        self.inward = nn.Linear(shape.width, w)
        self.offset = nn.Embedding(OFFSET_BUCKETS, w)
        self.sentence = nn.Embedding(2 * SENTENCE_REACH + 1, w)
        self.paragraph = nn.Embedding(2 * PARAGRAPH_REACH + 1, w)
        self.flags = nn.Embedding(4, w)
        self.marked = nn.Embedding(3, w)
        self.anchor_in = nn.Linear(shape.width, w)
        self.layers = nn.ModuleList(RoleLayer(w, shape.role_heads, dropout) for _ in range(shape.role_layers))
        self.norm = nn.LayerNorm(w)
        # Per word: is role r, opens role r, closes role r; and is a hedge.
        self.emit = nn.Linear(w, 3 * ROLE_COUNT + 1)
        with torch.no_grad():
            self.emit.bias.zero_()
            self.emit.bias[0] += 1.0
            self.emit.bias[-1] -= 4.0
        self.transition = nn.Parameter(torch.zeros(ROLE_COUNT, ROLE_COUNT))
        # The attributes hang on single words (tror, ikke, kan), so they see the encoder's vectors too: through the
        # role layers alone they learned almost nothing beside the roles' far larger loss.
        self.attribute_in = nn.Linear(shape.width, w)
        self.attributes = nn.Sequential(nn.Linear((8 + len(NEAR)) * w, 2 * w), nn.GELU(), nn.Dropout(dropout))
        self.form = nn.Linear(2 * w, shape.form)
        self.kind = nn.Linear(2 * w, shape.kind)
        self.certainty = nn.Linear(2 * w, shape.certainty)
        self.valid = nn.Linear(2 * w, 1)

    def forward(
        self, vectors: Tensor, places: Tensor, mask: Tensor, anchor_kind: Tensor, anchor_at: Tensor
    ) -> dict[str, Tensor]:
        rows = torch.arange(vectors.shape[0], device=vectors.device)
        x = self.inward(vectors) + self.anchor_in(vectors[rows, anchor_at])[:, None]
        return self.decide(x, self.attribute_in(vectors), places, mask, anchor_kind, anchor_at)

    def decide(
        self, x: Tensor, plain: Tensor, places: Tensor, mask: Tensor, anchor_kind: Tensor, anchor_at: Tensor
    ) -> dict[str, Tensor]:
        """The head proper, from vectors already projected: x for the roles, plain for the attributes [N, L, width]."""
        n, length, _ = x.shape
        rows = torch.arange(n, device=x.device)
        here = (torch.arange(length, device=x.device)[None] == anchor_at[:, None]).long()
        x = x + self.offset(places[..., 0]) + self.sentence(places[..., 1]) + self.paragraph(places[..., 2])
        x = x + self.flags(places[..., 3]) + self.marked(here * anchor_kind[:, None])
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        x = self.norm(x)
        out = self.emit(x).float()
        unary, opens, closes = out[..., : 3 * ROLE_COUNT].view(n, length, 3, ROLE_COUNT).unbind(2)
        weights = F.softmax(unary.detach(), -1) * mask[..., None].float()
        hedged = torch.sigmoid(out[..., -1].detach()) * mask.float()
        states, plain = x.float(), plain.float()
        parts = [states[rows, anchor_at]]
        parts += [_weighted_mean(states, weights[..., role]) for role in (1, 2, 3, 4)]
        parts += [plain[rows, (anchor_at + k).clamp(0, length - 1)] for k in NEAR]
        parts += [_weighted_mean(plain, w) for w in (weights[..., 1], weights[..., 2], hedged)]
        a = self.attributes(torch.cat(parts, -1))
        return {
            "unary": unary,
            "opens": opens,
            "closes": closes,
            "hedge": out[..., -1],
            "form": self.form(a).float(),
            "kind": self.kind(a).float(),
            "certainty": self.certainty(a).float(),
            "valid": self.valid(a).float().squeeze(-1),
        }


def _weighted_mean(x: Tensor, weight: Tensor) -> Tensor:
    """x [N, L, W], weight [N, L] -> [N, W]; nothing where there is no weight."""
    return (weight[..., None] * x).sum(1) / (weight.sum(1, keepdim=True) + 0.1)  # type: ignore[no-any-return]


class Network(nn.Module):
    """Everything that is trained together."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.encoder = Encoder(shape)
        self.words = WordHeads(shape)
        self.roles = RoleHead(shape)

    def word_vectors(self, ids: Tensor, mask: Tensor, first: Tensor, last: Tensor, flags: Tensor) -> Tensor:
        """ids, mask [B, P]; first, last [W] index the flattened windows -> [W, D]."""
        hidden = self.encoder(ids, mask).flatten(0, 1)
        return self.words.vectors((hidden[first] + hidden[last]) / 2, flags)


def crf_loss(out: dict[str, Tensor], transition: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
    """Negative log likelihood of the role sequence of each anchor: [N].

    A linear-chain CRF whose transitions, beside a constant, score opening and closing a role at a place.
    gold [N, L] role of each word; mask [N, L] must be a run of ones (its start may be anywhere).
    """
    unary, opens, closes = out["unary"], out["opens"], out["closes"]
    change = 1.0 - torch.eye(ROLE_COUNT)
    pair = transition + (opens[:, 1:, None, :] + closes[:, :-1, :, None]) * change  # [N, L-1, from, to]
    on = mask.bool()
    joined = (on[:, 1:] & on[:, :-1]).float()
    start = on.float().argmax(1)
    rows = torch.arange(unary.shape[0])
    one = F.one_hot(gold, ROLE_COUNT).float()
    first = unary[rows, start] + opens[rows, start]
    gold_score = (unary * one).sum(-1).mul(mask).sum(1)
    gold_score = gold_score + (first - unary[rows, start]).gather(1, gold[rows, start][:, None]).squeeze(1)
    gold_pair = torch.einsum("nlij,nli,nlj->nl", pair, one[:, :-1], one[:, 1:])
    gold_score = gold_score + (gold_pair * joined).sum(1)
    alpha = torch.where((start == 0)[:, None], first, torch.zeros_like(first))
    for t in range(1, unary.shape[1]):
        step = torch.logsumexp(alpha[:, :, None] + pair[:, t - 1], 1) + unary[:, t]
        fresh = unary[:, t] + opens[:, t]
        alpha = torch.where((start == t)[:, None], fresh, torch.where((joined[:, t - 1] > 0)[:, None], step, alpha))
    return torch.logsumexp(alpha, 1) - gold_score
