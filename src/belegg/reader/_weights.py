"""The weights file: one archive, verified whole before any of it is used.

``reader.belegg`` is an uncompressed zip of ``meta.json`` (labels, thresholds, calibration), ``pieces.json``,
``embeddings.q4`` (blocks of 32 weights: one fp16 scale, sixteen bytes of nibbles), ``encoder.onnx``,
``roles.onnx``, ``speakers.npz`` and ``vectors.onnx`` (statement vectors, for matching). Its SHA-256 stands in
``reader.belegg.sha256`` beside it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from belegg.errors import ModelError
from belegg.reader._pieces import Pieces

FORMAT = "belegg.weights/4"
DEFAULT_PATH = Path(__file__).parent.parent / "model" / "reader.belegg"
_REINSTALL = "reinstall belegg, or name another weights file"
_OF_VECTORS = ("pieces.json", "embeddings.q4", "vectors.onnx")
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Weights:
    """What the archive holds, read but not yet made into sessions."""

    meta: dict[str, Any]
    pieces: Pieces
    embeddings: Embeddings
    encoder: bytes
    roles: bytes
    speakers: dict[str, Floats]
    vectors: bytes | None
    checksum: str


class Embeddings:
    """Rows of a 4-bit table, made into floats as they are asked for."""

    def __init__(self, raw: bytes, width: int) -> None:
        if width % 32:
            raise ValueError(f"a width of {width} is not made of blocks of 32")
        self._blocks = np.frombuffer(raw, _BLOCK).reshape(-1, width // 32)
        self._width = width

    def __call__(self, ids: npt.NDArray[np.int64]) -> Floats:
        """ids of any shape -> that shape + [width]."""
        blocks = self._blocks[ids]
        nibbles = blocks["nibbles"]
        halves = np.concatenate([nibbles & 15, nibbles >> 4], axis=-1).astype(np.float32) - 8.0
        out: Floats = (halves * blocks["scale"].astype(np.float32)[..., None]).reshape(*ids.shape, self._width)
        return out


def vector_sums(path: Path | None = None) -> str:
    """The checksums (CRC-32) of what statement vectors are made with, from the archive's own list: they tell one
    encoder from another without a look at it.

    Raises
    ------
    ModelError
        The file is missing or is no archive.
    """
    path = path or DEFAULT_PATH
    try:
        with zipfile.ZipFile(path) as archive:
            return " ".join(f"{archive.getinfo(name).CRC:08x}" for name in _OF_VECTORS if name in archive.namelist())
    except (OSError, zipfile.BadZipFile) as error:
        raise ModelError("the reader's weights cannot be read", resource=str(path), remedy=_REINSTALL) from error


def load_weights(path: Path | None = None, *, vectors: bool = False) -> Weights:
    """Read and verify the weights; the graph of the statement vectors, which no reader needs, only where asked for.

    Raises
    ------
    ModelError
        The file is missing, is not what its checksum says, or is of another format.
    """
    path = path or DEFAULT_PATH
    try:
        data = path.read_bytes()
        stated = path.with_name(path.name + ".sha256").read_text(encoding="ascii").split()[0]
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise ModelError("the reader's weights cannot be read", resource=str(path), remedy=_REINSTALL) from error
    checksum = hashlib.sha256(data).hexdigest()
    if checksum != stated:
        raise ModelError("the reader's weights do not match their checksum", resource=str(path), remedy=_REINSTALL)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            meta = json.loads(archive.read("meta.json"))
            if meta.get("format") != FORMAT:
                raise ModelError(
                    f"weights of format {meta.get('format')!r}, not {FORMAT}", resource=str(path), remedy=_REINSTALL
                )
            vocabulary = json.loads(archive.read("pieces.json"))
            speakers = dict(np.load(io.BytesIO(archive.read("speakers.npz")), allow_pickle=False))
            return Weights(
                meta=meta,
                pieces=Pieces(vocabulary["pieces"], vocabulary["scores"], vocabulary["normal"]),
                embeddings=Embeddings(archive.read("embeddings.q4"), int(meta["width"])),
                encoder=archive.read("encoder.onnx"),
                roles=archive.read("roles.onnx"),
                speakers=speakers,
                vectors=archive.read("vectors.onnx") if vectors and "vectors.onnx" in archive.namelist() else None,
                checksum=checksum,
            )
    except (KeyError, ValueError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError("the reader's weights are damaged", resource=str(path), remedy=_REINSTALL) from error
