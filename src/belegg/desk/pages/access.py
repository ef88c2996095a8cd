"""Access: log in and out, set up an account by a link, change a password; accounts and tokens for who gives access."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from belegg.desk import _accounts, _tokens
from belegg.desk._access import Principal, Scope, need
from belegg.desk._desk import Desk, DeskNow
from belegg.desk._door import Door, fresh_link, keep, let_go, probe, probed
from belegg.desk._errors import NotFound, Refused, problem_of
from belegg.desk._pages import language_for
from belegg.desk.pages.home import safe_path
from belegg.errors import BeleggError, UsageError

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
Name = Annotated[str, Form(max_length=100)]
Word = Annotated[str, Form(max_length=1000)]
Key = Annotated[str, Form(max_length=100)]
_SCOPES = tuple(s.value for s in Scope if s is not Scope.OPEN)
_open = [Depends(need(Scope.OPEN))]
_read = [Depends(need(Scope.READ))]
_admin = [Depends(need(Scope.ADMIN))]


def _go(desk: Desk, path: str) -> Response:
    # Not through `Pages.go`: the path has its escapes already.
    return RedirectResponse(desk.options.prefix + safe_path(path), 303)


def _page(
    request: Request, desk: Desk, template: str, problem: BeleggError | None = None, status: int = 200, **values: Any
) -> Response:
    told = None if problem is None else problem_of(problem).told(language_for(request).gettext)
    return desk.pages.page(request, template, status=status, problem=told, **values)


def _login_page(
    request: Request, desk: Desk, onward: str, problem: BeleggError | None = None, name: str = "", status: int = 200
) -> Response:
    answer = _page(request, desk, "login.html", problem, status, onward=safe_path(onward), name=name)
    probe(answer, desk.options)
    return answer


@router.get("/login", dependencies=_open)
def login_form(request: Request, desk: DeskNow, next: str = "/") -> Response:
    """The form to log in with; whoever need not, or has, goes on."""
    if not desk.options.needs_login or request.state.principal.kind == "session":
        return _go(desk, next)
    return _login_page(request, desk, next)


@router.post("/login", dependencies=_open)
def login(request: Request, desk: DeskNow, name: Name = "", password: Word = "", next: Word = "/") -> Response:
    """Log in, if it is right and not tried too often."""
    if not desk.options.needs_login:
        return _go(desk, next)
    if not probed(request, desk.options):
        error = UsageError(
            "your browser did not keep the desk's cookie", remedy="reach the desk by https, and allow its cookies"
        )
        return _login_page(request, desk, next, error, name, 400)
    door: Door = request.app.state.door
    wait = door.knock(name, request.client.host if request.client else "")
    if wait:
        late = Refused(429, "too_often", "this was tried too often", "wait a quarter of an hour")
        answer = _login_page(request, desk, next, late, name, 429)
        answer.headers["retry-after"] = str(wait)
        return answer
    former = _accounts.session_cookie(desk.options, request.headers)
    secret = _accounts.log_in(desk.state, name, password)
    if secret is None:
        return _login_page(request, desk, next, UsageError("name or password is wrong"), name, 403)
    door.welcome(name)
    if former is not None:
        _accounts.end(desk.state, former)
    return keep(_go(desk, next), desk.options, secret)


@router.get("/logout", dependencies=_open)
def logout_form(request: Request, desk: DeskNow) -> Response:
    """Ask before logging out: a link elsewhere must not do it."""
    if request.state.principal.kind != "session":
        return _go(desk, "/")
    return desk.pages.page(request, "logout.html")


@router.post("/logout", dependencies=_open)
def logout(request: Request, desk: DeskNow) -> Response:
    """End the session."""
    secret = _accounts.session_cookie(desk.options, request.headers)
    if secret is not None:
        _accounts.end(desk.state, secret)
    return let_go(_go(desk, "/"), desk.options)


@router.get("/setup/{secret}", dependencies=_open)
def setup_form(request: Request, desk: DeskNow, secret: str) -> Response:
    """The form of a one-time link."""
    scopes = _accounts.invited(desk.state, secret)
    if scopes is None or not desk.options.needs_login:
        return _page(request, desk, "setup.html", status=404, scopes=None, name="", asked=secret)
    return _page(request, desk, "setup.html", scopes=scopes, name="", asked=secret)


@router.post("/setup/{secret}", dependencies=_open)
def setup(
    request: Request, desk: DeskNow, secret: str, name: Name = "", password: Word = "", again: Word = ""
) -> Response:
    """Make the account, and log in with it."""
    scopes = _accounts.invited(desk.state, secret)
    if scopes is None or not desk.options.needs_login:
        return _page(request, desk, "setup.html", status=404, scopes=None, name="", asked=secret)
    try:
        if password != again:
            raise UsageError("the two passwords are not the same")
        made = _accounts.accept(desk.state, secret, name, password)
    except UsageError as error:
        return _page(request, desk, "setup.html", error, 400, scopes=scopes, name=name, asked=secret)
    if made is None:
        return _page(request, desk, "setup.html", status=404, scopes=None, name="", asked=secret)
    return keep(_go(desk, "/"), desk.options, _accounts.begin(desk.state, made))


def _person(request: Request) -> Principal:
    principal: Principal = request.state.principal
    if principal.kind != "session":
        # Tokens and those without an account have no password to change.
        raise NotFound()
    return principal


@router.get("/account", dependencies=_read)
def account(request: Request, desk: DeskNow) -> Response:
    """One's own account."""
    _person(request)
    return _page(request, desk, "account.html", done="")


