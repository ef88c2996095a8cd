"""The shape of the code: small files, stages that look only to their left, one door to the network."""

from __future__ import annotations

import ast
import importlib
import os
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import belegg

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src" / "belegg"
# In the order of the flow. `render` shows readings and stands beside it.
STAGES = ("fetch", "extract", "reader", "ledger", "match", "trace", "follow", "desk")
NETWORK = ("urllib3", "socket", "ssl", "http", "urllib.request", "requests", "httpx", "ftplib", "asyncio")
# One binds the port that the desk listens on, the other lets those who ask wait for their turn. Neither asks anybody.
ALLOWED = {"belegg.desk._serve": ["socket"], "belegg.desk._turns": ["asyncio"]}
CODE = sorted(p for folder in ("src", "training", "benchmarks", "tests", "docs") for p in (ROOT / folder).rglob("*.py"))
MODULES = sorted(SRC.rglob("*.py"))


def _name(path: Path, src: Path = SRC) -> str:
    parts = path.relative_to(src.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, is_package: bool = False) -> Iterator[str]:
    """The modules that `source` imports, anywhere in it, by their absolute names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                up = module.split(".")[: None if is_package and node.level == 1 else (is_package - node.level)]
                base = ".".join([*up, *([base] if base else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _imports_of(path: Path) -> list[str]:
    return list(imports(path.read_text(encoding="utf-8"), _name(path), path.name == "__init__.py"))


def stage_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "belegg" and len(parts) > 1 and parts[1] in STAGES else None


def forbidden(importing: str, imported: str) -> bool:
    """Whether the module `importing` of a stage must not import `imported`."""
    here, there = stage_of(importing), stage_of(imported)
    if here is None or there is None or here == there:
        return False
    return STAGES.index(there) > STAGES.index(here)


@pytest.mark.parametrize("stage", STAGES[:7])
def test_the_stages_are_where_the_rules_look_for_them(stage: str) -> None:
    assert (SRC / stage / "__init__.py").exists()


def test_the_import_finder_sees_every_form() -> None:
    source = "import a.b\nfrom . import x\nfrom ..read import y\nfrom .. import extract\ndef f():\n    import socket\n"
    found = set(imports(source, "belegg.extract.html"))
    assert {"a.b", "belegg.extract.x", "belegg.read.y", "belegg.extract", "socket"} <= found
    assert set(imports("from . import x", "belegg.extract", is_package=True)) == {"belegg.extract", "belegg.extract.x"}
    assert "belegg.read" in set(imports("from .. import read", "belegg.extract", is_package=True))


@pytest.mark.parametrize(
    ("importing", "imported", "wrong"),
    [
        ("belegg.fetch.files", "belegg.extract", True),
        ("belegg.extract.html", "belegg.fetch", False),
        ("belegg.reader.main", "belegg.extract", False),
        ("belegg.reader.main", "belegg.reader._words", False),
        ("belegg.reader.main", "belegg.types", False),
        ("belegg.ledger", "belegg.reader", False),
        ("belegg.cli", "belegg.reader", False),
    ],
)
def test_the_rule_tells_left_from_right(importing: str, imported: str, wrong: bool) -> None:
    assert forbidden(importing, imported) is wrong


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_stage_imports_only_from_stages_left_of_it(path: Path) -> None:
    assert [name for name in _imports_of(path) if forbidden(_name(path), name)] == []


@pytest.mark.parametrize("name", ["types", "errors", "settings"])
def test_what_the_stages_share_imports_no_stage(name: str) -> None:
    assert [found for found in _imports_of(SRC / f"{name}.py") if stage_of(found)] == []


@pytest.mark.parametrize("path", [p for p in MODULES if stage_of(_name(p)) != "fetch"], ids=_name)
def test_only_fetch_can_reach_the_network(path: Path) -> None:
    found = [name for name in _imports_of(path) if any(name == n or name.startswith(n + ".") for n in NETWORK)]
    assert found == ALLOWED.get(_name(path), [])


def test_no_file_is_long_and_half_of_them_are_short() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in CODE}
    assert {p.relative_to(ROOT).as_posix(): n for p, n in lengths.items() if n > 600} == {}
    assert statistics.median(n for n in lengths.values() if n) < 170


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_what_a_module_exports_is_what_it_has(path: Path) -> None:
    if path.name == "__main__.py":
        pytest.skip("runs the program when imported")
    module = importlib.import_module(_name(path))
    exported = getattr(module, "__all__", None)
    if exported is None:
        return
    assert [name for name in exported if not hasattr(module, name)] == []
    assert len(exported) == len(set(exported))
    if path.name == "__init__.py":
        ours = {n for n, v in vars(module).items() if getattr(v, "__module__", "").startswith("belegg")}
        assert {n for n in ours if not n.startswith("_")} <= set(exported)


def test_the_package_can_be_read_with() -> None:
    assert {"read", "Reader"} <= set(belegg.__all__)


def _kept_files() -> list[Path]:
    """The files that git has or would take; every file where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        hidden = {".git", ".venv", ".venv-bench", "__pycache__", "build", "dist"}
        return [p for p in ROOT.rglob("*") if p.is_file() and not hidden & set(p.relative_to(ROOT).parts)]
    return [ROOT / os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


# Written so that this file does not match itself.
MACHINE = {
    "a folder of one machine": re.compile(r"(?<![\w.:/-])/(?:root|home|work|Users|mnt|opt)/\w"),
    "a package registry": re.compile(
        r"pypi[.]org|pythonhosted[.]org|npmjs[.]|anaconda[.]|conda-forge[.]|huggingface[.]co|(?<!\w)--(?:extra-)?index[-]url",
        re.I,
    ),
}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /" + "home/kari/x", "a folder of one machine"),
        ("pip install --index" + "-url x", "a package registry"),
        ("https://pypi." + "org/simple", "a package registry"),
    ],
)
def test_what_is_looked_for_is_found(text: str, what: str) -> None:
    assert MACHINE[what].search(text)
    assert not MACHINE[what].search("https://avis.example/home/sak and work/home and docs/opt/x")


@pytest.mark.parametrize("what", MACHINE)
def test_nothing_of_one_machine_is_kept(what: str) -> None:
    found = []
    for path in _kept_files():
        if not path.is_file() or path.is_symlink() or path.stat().st_size > 2_000_000:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in MACHINE[what].finditer(text)]
    assert found == []


def test_the_ci_script_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert os.access(ROOT / ".ci" / "venv", os.X_OK)


def test_every_dev_command_says_what_it_does() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    told = dict(re.findall(r"^([a-z-]+):.*## (.+)$", makefile, re.MULTILINE))
    assert sorted(phony[1].split()) == sorted(told)
