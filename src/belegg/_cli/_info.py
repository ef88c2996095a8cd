"""What is installed: the versions, and the weights with their checksum."""

from __future__ import annotations

import hashlib
import platform
from importlib import metadata
from pathlib import Path

from belegg import settings
from belegg.errors import ModelError

__all__ = ["SHIPPED", "find_model", "model_lines", "version", "version_lines"]

SHIPPED = Path(__file__).resolve().parent.parent / "model"
_LIBRARIES = ("onnxruntime", "numpy", "trafilatura", "lxml", "urllib3", "protego", "click")


def version(package: str = "belegg") -> str:
    """The installed version, without importing the package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def version_lines() -> list[tuple[str, str]]:
    return [
        ("belegg", version()),
        ("python", f"{platform.python_version()} ({platform.system()} {platform.machine()})"),
        *((library, version(library)) for library in _LIBRARIES),
    ]


def find_model(folder: Path = SHIPPED) -> Path:
    """The file with the weights: the one set, else the one that ships in `folder`. Raises ModelError."""
    chosen = settings.MODEL.get()
    if chosen is not None:
        return chosen
    shipped = sorted(folder.glob("*.belegg"))
    if not shipped:
        raise ModelError("the weights are missing", resource=str(folder), remedy="install belegg again")
    return shipped[-1]


def model_lines(path: Path) -> list[tuple[str, str]]:
    """Path, size and checksum of `path`. Raises ModelError if it cannot be read or is not what its checksum says."""
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        beside = path.with_name(path.name + ".sha256")
        pinned = beside.read_text("ascii", errors="replace").split() if beside.exists() else []
    except OSError as error:
        raise ModelError(
            f"the weights cannot be read: {error.strerror}", resource=str(path), remedy="check BELEGG_MODEL"
        ) from error
    if not pinned:
        # The reader refuses such a file, so this must not call it good.
        raise ModelError("there is no checksum beside the weights", resource=str(path), remedy="check BELEGG_MODEL")
    if pinned[0] != digest.hexdigest():
        raise ModelError("the weights are damaged", resource=str(path), remedy="install belegg again")
    return [
        ("model", str(path)),
        ("model size", f"{size / 1e6:.1f} MB"),
        ("model sha256", f"{digest.hexdigest()} (as pinned)"),
    ]
