"""`.ci/venv`, driven with a stand-in Python that records what it was asked to do: no network, no packages."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "venv"

# `-c` answers the version and ensurepip questions, `-m venv` makes a folder whose python is this same script, and
# `-m pip` writes its arguments down.
FAKE = """#!/bin/sh
case "$1 $2" in
    "--version ") echo "Python 3.99" ;;
    "-c "*version_info*) exit ${FAKE_OLD:-0} ;;
    "-c "*ensurepip*) exit ${FAKE_NO_ENSUREPIP:-0} ;;
    "-m venv") shift 2; [ "$1" = --without-pip ] && shift; mkdir -p "$1/bin"; cp "$0" "$1/bin/python" ;;
    "-m pip") shift 2; echo "$*" >> "$FAKE_LOG"; exit ${FAKE_PIP:-0} ;;
esac
"""


class Checkout:
    """A folder with a project file, and a stand-in Python beside it."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        self.root.mkdir()
        (self.root / "pyproject.toml").write_text("[project]\n")
        self.python = folder / "python"
        self.python.write_text(FAKE)
        self.python.chmod(0o755)
        self.log = folder / "log"

    def venv(self, what: str, **env: str) -> subprocess.CompletedProcess[str]:
        full = {"PATH": os.environ["PATH"], "PYTHON": str(self.python), "FAKE_LOG": str(self.log), **env}
        return subprocess.run(
            ["sh", str(SCRIPT), what], cwd=self.root, env=full, capture_output=True, text=True, check=False
        )

    def installs(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_an_environment_is_made_once(checkout: Checkout) -> None:
    assert checkout.venv("run").returncode == 0
    assert checkout.venv("run").returncode == 0
    assert checkout.installs() == ["install --quiet --disable-pip-version-check -e ."]


def test_the_dev_tools_are_added_to_it_and_hold_the_run_time_packages(checkout: Checkout) -> None:
    checkout.venv("dev")
    checkout.venv("run")
    assert [line.split()[-1] for line in checkout.installs()] == [".[dev]"]


def test_a_changed_project_file_makes_it_anew(checkout: Checkout) -> None:
    checkout.venv("run")
    (checkout.root / ".venv" / "left-over").touch()
    (checkout.root / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert checkout.venv("run").returncode == 0
    assert len(checkout.installs()) == 2
    assert not (checkout.root / ".venv" / "left-over").exists()


def test_a_moved_checkout_makes_it_anew(checkout: Checkout) -> None:
    checkout.venv("run")
    checkout.root = checkout.root.rename(checkout.root.with_name("elsewhere"))
    assert checkout.venv("run").returncode == 0
    assert len(checkout.installs()) == 2


def test_a_python_that_is_gone_makes_it_anew(checkout: Checkout) -> None:
    checkout.venv("run")
    (checkout.root / ".venv" / "bin" / "python").unlink()
    assert checkout.venv("run").returncode == 0
    assert len(checkout.installs()) == 2


def test_another_python_is_taken_up_and_kept(checkout: Checkout, tmp_path: Path) -> None:
    checkout.venv("run")
    other = tmp_path / "other-python"
    other.write_text(FAKE.replace("3.99", "3.98"))
    other.chmod(0o755)
    assert checkout.venv("run", PYTHON=str(other)).returncode == 0
    assert "3.98" in (checkout.root / ".venv" / "bin" / "python").read_text()
    assert checkout.venv("run", PYTHON="").returncode == 0
    assert len(checkout.installs()) == 2


def test_a_failed_installation_says_so_and_the_next_run_starts_over(checkout: Checkout) -> None:
    failed = checkout.venv("run", FAKE_PIP="1")
    assert failed.returncode == 1
    assert "pip could not install" in failed.stderr
    (checkout.root / ".venv" / "half-made").touch()
    assert checkout.venv("run").returncode == 0
    assert not (checkout.root / ".venv" / "half-made").exists()
    assert not (checkout.root / ".venv" / ".begun").exists()


def test_a_foreign_environment_is_left_alone(checkout: Checkout) -> None:
    (checkout.root / ".venv").mkdir()
    (checkout.root / ".venv" / "mine").touch()
    refused = checkout.venv("run")
    assert refused.returncode == 1
    assert "was not made by make" in refused.stderr
    assert (checkout.root / ".venv" / "mine").exists()


def test_an_old_python_is_named(checkout: Checkout) -> None:
    refused = checkout.venv("run", FAKE_OLD="1")
    assert refused.returncode == 1
    assert "is not a Python 3.11 or newer" in refused.stderr
    assert not (checkout.root / ".venv").exists()


def test_no_fitting_python_at_all_is_told_with_a_remedy(checkout: Checkout, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "cat", "cksum", "mkdir", "rm", "cp"):
        found = shutil.which(name)
        assert found is not None
        (tools / name).symlink_to(found)
    old = tools / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2" || exit 1\n')
    old.chmod(old.stat().st_mode | stat.S_IXUSR)
    refused = checkout.venv("run", PYTHON="", PATH=str(tools))
    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed, and this machine has Python 3.9.2" in refused.stderr
    assert "make PYTHON=" in refused.stderr


def test_without_ensurepip_the_machines_own_pip_stands_in(checkout: Checkout) -> None:
    assert checkout.venv("run", FAKE_NO_ENSUREPIP="1").returncode == 0
    assert checkout.installs()[0].startswith("--python .venv/bin/python install")


def test_without_ensurepip_and_pip_there_is_a_remedy_and_no_ruin(checkout: Checkout) -> None:
    refused = checkout.venv("run", FAKE_NO_ENSUREPIP="1", FAKE_PIP="1")
    assert refused.returncode == 1
    assert "sudo apt install python3-venv" in refused.stderr
    assert not (checkout.root / ".venv").exists()


def test_the_benchmarks_peer_lives_apart(checkout: Checkout) -> None:
    assert checkout.venv("bench").returncode == 0
    assert (checkout.root / ".venv-bench").is_dir()
    assert not (checkout.root / ".venv").exists()
