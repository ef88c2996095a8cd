"""The docs check: what can be used is documented, what is documented exists, and the examples run.

    python docs/check.py

Each check is a function that takes the docs (file name to text) and gives a list of problems, so that the tests can
hand it faulty docs. An example is a fenced ``python`` block; the comment ``<!-- example: model -->`` on the line before
says that it needs the weights, and ``<!-- example: skip -->`` that it is not to be run.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any, get_args

import click

from belegg import errors, types

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "src" / "belegg" / "model" / "reader.belegg"
ENTITY_TYPES = ("PER", "ORG", "LOC", "GPE_LOC", "GPE_ORG", "PROD", "EVT", "DRV")

_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_EXAMPLE = re.compile(r"^(?:<!-- example: (\w+) -->\n)?```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_DEMO = re.compile(r"\(`make demo`\), its beginning:\n\n((?: {4}[^\n]*\n|\n)+)")
_PERCENT = re.compile(r"\d+ %")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")

Docs = Mapping[str, str]


def load_docs(root: Path = ROOT) -> dict[str, str]:
    """The texts of the docs and of the Markdown files beside them, by path from the root."""
    paths = [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / "examples").glob("*.md")]
    return {p.relative_to(root).as_posix(): p.read_text(encoding="utf-8") for p in sorted(paths)}


def _code(text: str) -> set[str]:
    """What stands in backticks, whole and by its words."""
    spans = _CODE.findall(text)
    return {*spans, *(word for span in spans for word in re.split(r"[\s.,=]+", span))}


def _click_root() -> click.Group:
    from belegg import cli

    groups = [value for value in vars(cli).values() if isinstance(value, click.Group)]
    if len(groups) != 1:
        raise LookupError(f"belegg.cli should hold one command group, not {len(groups)}")
    return groups[0]


def commands(command: click.Command | None = None, name: str = "belegg") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, the group first."""
    command = _click_root() if command is None else command
    yield name, command
    if isinstance(command, click.Group):
        for child in sorted(command.commands):
            yield from commands(command.commands[child], f"{name} {child}")


def _options(command: click.Command) -> set[str]:
    with click.Context(command) as context:
        params = command.get_params(context)
    return {opt for p in params if isinstance(p, click.Option) for opt in (*p.opts, *p.secondary_opts)}


def check_commands(docs: Docs) -> list[str]:
    """Every command and option is in docs/cli.md, and every option that a `belegg …` line uses exists."""
    page = docs.get("docs/cli.md", "")
    problems = []
    known: dict[str, set[str]] = {}
    for name, command in commands():
        known[name] = _options(command)
        if not re.search(rf"(?<!\S)[`#\s]*{re.escape(name)}(?![\w-])", page):
            problems.append(f"docs/cli.md: the command `{name}` is missing")
        problems += [
            f"docs/cli.md: `{name} {option}` is missing"
            for option in sorted(known[name])
            if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", page)
        ]
    for path, text in docs.items():
        for line in text.splitlines():
            for used in re.findall(r"(?:^|[\s`|/])(belegg [a-z]+[^`|]*)", line):
                name = " ".join(used.split()[:2])
                wrong = sorted(set(_OPTION.findall(used)) - known.get(name, set()) if name in known else ())
                problems += [f"{path}: `{name}` has no option {option}" for option in wrong]
    return problems


def check_settings(docs: Docs) -> list[str]:
    """Every setting is in docs/settings.md, and every BELEGG_ name in the docs is a setting."""
    from belegg.settings import SETTINGS

    known = {setting.variable for setting in SETTINGS}
    found = _code(docs.get("docs/settings.md", ""))
    problems = [f"docs/settings.md: `{name}` is missing" for name in sorted(known - found)]
    for path, text in docs.items():
        named = set(re.findall(r"BELEGG_[A-Z_]*[A-Z]", text))
        problems += [f"{path}: there is no setting {name}" for name in sorted(named - known)]
    return problems


def check_errors(docs: Docs) -> list[str]:
    """Every error class has a row with its exit code in docs/errors.md, and no row is stale."""
    rows: dict[str, str] = {}
    for code, name in re.findall(r"^\| (\d+) \| `(\w+)` \|", docs.get("docs/errors.md", ""), re.MULTILINE):
        rows[name] = code
    problems = []
    for name in errors.__all__:
        code = str(getattr(errors, name).exit_code)
        if name not in rows:
            problems.append(f"docs/errors.md: `{name}` is missing")
        elif rows[name] != code:
            problems.append(f"docs/errors.md: `{name}` ends with {code}, not {rows[name]}")
    return problems + [f"docs/errors.md: there is no `{name}`" for name in sorted(set(rows) - set(errors.__all__))]


