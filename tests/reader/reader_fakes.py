"""A weights file of a few hundred bytes, a network of seeded random scores, and parts made by hand."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from belegg.reader import Reader
from belegg.reader._decode import Draft
from belegg.reader._layout import lay_out
from belegg.reader._network import Encoded, Floats, Roles
from belegg.reader._weights import FORMAT, Weights
from belegg.reader._windows import make_crops
from belegg.reader._words import Words, split_words

TYPES = ("DRV", "EVT", "GPE_LOC", "GPE_ORG", "LOC", "MISC", "ORG", "PER", "PROD")
LABELS: dict[str, list[str]] = {
    "entity": ["O", *(f"{edge}-{kind}" for edge in "BI" for kind in TYPES)],
    "form": ["direct", "indirect", "mixed"],
    "kind": ["anonymous", "document", "group", "implicit", "media", "organisation", "person"],
    "certainty": ["certain", "denied", "possible", "probable", "unclaimed"],
    "pos": ["subst|appell", "subst|prop", "det", "adj", "verb"],
}
META: dict[str, Any] = {
    "format": FORMAT,
    "width": 32,
    "labels": LABELS,
    "transition": np.zeros((5, 5)).tolist(),
    "antecedent_gap": np.zeros(16).tolist(),
    "pointing": {"gap": np.zeros(8).tolist(), "sourceless": np.zeros(6).tolist(), "nobody": np.zeros(6).tolist()},
    "decisions": {},
}
VOCABULARY: dict[str, Any] = {
    "pieces": ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "e", "sa"],
    "scores": [0.0, 0.0, 0.0, 0.0, -2.0, -3.0, -4.0, -5.0],
    "normal": {"\u00ad": ""},
}


def archive_of(**changed: bytes | None) -> bytes:
    """The archive of a small weights file. Members given by name (dots as ``_``) replace its own; None leaves out."""
    table = io.BytesIO()
    np.savez(table)
    members: dict[str, bytes | None] = {
        "meta.json": json.dumps(META).encode(),
        "pieces.json": json.dumps(VOCABULARY).encode(),
        "embeddings.q4": bytes(18 * len(VOCABULARY["pieces"])),
        "encoder.onnx": b"encoder",
        "roles.onnx": b"roles",
        "speakers.npz": table.getvalue(),
    }
    members |= {name.replace("_", "."): data for name, data in changed.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            if data is not None:
                archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def write_weights(path: Path, data: bytes | None = None) -> Path:
    """Write an archive and the checksum beside it."""
    data = archive_of() if data is None else data
    path.write_bytes(data)
    checksum = hashlib.sha256(data).hexdigest()
    path.with_name(path.name + ".sha256").write_text(f"{checksum}  {path.name}\n", encoding="ascii")
    return path


def words_of(text: str) -> Words:
    return split_words(text)


def encoded_of(words: Words, rng: np.random.Generator | None = None) -> Encoded:
    """An encoded text with every score zero, or random ones of `rng`."""
    rows = len(words)

    def scores(width: int) -> Floats:
        return (np.zeros((rows, width)) if rng is None else 2 * rng.standard_normal((rows, width))).astype(np.float32)

    layout = lay_out(words.forms, words.gaps)
    return Encoded(
        words,
        layout,
        scores(4),
        scores(3),
        scores(len(LABELS["entity"])),
        scores(len(LABELS["pos"])),
        *(scores(6) for _ in range(5)),
    )


def draft_of(content: Sequence[int], **parts: Any) -> Draft:
    """A draft with flat attributes; `anchor` is the cue's first word, else the content's."""
    cue = list(parts.get("cue", []))
    values: dict[str, Any] = {
        "anchor": (cue or list(content))[0],
        "quote": not cue,
        "content": list(content),
        "cue": cue,
        "source": [],
        "via": [],
        "hedges": [],
        "form": np.zeros(3, np.float32),
        "kind": np.zeros(7, np.float32),
        "certainty": np.zeros(5, np.float32),
        "score": 0.5,
    }
    return Draft(**{**values, **parts, "content": list(content)})


class FakeNetwork:
    """Scores that depend on the words and the weights' seed alone, as a network's do."""

    def __init__(self, weights: Weights) -> None:
        self._seed = zlib.crc32(weights.encoder)

    def _random(self, words: Words, *more: int) -> np.random.Generator:
        return np.random.default_rng([self._seed, zlib.crc32("\n".join(words.forms).encode("utf-8", "replace")), *more])

    def encode(self, words: Words) -> Encoded:
        encoded = encoded_of(words, self._random(words))
        # Most words are nothing, as in real texts: a text of nothing but statements and names takes long.
        encoded.anchor[:, 0] += 3
        encoded.entity[:, 0] += 4
        return encoded

    def roles(self, encoded: Encoded, anchors: Sequence[int], kinds: Sequence[int]) -> Roles:
        crops = make_crops(anchors, encoded.layout)
        rng = self._random(encoded.words, *anchors, *kinds)
        shape = crops.index.shape

        def scores(*more: int) -> Floats:
            return rng.standard_normal((*shape[: 2 - len(more) // 2], *more)).astype(np.float32)

        def flat(*width: int) -> Floats:
            return rng.standard_normal((len(anchors), *width)).astype(np.float32)

        # Runs of a role, so that spans of several words come out as they do from a trained network.
        unary = np.repeat(rng.standard_normal((shape[0], shape[1] // 3 + 1, 5)), 3, 1)[:, : shape[1]] * 2
        return Roles(
            crops.index, crops.mask, unary.astype(np.float32), scores(5), scores(5), scores(),
            flat(3), flat(7), flat(5), flat(),
        )  # fmt: skip


def fake_reader(
    folder: Path, seed: int = 0, threads: int | None = None, network: type[FakeNetwork] = FakeNetwork
) -> Reader:
    """A reader over a real weights file whose network is a fake one."""
    path = write_weights(folder / f"fake{seed}.belegg", archive_of(encoder_onnx=b"seed %d" % seed))
    with mock.patch("belegg.reader._reader.Network", network):
        return Reader(path, threads)
