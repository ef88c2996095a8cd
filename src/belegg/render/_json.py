"""The contract ``belegg.reading/1`` as JSON: laid out for reading, or one line."""

from __future__ import annotations

import json
import re

from belegg.types import Reading

__all__ = ["render_json", "render_jsonl"]

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
    return _escape(json.dumps(reading.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False))