def _contract() -> dict[str, Any]:
    article = types.Article("x", (types.Block("title", 0, 1),))
    entity = types.Entity(0, 1, "PER", "e")
    speaker = types.Speaker("s", "x", "person", ((0, 1),))
    statement = types.Statement("i", ((0, 1),), chain=(types.Hop("x", "person"),))
    return types.Reading(article, (entity,), (speaker,), (statement,)).to_dict()


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(v) for v in value.values()))
    if isinstance(value, list):
        return set().union(*(_keys(v) for v in value))
    return set()


def check_fields(docs: Docs) -> list[str]:
    """Every field of the contract and every value of its closed sets is in docs/reading.md."""
    found = _code(docs.get("docs/reading.md", ""))
    sets = (types.Form, types.SourceKind, types.Certainty, types.BlockKind, types.Language)
    values = {*ENTITY_TYPES, types.SCHEMA}.union(*(get_args(alias) for alias in sets))
    return [f"docs/reading.md: `{name}` is missing" for name in sorted((_keys(_contract()) | values) - found)]


def _slugs(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def check_links(docs: Docs, root: Path = ROOT) -> list[str]:
    """Relative links lead to a file, and to a heading in it where they name one."""
    problems = []
    for path, text in docs.items():
        for match in _LINK.finditer(text):
            target = match[1] or match[2]
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            goal = (root / path).parent / file if file else root / path
            if file and not goal.exists():
                problems.append(f"{path}: the link {target} leads nowhere")
            elif anchor and anchor not in _slugs(goal.read_text(encoding="utf-8") if file else text):
                problems.append(f"{path}: no heading for the link {target}")
    return problems


def check_examples(docs: Docs, model: Path = MODEL) -> list[str]:
    """Every Python example runs; those that need the weights only where they are."""
    problems = []
    for path, text in docs.items():
        for match in _EXAMPLE.finditer(text):
            mark = match[1]
            line = text.count("\n", 0, match.start(2)) + 1
            if mark not in (None, "model", "skip"):
                problems.append(f"{path}:{line}: unknown mark {mark}")
            if mark == "skip" or (mark == "model" and not model.exists()):
                continue
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    # The blank lines make the traceback's line numbers those of the page.
                    exec(compile("\n" * (line - 1) + match[2], path, "exec"), {"__name__": "example"})
            except Exception:
                problems.append(f"{path}:{line}: the example fails\n{traceback.format_exc(limit=-1)}")
    return problems


def check_reading(docs: Docs, model: Path = MODEL) -> list[str]:
    """README shows the beginning of what `make demo` prints. Percentages are left out: they may differ by processor."""
    shown = _DEMO.search(docs.get("README.md", ""))
    if shown is None or not shown[1].strip():
        return ["README.md: the beginning of what `make demo` prints is missing"]
    if not model.exists():
        return []
    own = {k: v for k, v in os.environ.items() if not k.startswith("BELEGG_")}
    own |= {"BELEGG_MODEL": str(model), "PYTHONUTF8": "1"}
    read = [sys.executable, "-m", "belegg", "read", str(ROOT / "examples" / "havn.txt")]
    done = subprocess.run(read, capture_output=True, encoding="utf-8", check=False, env=own)
    wanted, printed = (
        [_PERCENT.sub("", line).rstrip() for line in text.strip().splitlines()]
        for text in (textwrap.dedent(shown[1]), done.stdout)
    )
    for number, (line, other) in enumerate(zip_longest(wanted, printed[: len(wanted)], fillvalue=""), 1):
        if line != other:
            return [
                f"README.md: line {number} of what `make demo` prints is {other!r}, not {line!r} {done.stderr}".strip()
            ]
    return []


def check_generated(_docs: Docs) -> list[str]:
    """docs/cli.md is what its generator writes."""
    script = ROOT / "docs" / "_generate_cli.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"docs/cli.md is out of date: {(done.stdout + done.stderr).strip()}"]


CHECKS = (
    check_commands,
    check_settings,
    check_errors,
    check_fields,
    check_links,
    check_examples,
    check_reading,
    check_generated,
)


def main() -> int:
    """Run every check; exit code 1 where one has something to say."""
    docs = load_docs()
    problems = [problem for check in CHECKS for problem in check(docs)]
    for problem in problems:
        print(problem, file=sys.stderr)
    examples = sum(len(_EXAMPLE.findall(text)) for text in docs.values())
    waiting = "" if MODEL.exists() else " (those that need the weights were left out)"
    print(f"docs: {len(docs)} pages, {len(CHECKS)} checks, {examples} examples{waiting}, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
