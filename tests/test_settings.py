from __future__ import annotations

from pathlib import Path

import pytest

from belegg import settings
from belegg.errors import UsageError
from belegg.fetch import _fetcher, files


def test_names_are_told_apart_and_help_is_one_line() -> None:
    assert len({s.variable for s in settings.SETTINGS}) == len(settings.SETTINGS)
    assert all(s.help.endswith(".") and "\n" not in s.help for s in settings.SETTINGS)


def test_defaults_hold_where_nothing_is_set() -> None:
    for environ in ({}, {s.variable: " " for s in settings.SETTINGS}):
        settings.check(environ)
        assert [s.get(environ) for s in settings.SETTINGS] == [s.default for s in settings.SETTINGS]


def test_defaults_are_those_of_the_stages() -> None:
    assert settings.FETCH_TIMEOUT.default == _fetcher.TIMEOUT
    assert settings.FETCH_MAX_BYTES.default == _fetcher.MAX_BYTES
    assert settings.MAX_BYTES.default == files.MAX_FILE


def test_values_are_read() -> None:
    environ = {"BELEGG_MODEL": "/m", "BELEGG_THREADS": "2", "BELEGG_FETCH_TIMEOUT": "1.5", "BELEGG_USER_AGENT": "x/1"}
    settings.check(environ)
    assert settings.MODEL.get(environ) == Path("/m")
    assert settings.THREADS.get(environ) == 2
    assert settings.FETCH_TIMEOUT.get(environ) == 1.5
    assert settings.USER_AGENT.get(environ) == "x/1"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BELEGG_THREADS", "0"),
        ("BELEGG_THREADS", "two"),
        ("BELEGG_THREADS", "²"),
        ("BELEGG_THREADS", "9" * 5000),
        ("BELEGG_BATCH_SIZE", "-1"),
        ("BELEGG_MAX_BYTES", "1.5"),
        ("BELEGG_FETCH_TIMEOUT", "nan"),
        ("BELEGG_FETCH_TIMEOUT", "inf"),
        ("BELEGG_FETCH_TIMEOUT", "soon"),
        ("BELEGG_USER_AGENT", "a\r\nX-Evil: 1"),
        ("BELEGG_USER_AGENT", "blåbær"),
    ],
)
def test_malformed_values_are_refused_with_a_remedy(variable: str, value: str) -> None:
    with pytest.raises(UsageError, match="must be") as caught:
        settings.check({variable: value})
    assert caught.value.resource == variable
    assert caught.value.remedy


def test_unknown_variables_are_refused() -> None:
    with pytest.raises(UsageError, match="did you mean BELEGG_FETCH_TIMEOUT"):
        settings.check({"BELEGG_FETCH_TIMOUT": "3"})
    with pytest.raises(UsageError, match="the settings are BELEGG_MODEL"):
        settings.check({"BELEGG_SOMETHING_QUITE_ELSE": "3"})
    settings.check({"_BELEGG_COMPLETE": "bash_source", "BELEGGET": "1", "PATH": "/bin"})
