"""Pages made from templates: what every template can use, the language and the look of whoever asks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from belegg import __version__
from belegg.desk._access import Principal
from belegg.desk._i18n import LANGUAGES, Language, language_of
from belegg.desk._options import DeskOptions

__all__ = ["STATIC", "Pages", "asset_stamp", "language_for", "marks"]

HERE = Path(__file__).parent
STATIC = HERE / "static"
STYLES = ("desk.css", *sorted(p.name for p in STATIC.glob("*.css") if p.name != "desk.css"))
SCRIPTS = (
    "htmx.min.js",
    "desk.js",
    *sorted(p.name for p in STATIC.glob("*.js") if p.name not in ("htmx.min.js", "desk.js")),
)
_SAFE = "/#=?&:"
_THEMES = ("auto", "light", "dark")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def language_for(request: Request) -> Language:
    """The language of whoever asks: the cookie, else what the browser says."""
    return language_of(request.cookies.get("belegg_language"), request.headers.get("accept-language", ""))


@cache
def asset_stamp(name: str) -> str:
    """Changes when the file does, so that browsers may keep it for ever."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


# Which language is written: one set of compiled templates serves all, since compiling them takes a second each.
_WRITTEN: ContextVar[Language] = ContextVar("language")


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        cache_size=-1,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        _said,
        _counted,
        newstyle=True,
        pgettext=lambda context, message: _WRITTEN.get().pgettext(context, message),
    )
    # Jinja's own, which it makes of these, looks for placeholders in every message each time it is said.
    made.globals |= {"_": _said, "gettext": _said, "ngettext": _counted}
    made.filters |= {name: _in_language(name) for name in ("number", "percent", "day", "time", "clock")}
    return made


def _said(message: str, **values: Any) -> Markup:
    """A message in the language that is written, with `values` escaped in the places that it has for them."""
    plain = _message(_WRITTEN.get(), message)
    return plain % values if values else _alone(plain)


def _counted(one: str, many: str, n: int, **values: Any) -> Markup:
    """A message that depends on a number, which it calls ``num``."""
    return Markup(_WRITTEN.get().ngettext(one, many, n)) % {"num": n, **values}


@lru_cache(4096)
def _message(language: Language, message: str) -> Markup:
    return Markup(language.gettext(message))


@lru_cache(4096)
def _alone(message: Markup) -> Markup:
    return message % {}


def _in_language(name: str) -> Callable[[Context, Any], str]:
    @pass_context  # keeps Jinja from working a constant out when it compiles
    def written(_: Context, value: Any) -> str:
        text: str = getattr(_WRITTEN.get(), name)(value)
        return text

    return written


class Pages:
    """Renders the templates of ``templates/``; autoescaping is always on."""

    def __init__(self, options: DeskOptions) -> None:
        self._options = options
        self._environment = _environment()
        self._assets: dict[str, str] = {}

    def warm(self) -> None:
        """Compile all templates, so that nobody waits for it."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def url(self, path: str, **query: Any) -> str:
        """A path of the desk under its prefix; `query` without what is None, False or empty."""
        if not query:
            return self._options.prefix + quote(path, safe=_SAFE)
        asked = [
            (key, item)
            for key, value in query.items()
            for item in (value if isinstance(value, list | tuple) else [value])
            if not (item is None or item is False or item == "")
        ]
        text = urlencode([(k, "1" if v is True else v) for k, v in asked])
        return self._options.prefix + quote(path, safe=_SAFE) + (f"?{text}" if text else "")

    def asset(self, name: str) -> str:
        """The address of a file of ``static/``."""
        if name not in self._assets:
            self._assets[name] = self.url(f"/static/{name}", v=asset_stamp(name))
        return self._assets[name]

    def text(self, request: Request, template: str, **values: Any) -> str:
        """A template as text."""
        language = language_for(request)
        theme = request.cookies.get("belegg_theme", "auto")
        principal: Principal = request.state.principal
        _WRITTEN.set(language)
        text = self._environment.get_template(template).render(
            asset=self.asset,
            back=self._back(request),
            language=language.code,
            languages=LANGUAGES,
            may=principal.may,
            needs_login=self._options.needs_login,
            path=request.scope["path"].removeprefix(self._options.prefix) or "/",
            principal=principal,
            public=self._options.public,
            scripts=SCRIPTS,
            styles=STYLES,
            theme=theme if theme in _THEMES else "auto",
            url=self.url,
            version=__version__,
            **values,
        )  # fmt: skip
        # Whatever a template forgot: no page holds what HTML forbids or what turns the order of letters around.
        return _UNSEEN.sub("\ufffd", text)

    def _back(self, request: Request) -> str:
        """Where a form that is on every page leads back to: this page, or the way in where it came out of a form."""
        path, query = request.scope["path"], request.scope.get("query_string", b"").decode("ascii", "replace")
        if request.method != "GET":
            return f"{self._options.prefix}/"
        if not path.startswith(f"{self._options.prefix}/"):
            path = self._options.prefix + path
        return quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """A template as an answer."""
        answer = HTMLResponse(self.text(request, template, **values), status)
        answer.headers["vary"] = "Accept-Language, Cookie"
        return answer

    def go(self, path: str, **query: Any) -> Response:
        """Send the browser on to another page, as is right after a form."""
        return RedirectResponse(self.url(path, **query), 303)


def marks(html: str) -> Markup:
    """Markup that our own code made and escaped; nothing else may be passed."""
    return Markup(html)
