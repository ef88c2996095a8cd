"""Bytes to text: byte-order mark, UTF-8 if it fits, the declared charset, windows-1252 at last."""

from __future__ import annotations

import codecs
import re

from belegg.errors import EncodingError

__all__ = ["declared_charset", "decode"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Only character sets that pages are really written in: Python's registry also has rot13, zlib, utf-7 and idna.
_KNOWN = re.compile(
    r"iso-?8859-?(?:1?\d)|latin-?[1-9]|windows-?12(?:50|51|52|53|54|57)|cp-?12(?:50|51|52|53|54|57)|utf-?8|us-ascii|ascii|"
    r"koi8-[ru]|macintosh|mac-roman|shift_jis|euc-jp|euc-kr|gb2312|gbk|gb18030|big5",
    re.IGNORECASE,
)
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_HEAD_BYTES = 4096
# A UTF-8 page cut by a broken template has a few bad bytes among many good ones.
_TOLERATED_BAD = 0.02
_MAX_REPLACED = 0.1


def declared_charset(data: bytes, content_type: str | None = None) -> str | None:
    """The charset that the content type or a page's own meta element names."""
    if content_type and (m := _HEADER.search(content_type)):
        return m[1]
    found = _META.search(data[:_HEAD_BYTES])
    return found[1].decode("ascii") if found else None


def decode(data: bytes, *, charset: str | None = None, path: str | None = None) -> str:
    """The text of `data`; a byte-order mark is dropped.

    Bytes that are valid UTF-8 are read so whatever the label says: other sets produce such sequences by chance
    almost never, and wrong labels are common. Otherwise the declared `charset`, if it fits, then windows-1252.

    Raises
    ------
    EncodingError
        More than one character in ten stays unreadable.
    """
    for bom, name in _BOMS:
        if data.startswith(bom) and not (name == "utf-32-le" and len(data) % 4):
            return _checked(data[len(bom) :].decode(name, errors="replace"), path)
    if wide := _unmarked_utf16(data):
        return _checked(data.decode(wide, errors="replace"), path)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    label = _codec(charset)
    lossy = data.decode("utf-8", errors="replace")
    high = sum(1 for c in lossy if c > "\x7f")
    if label in (None, "utf-8") and lossy.count("\ufffd") <= _TOLERATED_BAD * high:
        return lossy
    if label is not None and label not in ("utf-8", "ascii", "cp1252"):
        try:
            return data.decode(label)
        except (UnicodeDecodeError, LookupError):
            pass
    return _checked(data.decode("cp1252", errors="replace"), path)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark shows in Western text: every other byte is NUL."""
    sample = data[:4000]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _codec(charset: str | None) -> str | None:
    """Python's name for a known charset; latin-1 means windows-1252 on the web."""
    if not charset or not _KNOWN.fullmatch(charset.strip()):
        return None
    try:
        name = codecs.lookup(charset.strip()).name
    except LookupError:
        return None
    return "cp1252" if name == "iso8859-1" else name


def _checked(text: str, path: str | None) -> str:
    if text.count("\ufffd") > _MAX_REPLACED * len(text):
        raise EncodingError("its characters fit no encoding", resource=path, remedy="save it as UTF-8 and try again")
    return text
