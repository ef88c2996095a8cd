"""A desk whose ledger, alerts, jobs and drafts are full of hostile texts; and what a page of it may hold."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from desk_world import client, make_ledger
from fastapi import FastAPI
from fastapi.routing import APIRoute
from lxml import html as markup
from match_samples import page, reading, said
from safety_vectors import mark
from starlette.testclient import TestClient

from belegg.desk import _accounts
from belegg.desk._access import ALL, walk
from belegg.desk._desk import Desk
from belegg.reader import Reader
from belegg.types import Article, Reading, Statement

MARK = re.compile(r"zq\d+qz", re.IGNORECASE)
_PARAMETER = re.compile(r"\{([^}:]+)(?::[^}]+)?\}")
_TAGS = frozenset(
    {
        "a", "abbr", "article", "aside", "b", "bdi", "blockquote", "body", "br", "button", "caption", "cite",
        "code", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "head", "header", "hr", "html", "i", "input", "ins", "kbd",
        "label", "legend", "li", "link", "main", "mark", "meta", "nav", "noscript", "ol", "optgroup",
        "option", "output", "p", "pre", "progress", "q", "s", "samp", "script", "section", "select", "small",
        "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead",
        "time", "title", "tr", "ul", "wbr", "data", "meter", "svg", "g", "path", "line", "polyline",
        "polygon", "rect", "circle", "ellipse", "text", "tspan", "defs", "marker", "use", "desc", "symbol",
    }
)  # fmt: skip
_LINKS = frozenset(
    {
        "href", "src", "action", "formaction", "xlink:href", "poster", "background", "srcset", "cite", "data",
        "ping", "manifest",
    }
)  # fmt: skip
_ASKS = frozenset(f"hx-{way}" for way in ("get", "post", "put", "patch", "delete", "push-url"))
_FORBIDDEN = ("style", "srcdoc", "http-equiv")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def faults(text: str, given: Iterable[str] = (), prefix: str = "") -> list[str]:
    """What is in a page that nothing from outside may bring there; `given` are texts that may be in it, escaped."""
    found = [f"control character {c!r}" for c in set(_CONTROL.findall(text))]
    found += [f"unescaped: {t}" for t in given if "<" in t and t in text]
    tree = markup.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=markup.HTMLParser(encoding="utf-8"))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            # Comments and instructions: our templates leave none.
            found.append(f"a comment: {str(element)[:60]}")
            continue
        if element.tag not in _TAGS:
            found.append(f"an element <{element.tag}>")
        if element.tag == "noscript" and MARK.search(str(markup.tostring(element, encoding="unicode"))):
            # What is text to one parser is markup to another.
            found.append("a text within <noscript>")
        if element.tag == "script" and (element.text or not _own(element.get("src"), prefix, "/static/")):
            found.append(f"a script: {element.get('src')} {element.text}")
        if element.tag == "link" and not _own(element.get("href"), prefix, "/static/"):
            found.append(f"a link: {element.get('href')}")
        found += [f"<{element.tag}> {fault}" for name, value in element.attrib.items() for fault in _bad(name, value)]
        found += [
            f"<{element.tag} {n}={v}>"
            for n, v in element.attrib.items()
            if n in _ASKS and v != "true" and (not _own(v, prefix) or MARK.search(v.split("/")[1]))
        ]
        if element.tag == "form" and not _own(element.get("action", "/"), prefix):
            found.append(f"a form to {element.get('action')}")
    return found


def _own(address: str | None, prefix: str, below: str = "/") -> bool:
    return address is not None and address.startswith(prefix + below) and address[1:2] not in ("/", "\\")


def _bad(name: str, value: str) -> Iterator[str]:
    if name.startswith(("on", "data-hx", "hx-on", "hx-vals", "hx-vars", "hx-headers")) or name in _FORBIDDEN:
        yield f"{name}={value[:80]}"
    if MARK.search(name):
        yield f"an attribute {name}"
    if name in _LINKS:
        plain = re.sub(r"[\x00-\x20\u200b]", "", value).lower()
        if not re.match(r"(https?://|/(?![/\\])|#|\?|$)", plain):
            yield f"{name}={value[:80]}"


def visible(text: str) -> str:
    """All that a page says: its text, and the values and names of its controls and links."""
    tree = markup.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=markup.HTMLParser(encoding="utf-8"))
    parts = [t for e in tree.iter() if isinstance(e.tag, str) for t in (e.text, e.tail) if t]
    parts += [v for e in tree.iter() if isinstance(e.tag, str) for v in e.attrib.values()]
    return "\n".join(parts)


def letters(text: str) -> str:
    """What is left of a text when all that a page may change is taken away."""
    return re.sub(
        r"[\s\ufffd\u2400-\u2421]|[^\S ]|[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f\xad\ufeff]",
        "",
        text,
    )


def hostile(number: int, vector: str) -> Reading:
    """An article in which every field is the vector; what it quotes is two statements of one speaker."""
    content = f"{vector} i saken"
    body = f"Ordene er {content} og slutt. Videre heter det at {mark(number)} kommer. {vector}"
    text = page(vector, body)
    found: list[Statement] = [
        said(text, content, vector, outlet=f"Avis {vector}"),
        replace(said(text, f"{mark(number)} kommer", None, outlet=f"Avis {vector}", hearsay=True), via=()),
    ]
    url = vector if number % 2 else f"https://avis{number}.example/{vector}"
    return reading(vector, body, found, outlet=f"Avis {vector}", url=url, byline=vector)


class Hostile:
    """A reader that finds a statement in the first line, said by the second."""

    def read(self, article: Article) -> Reading:
        lines = [line for line in article.text.split("\n") if line.strip()]
        if len(lines) < 2:
            return Reading(article)
        return Reading(article, statements=(said(article.text, lines[0], lines[1], outlet=article.outlet),))

    def pipe(self, articles: Iterable[Article]) -> Iterator[Reading]:
        return map(self.read, articles)


@contextmanager
def hostile_desk(folder: Path, texts: list[str], **options: Any) -> Iterator[tuple[TestClient, Desk]]:
    """A desk over a ledger with `texts` in every field."""
    make_ledger(folder / "news.db", *[hostile(n, text) for n, text in enumerate(texts)])
    with client(folder, **options) as (made, desk):
        desk.ledger.engines._reader = cast(Reader, Hostile())
        made.headers["accept-language"] = "en"
        yield made, desk


class Ids:
    """What stands for the parameters of paths, by what comes before them."""

    def __init__(self, made: TestClient, desk: Desk, texts: list[str]) -> None:
        heads = desk.ledger.articles(limit=len(texts))
        claims = desk.ledger.claims("", limit=2 * len(texts))
        statements = [s.id for head in heads for s in _statements(desk, head.id)]
        self.known: dict[str, list[str]] = {
            "article": [h.id for h in heads],
            "claim": [c.id for c in claims],
            "statement": statements,
            "speaker": texts,
            "static": ["desk.js", "desk.css"],
            "setup": [_accounts.invite(desk.state, ALL)],
            "alert": _alerts(made, texts),
            "job": _jobs(made, desk, texts),
            "read": _drafts(made, texts),
            "decision": ["1"],
        }

    def paths(self, route: APIRoute) -> list[str]:
        """A path of the route for each thing it can show."""
        name = _PARAMETER.search(route.path)
        if name is None:
            return [route.path]
        before = route.path[: name.start()].rstrip("/").rsplit("/", 1)[-1]
        kind = before.removesuffix("s") if before.removesuffix("s") in self.known else before
        assert kind in self.known, f"what stands for {route.path}? teach `Ids`"
        assert self.known[kind], f"there is no {kind}"
        return [_PARAMETER.sub(quote(i, safe=""), route.path) for i in self.known[kind]]


def _statements(desk: Desk, article: str) -> Iterable[Statement]:
    found = desk.ledger.reading(article)
    assert found is not None
    return found.statements


def _tail(answer: Any) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
    return unquote(answer.headers["location"].partition("?")[0].rsplit("/", 1)[-1])


def _alerts(made: TestClient, texts: list[str]) -> list[str]:
    out = []
    for text in texts:
        data = {"name": text, "query": f"q={quote(text, safe='')}&speaker={quote(text, safe='')}", "seq": 0}
        out.append(_tail(made.post("/alerts", data=data, follow_redirects=False)))
    return out


def _jobs(made: TestClient, desk: Desk, texts: list[str]) -> list[str]:
    out = []
    for text in texts[:40]:
        for name, addresses in ((text, ""), ("a.txt", text)):
            files = {"files": (name, f"{text}\n\n{text} i saken".encode(), "text/plain")}
            answer = made.post("/add", files=files, data={"addresses": addresses}, follow_redirects=False)
            if answer.status_code == 303:
                out.append(_tail(answer))
            else:
                assert answer.status_code < 500, answer.text
                assert not faults(answer.text, [text])
    return out


def _drafts(made: TestClient, texts: list[str]) -> list[str]:
    out = []
    for text in texts:
        line = " ".join(text.split())
        # Words first: what begins with a tag is taken for the source of a page.
        data = {"text": f"Sak {line}\n\n{line}\n\nOg mer tekst om {line}.", "outlet": line, "published": ""}
        answer = made.post("/read", data=data, follow_redirects=False)
        if answer.status_code == 303:
            out.append(_tail(answer))
        else:
            assert answer.status_code < 500, answer.text
            assert not faults(answer.text, [text]), faults(answer.text)
    return out


def looking(made: TestClient) -> list[APIRoute]:
    """The routes that one can look at."""
    assert isinstance(made.app, FastAPI)
    return [r for r in walk(made.app.routes) if isinstance(r, APIRoute) and "GET" in (r.methods or ())]


def asked_with(routes: Iterable[APIRoute]) -> set[str]:
    """The names of all parameters of queries that any route takes, and those of searches."""
    names = {"q", "speaker", "outlet", "kind", "language", "since", "until", "sort", "cursor", "form", "next", "page"}
    for route in routes:
        for field in route.dependant.query_params:
            shape = getattr(field.field_info.annotation, "model_fields", None)
            names |= set(shape) if shape else {field.alias}
    return names


def words(answer: Any) -> str:
    """The text of an answer that is no page, with the escapes of JSON undone."""
    kind = answer.headers["content-type"].partition(";")[0]
    if kind in ("application/json", "application/ld+json"):
        return json.dumps(answer.json(), ensure_ascii=False)
    return html.unescape(answer.text)
