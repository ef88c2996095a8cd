from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from access_world import CHEAP, PASSWORD
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.datastructures import Headers

from belegg.desk import DeskOptions, _accounts, _secrets, _tokens
from belegg.desk._access import ALL, LOCAL, NOBODY, Principal, Scope
from belegg.desk._secrets import Cost, hash_password, needs_rehash, verify
from belegg.desk._state import State
from belegg.desk._throttle import Throttle
from belegg.errors import UsageError

OPTIONS = DeskOptions("a.db", login=True)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_secrets, "COST", CHEAP)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    made = State(tmp_path / "a.desk")
    yield made
    made.close()


def enroll(state: State, name: str = "Kari", scopes: frozenset[Scope] = ALL) -> str:
    made = _accounts.accept(state, _accounts.invite(state, scopes), name, PASSWORD)
    assert made is not None
    return made


def who(state: State, secret: str, options: DeskOptions = OPTIONS) -> Principal:
    return _accounts.identify(state, options, Headers({"cookie": f"{_accounts.cookie_name(options)}={secret}"}))


def bearer(state: State, token: str, options: DeskOptions = OPTIONS) -> Principal:
    return _accounts.identify(state, options, Headers({"authorization": f"Bearer {token}"}))


@given(st.text(max_size=60), st.text(max_size=60))
@example("", "\0")
@example("a", "a\0")
@settings(max_examples=50, deadline=None)
def test_a_password_fits_its_own_hash_only(one: str, other: str) -> None:
    kept = hash_password(one, CHEAP)
    assert verify(one, kept)
    assert one not in kept or len(one) < 12
    if unicodedata.normalize("NFKC", one) != unicodedata.normalize("NFKC", other):
        assert not verify(other, kept)


def test_the_shipped_cost_is_dear_and_kept_with_the_hash() -> None:
    assert Cost().n * Cost().r * 128 >= 32 * 2**20
    kept = hash_password("x", Cost(2**5, 8, 1))
    assert kept.startswith("scrypt$32$8$1$")
    assert verify("x", kept)
    assert needs_rehash(kept)
    assert hash_password("x", CHEAP) != hash_password("x", CHEAP)
    assert verify("\ufb01n", hash_password("fin", CHEAP))


@pytest.mark.parametrize(
    "kept", ["", "x", "scrypt$16$8$1$$", "scrypt$16$8$1$!$!", "md5$1$1$1$AA==$AA==", "scrypt$a$8$1$AA==$AA=="]
)
def test_nobody_gets_in_by_a_damaged_hash(kept: str) -> None:
    assert not verify("", kept)
    assert not verify("x", kept)


