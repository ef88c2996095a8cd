"""What is no page of its own: the way in, static files, language and look, help."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import FileResponse, RedirectResponse, Response

from belegg.desk._access import Scope, need
from belegg.desk._desk import DeskNow, principal_of
from belegg.desk._errors import NotFound
from belegg.desk._i18n import LANGUAGES
from belegg.desk._pages import STATIC, asset_stamp

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_YEAR = 365 * 24 * 3600
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
_FILES = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}
THEMES = ("auto", "light", "dark")


@router.get("/static/{name}", dependencies=[Depends(need(Scope.OPEN))])
def static(name: str, v: str = "") -> Response:
    """A script, style sheet or picture; for ever in the browser when asked for with its stamp."""
    path = _FILES.get(name)
    if path is None:
        raise NotFound("file")
    stamp = asset_stamp(name)
    kept = f"public, max-age={_YEAR}, immutable" if v == stamp else "no-cache"
    answer = FileResponse(path, media_type=_TYPES[path.suffix], headers={"cache-control": kept})
    # Other sites may not use our files either: the guard's headers say so.
    answer.headers["etag"] = f'"{stamp}"'
    return answer


@router.get("/", dependencies=[Depends(need(Scope.READ))])
def home(request: Request, desk: DeskNow) -> Response:
    """Today, or where there is nothing yet the page to read with."""
    empty = desk.ledger.last_change() == 0
    return desk.pages.go("/read" if empty and principal_of(request).may(Scope.USE) else "/today")


@router.get("/help", dependencies=[Depends(need(Scope.OPEN))])
def help_page(request: Request, desk: DeskNow) -> Response:
    """What the signs mean, and the keys."""
    return desk.pages.page(request, "help.html")


@router.post("/preferences", dependencies=[Depends(need(Scope.OPEN))])
def preferences(
    desk: DeskNow,
    language: Annotated[str, Form(max_length=8)] = "",
    theme: Annotated[str, Form(max_length=8)] = "",
    back: Annotated[str, Form(max_length=5000)] = "/",
) -> Response:
    """Keep language and look in a cookie, and go back to the page."""
    # As a browser writes it: the prefix and the escapes are there already.
    answer = RedirectResponse(safe_path(back), 303)
    for name, value, known in (("language", language, tuple(LANGUAGES)), ("theme", theme, THEMES)):
        if value in known:
            answer.set_cookie(
                f"belegg_{name}",
                value,
                max_age=_YEAR,
                path=desk.options.prefix or "/",
                secure=desk.options.secure_cookies,
                httponly=True,
                samesite="lax",
            )
    return answer


def safe_path(path: str) -> str:
    """`path` if it is one of this desk, else the way in: a form must not lead to another site."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
    return path if fine else "/"
