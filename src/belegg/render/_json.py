"""JSON, laid out for reading or on one line: the contract ``belegg.reading/1``, and whatever else is plain."""

from __future__ import annotations

import json
import re
from typing import Any

from belegg.types import Reading

__all__ = ["render_json", "render_jsonl", "render_value"]

# Raw line ends cannot stand inside a JSON string, so this matches spans only.
_SPAN = re.compile(r"\[\n\s+(\d+),\n\s+(\d+)\n\s+\]")
# Lone surrogates cannot be encoded; the others break lines for some tools or steer a terminal. Escapes keep them.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def _escape(text: str) -> str:
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def render_json(reading: Reading) -> str:
    """One object, indented, each span on one line; no line end after it."""
    text = json.dumps(reading.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)
    return _escape(_SPAN.sub(r"[\1, \2]", text))


def render_jsonl(reading: Reading) -> str:
    """The same object on one line, without a line end; nothing in it breaks the line for any tool."""
    return render_value(reading.to_dict())


def render_value(value: Any, *, indent: int | None = None) -> str:
    """Plain dicts and lists as JSON, on one line or indented, without a line end; nothing in it steers a terminal."""
    separators = (",", ":") if indent is None else None
    return _escape(json.dumps(value, ensure_ascii=False, separators=separators, indent=indent, allow_nan=False))