def test_an_unknown_name_costs_what_a_known_one_does(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    enroll(state)
    costs = []
    derive = _secrets._derive

    def counted(password: str, salt: bytes, cost: Cost) -> bytes:
        costs.append(cost)
        return derive(password, salt, cost)

    monkeypatch.setattr(_secrets, "_derive", counted)
    assert _accounts.log_in(state, "Kari", "wrong") is None
    assert _accounts.log_in(state, "Nobody", "wrong") is None
    assert costs == [CHEAP, CHEAP]


def test_a_session_is_good_until_it_is_not(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    enroll(state)
    secret = _accounts.log_in(state, "  kari ", PASSWORD)
    assert secret is not None
    assert who(state, secret) == Principal("Kari", ALL, "session")
    assert who(state, secret + "x") == NOBODY
    assert secret not in state.path.read_bytes().decode("latin-1")
    now, end = time.time(), 0.0
    while who(state, secret) != NOBODY:
        # Used once a day it lives on, but not for ever.
        end += 24 * 3600
        monkeypatch.setattr(time, "time", lambda: now + end)  # noqa: B023
    assert _accounts.ABSOLUTE <= end <= _accounts.ABSOLUTE + 24 * 3600
    monkeypatch.setattr(time, "time", lambda: now)
    other = _accounts.begin(state, "Kari")
    monkeypatch.setattr(time, "time", lambda: now + _accounts.IDLE + 1)
    assert who(state, other) == NOBODY


def test_old_sessions_make_room(state: State) -> None:
    enroll(state)
    secrets = [_accounts.begin(state, "Kari") for _ in range(30)]
    assert [who(state, s).kind for s in (secrets[0], secrets[-1])] == ["nobody", "session"]
    assert len(state.all("SELECT 1 FROM sessions")) == 20


def test_a_link_is_good_once_however_many_come(state: State) -> None:
    secret, made = _accounts.invite(state, frozenset({Scope.READ})), []

    def come(number: int) -> None:
        made.append(_accounts.accept(state, secret, f"Gjest {number}", PASSWORD))

    threads = [threading.Thread(target=come, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len([m for m in made if m]) == 1
    assert len(_accounts.users(state)) == 1
    assert _accounts.users(state)[0].scopes == {Scope.OPEN, Scope.READ}


def test_a_link_ends(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _accounts.setup_secret(state)
    second = _accounts.setup_secret(state)
    assert first is not None
    assert second is not None
    assert _accounts.invited(state, first) is None
    assert _accounts.invited(state, second) == ALL
    assert second not in str([tuple(r) for r in state.all("SELECT * FROM invitations")])
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert _accounts.invited(state, second) is None
    assert _accounts.accept(state, second, "Kari", PASSWORD) is None
    enroll(state)
    assert _accounts.setup_secret(state) is None


@pytest.mark.parametrize(
    "name", ["", " ", "me", "ME", "reader", "Nobody", "x" * 41, "a<b", "a\nb\0", "a\u202eb", "KARI", "kári\u0000", "🙂"]
)
def test_names_that_are_not_taken(state: State, name: str) -> None:
    enroll(state, "Kari")
    with pytest.raises(UsageError):
        _accounts.accept(state, _accounts.invite(state, ALL), name, PASSWORD)
    assert len(_accounts.users(state)) == 1


def test_norwegian_names_fold_too(state: State) -> None:
    enroll(state, "Åse Ærlig")
    with pytest.raises(UsageError):
        enroll(state, "åse ærlig")


@pytest.mark.parametrize("password", ["", "short", "x" * 201, "aaaaaaaaaaaaaaaa", "kari nordmann"])
def test_passwords_that_are_not_taken(state: State, password: str) -> None:
    with pytest.raises(UsageError):
        _accounts.accept(state, _accounts.invite(state, ALL), "Kari Nordmann", password)


def test_a_new_password_ends_all_sessions(state: State) -> None:
    enroll(state)
    old = _accounts.begin(state, "Kari")
    assert not _accounts.change_password(state, "Kari", "wrong", "nye fire elger")
    assert who(state, old).kind == "session"
    assert _accounts.change_password(state, "Kari", PASSWORD, "nye fire elger")
    assert who(state, old) == NOBODY
    assert _accounts.log_in(state, "Kari", PASSWORD) is None
    assert _accounts.log_in(state, "Kari", "nye fire elger")


def test_a_dearer_cost_comes_with_the_next_login(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    enroll(state)
    monkeypatch.setattr(_secrets, "COST", Cost(2**5, 8, 1))
    assert _accounts.log_in(state, "Kari", PASSWORD)
    assert state.all("SELECT secret FROM users")[0]["secret"].startswith("scrypt$32$")
    assert _accounts.log_in(state, "Kari", PASSWORD)


def test_who_is_removed_is_out_at_once_with_all_tokens(state: State) -> None:
    enroll(state, "Kari")
    enroll(state, "Ola", frozenset({Scope.READ, Scope.ADMIN}))
    session = _accounts.begin(state, "Ola")
    token = _tokens.make(state, who(state, session), "bot", ALL, 1)
    assert bearer(state, token) == Principal("Ola", frozenset({Scope.OPEN, Scope.READ, Scope.ADMIN}), "token")
    assert _accounts.remove(state, "Ola")
    assert who(state, session) == NOBODY
    with pytest.raises(_tokens.BadToken):
        bearer(state, token)
    with pytest.raises(UsageError):
        _accounts.remove(state, "Kari")
    assert who(state, _accounts.begin(state, "Ola")) == NOBODY


def test_a_token_can_do_no_more_than_its_owner_now(state: State) -> None:
    enroll(state, "Kari")
    token = _tokens.make(state, Principal("Kari", ALL, "session"), "bot", frozenset({Scope.READ, Scope.ADD}), 1)
    state.run("UPDATE users SET scopes = 'read'")
    assert bearer(state, token).scopes == {Scope.OPEN, Scope.READ}
    assert token not in str([tuple(r) for r in state.all("SELECT * FROM tokens")])


def test_a_token_ends_and_is_revoked(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    local = DeskOptions("a.db")
    one, two = (_tokens.make(state, LOCAL, name, frozenset({Scope.READ}), 30) for name in "ab")
    assert bearer(state, one, local) == Principal("me", frozenset({Scope.OPEN, Scope.READ}), "token")
    _tokens.revoke(state, next(t.id for t in _tokens.tokens(state) if t.name == "a"))
    with pytest.raises(_tokens.BadToken):
        bearer(state, one, local)
    # What was made while nobody had to log in does not outlive that.
    with pytest.raises(_tokens.BadToken):
        bearer(state, two)
    with pytest.raises(_tokens.BadToken):
        bearer(state, two, DeskOptions("a.db", public=True))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 31 * 86_400)
    with pytest.raises(_tokens.BadToken):
        bearer(state, two, local)


def test_in_public_a_token_may_only_read(state: State) -> None:
    enroll(state)
    token = _tokens.make(state, Principal("Kari", ALL, "session"), "bot", ALL, 1)
    assert bearer(state, token, DeskOptions("a.db", public=True)).scopes == {Scope.OPEN, Scope.READ}


def test_other_schemes_are_no_tokens_of_ours(state: State) -> None:
    given = Headers({"authorization": "Basic eDp5"})
    assert _accounts.identify(state, OPTIONS, given) == NOBODY
    assert _accounts.identify(state, DeskOptions("a.db"), given) == LOCAL
    twice = Headers(raw=[(b"authorization", b"Bearer a"), (b"authorization", b"bearer b")])
    for headers in (twice, Headers({"authorization": "Bearer"}), Headers({"authorization": "BEARER  x"})):
        with pytest.raises(_tokens.BadToken):
            _accounts.identify(state, DeskOptions("a.db"), headers)


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [
        ("", ALL, 1),
        ("x" * 61, ALL, 1),
        ("a\u202eb", ALL, 1),
        ("x", frozenset(), 1),
        ("x", {Scope.OPEN}, 1),
        ("x", ALL, 0),
        ("x", ALL, 367),
    ],
)
def test_tokens_that_are_not_made(state: State, name: str, scopes: frozenset[Scope], days: int) -> None:
    with pytest.raises(UsageError):
        _tokens.make(state, LOCAL, name, frozenset(scopes), days)
    assert _tokens.tokens(state) == []


def test_invitations_and_tokens_are_bounded(state: State) -> None:
    with pytest.raises(UsageError):
        for _ in range(101):
            _accounts.invite(state, ALL)
    with pytest.raises(UsageError):
        for _ in range(201):
            _tokens.make(state, LOCAL, "x", ALL, 1)


def test_the_throttle_counts_within_its_window_and_its_memory() -> None:
    now = [0.0]
    made = Throttle(3, 60, keys=10, clock=lambda: now[0])
    assert [made.take("a") for _ in range(4)] == [0, 0, 0, 60]
    now[0] = 59.5
    assert made.take("a") == 1
    assert made.take("b") == 0
    now[0] = 60
    assert made.take("a") == 0
    made.forget("a")
    assert [made.take("a") for _ in range(4)] == [0, 0, 0, 60]
    for n in range(1000):
        made.take(str(n))
    assert len(made) == 10
