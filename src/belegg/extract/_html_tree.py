"""A page as a tree: repaired characters, a parser that reads no file and no network, bounded depth."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["parse_html", "repair_mojibake", "tidy"]

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,500}\?>")
# UTF-8 read as windows-1252: «Ã¥», «Ã¸», «Â«», «â€“».
_MOJIBAKE = re.compile(r"Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\xa0-\xbf]|â€[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_MIN_MOJIBAKE = 3
# Soft hyphens and zero-width marks are hints to a browser, not text; a page's text is ours to build.
_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SPACE = re.compile(r"\s+")


def repair_mojibake(text: str) -> str:
    """A page whose UTF-8 was once taken for windows-1252, put right; any other page as it is."""
    if len(_MOJIBAKE.findall(text[:200_000])) < _MIN_MOJIBAKE:
        return text
    raw = bytearray()
    for c in text:
        try:
            raw += c.encode("cp1252")
        except UnicodeEncodeError:
            if ord(c) > 0xFF:
                return text
            raw.append(ord(c))
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return text


def tidy(text: str) -> str:
    """White space folded to single spaces, invisible marks taken out."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", text)).strip()


def parse_html(source: str) -> Any | None:
    """The root element (an `lxml.html.HtmlElement`), or None where there is no element at all.

    The parser refuses the network and stops at 256 levels, so that no walk over the tree can exhaust the stack.
    """
    import lxml.etree
    import lxml.html

    source = _XML_DECLARATION.sub("", _SURROGATE.sub("\ufffd", _FORBIDDEN.sub("", source)), count=1)
    if not source.strip():
        return None
    # Bytes with a named encoding: a str that declares another charset in its meta element would be read wrongly.
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return lxml.html.document_fromstring(source.encode("utf-8"), parser=parser, ensure_head_body=False)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
