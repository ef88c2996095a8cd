"""What the formats share: texts made safe, words and chains as one string, addresses, times and ids."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from belegg.claims import Carrier
from belegg.types import Hop, SourceKind

__all__ = ["NAMED", "address", "chain", "clean", "digest", "dump", "encodable", "local", "moment", "words"]

# The kinds whose name tells who it is. «En kilde» of two articles is not one source, so the others get no identity.
NAMED: frozenset[SourceKind] = frozenset({"person", "organisation", "media"})

_SURROGATES = re.compile("[\ud800-\udfff]")
# Not allowed in XML, or no characters at all: databases, spreadsheets and XML tools stop at them.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# These break lines for some tools or steer a terminal; JSON can say them as escapes.
_ESCAPED = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LOOSE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_LONGEST_ID = 120
_IN_ADDRESS = "!#$%&'()*+,-./:;=?@_~"


def encodable(text: str) -> str:
    """`text` with U+FFFD for each lone surrogate, which no encoding has."""
    return _SURROGATES.sub("\ufffd", text)


def clean(text: str) -> str:
    """`text` with U+FFFD for each control character (but tab and line ends), lone surrogate and non-character."""
    return _CONTROLS.sub("\ufffd", text)


def dump(value: Any) -> str:
    """`value` as JSON on one line, for every tool's idea of a line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def words(carrier: Carrier) -> str:
    """The stretches of its content, `` … `` between them."""
    return " … ".join(carrier.content)


def chain(hops: Iterable[Hop]) -> str:
    """``A > B > C``, origin first."""
    return " > ".join(" ".join(hop.name.split()) for hop in hops)


def digest(*fields: str) -> str:
    """40 hex digits that stand for `fields`; fields cut differently give another."""
    sha = hashlib.sha1(usedforsecurity=False)
    for field in fields:
        body = field.encode("utf-8", errors="surrogatepass")
        sha.update(len(body).to_bytes(8, "big") + body)
    return sha.hexdigest()


def local(text: str) -> str:
    """`text` as the last part of a URN or qualified name; different texts stay different."""
    quoted = quote(text, safe="", errors="surrogatepass")
    # A colon is always quoted above, so no text can pose as a digest.
    return quoted if 0 < len(quoted) <= _LONGEST_ID else f"sha1:{digest(text)}"


def address(url: str | None) -> str | None:
    """`url` as a valid http(s) IRI without odd characters, or None where it is no address of the web."""
    if url is None:
        return None
    quoted = _LOOSE_PERCENT.sub("%25", quote(url.strip(), safe=_IN_ADDRESS, errors="replace"))
    try:
        parts = urlsplit(quoted)
        host = parts.hostname
    except ValueError:
        return None
    # A bracket was quoted: part of no name.
    if parts.scheme not in ("http", "https") or not host or "%5B" in parts.netloc:
        return None
    return parts._replace(path=parts.path or "/").geturl()


def moment(published: str | None) -> date | datetime | None:
    """The time that `published` (ISO 8601) tells: a datetime in UTC where it has a zone, a date where it is one."""
    if published is None:
        return None
    try:
        if len(published) <= len("2026-01-20"):
            return date.fromisoformat(published)
        told = datetime.fromisoformat(published)
        return told.astimezone(UTC) if told.tzinfo else told
    except (ValueError, OverflowError):
        return None