@router.post("/account", dependencies=_read)
def change(request: Request, desk: DeskNow, old: Word = "", new: Word = "", again: Word = "") -> Response:
    """Change the password; all sessions end but a new one for here."""
    who, door = _person(request), request.app.state.door
    try:
        if new != again:
            raise UsageError("the two passwords are not the same")
        if door.knock(who.name, ""):
            raise Refused(429, "too_often", "this was tried too often", "wait a quarter of an hour")
        if not _accounts.change_password(desk.state, who.name, old, new):
            raise UsageError("the old password is wrong")
    except (UsageError, Refused) as error:
        status = error.status if isinstance(error, Refused) else 400
        return _page(request, desk, "account.html", error, status, done="")
    door.welcome(who.name)
    answer = _page(request, desk, "account.html", done="password")
    return keep(answer, desk.options, _accounts.begin(desk.state, who.name))


@router.post("/account/sessions", dependencies=_read)
def leave_elsewhere(request: Request, desk: DeskNow) -> Response:
    """Log out on all other machines."""
    who, secret = _person(request), _accounts.session_cookie(desk.options, request.headers)
    _accounts.end_others(desk.state, who.name, secret or "")
    return _page(request, desk, "account.html", done="sessions")


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def _access_page(request: Request, desk: Desk, problem: BeleggError | None = None, **more: Any) -> Response:
    values: dict[str, Any] = {"link": None, "token": None, **more}
    return _page(
        request,
        desk,
        "access.html",
        problem,
        400 if problem else 200,
        users=_accounts.users(desk.state),
        invitations=[(key, scopes, _day(until)) for key, scopes, until in _accounts.invitations(desk.state)],
        tokens=[(t, _day(t.expires) if t.expires else None) for t in _tokens.tokens(desk.state)],
        scopes=_SCOPES,
        roles=tuple(_accounts.ROLES),
        **values,
    )


@router.get("/access", dependencies=_admin)
def access(request: Request, desk: DeskNow) -> Response:
    """Who has access, by account or token."""
    return _access_page(request, desk)


@router.post("/access/invitations", dependencies=_admin)
def invite(request: Request, desk: DeskNow, role: Key = "") -> Response:
    """A one-time link for somebody, shown once."""
    try:
        if not desk.options.needs_login:
            raise UsageError("nobody needs to log in here", remedy="start the desk with --login")
        if role not in _accounts.ROLES:
            raise UsageError("choose what they may do")
        secret = _accounts.invite(desk.state, _accounts.ROLES[role])
    except UsageError as error:
        return _access_page(request, desk, error)
    host = request.headers.get("host", "")
    return _access_page(request, desk, link=fresh_link(desk.options, host, secret))


@router.post("/access/invitations/withdraw", dependencies=_admin)
def withdraw(desk: DeskNow, key: Key = "") -> Response:
    """Make an invitation void."""
    _accounts.withdraw(desk.state, key)
    return _go(desk, "/access")


@router.post("/access/users/remove", dependencies=_admin)
def remove(request: Request, desk: DeskNow, name: Name = "") -> Response:
    """Remove an account, its sessions and its tokens."""
    try:
        _accounts.remove(desk.state, name)
    except UsageError as error:
        return _access_page(request, desk, error)
    return _go(desk, "/access")


@router.post("/access/tokens", dependencies=_admin)
def make_token(
    request: Request,
    desk: DeskNow,
    name: Name = "",
    scope: Annotated[list[str], Form(max_length=10)] = [],  # noqa: B006 (FastAPI copies it)
    days: Annotated[int, Form(ge=1, le=_tokens.LONGEST_DAYS)] = 90,
) -> Response:
    """A token for a program, shown once."""
    try:
        scopes = frozenset(Scope(s) for s in scope if s in _SCOPES)
        secret = _tokens.make(desk.state, request.state.principal, name, scopes, days)
    except UsageError as error:
        return _access_page(request, desk, error)
    return _access_page(request, desk, token=secret)


@router.post("/access/tokens/revoke", dependencies=_admin)
def revoke(desk: DeskNow, key: Key = "") -> Response:
    """Make a token void."""
    _tokens.revoke(desk.state, key)
    return _go(desk, "/access")
