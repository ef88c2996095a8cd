"""The path of a claim in words: what stands beside each part of the picture, and the list that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from belegg.desk._count import listed
from belegg.desk._i18n import Language
from belegg.desk._path import Edge, Graph, Node
from belegg.desk._shown import line

__all__ = ["Step", "edge_words", "node_name", "node_note", "steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """One article of the list: `when` (ISO 8601), its `outlet`, and the ways that led to it, a sentence each."""

    when: str | None
    outlet: str
    title: str
    ways: tuple[str, ...]


def node_name(node: Node, language: Language) -> str:
    """What a part is called."""
    if node.part == "article":
        return line(node.name) or language.gettext("outlet not known")
    return line(node.name) or language.gettext("nobody named")


def node_note(node: Node, edges: Sequence[Edge], nodes: dict[str, Node], language: Language) -> str:
    """The small words beneath: what kind of origin it is; how an article has it."""
    if node.part == "hand":
        return ""
    if node.part == "origin":
        return ", ".join(_origin_notes(node, language))
    notes = [language.clock(node.when)]
    into = [e for e in edges if e.end == node.key]
    for edge in into:
        if nodes[edge.start].part != "article" or (edge.kind == "retold" and _copied(edge, into)):
            continue
        name = node_name(nodes[edge.start], language)
        if edge.kind == "copy":
            said = language.gettext("%(share)s shared with %(outlet)s")
            notes.append(said % {"share": language.percent(edge.share), "outlet": name})
        else:
            notes.append(language.gettext("retells %(outlet)s") % {"outlet": name})
    if node.denied:
        notes.append(language.gettext("denial only"))
    if not into:
        notes.append(language.gettext("no lineage told"))
    return " · ".join(dict.fromkeys(n for n in notes if n))


def _copied(edge: Edge, into: Sequence[Edge]) -> bool:
    return any(e.kind == "copy" and e.start == edge.start for e in into)


def _origin_notes(node: Node, language: Language) -> list[str]:
    kinds = {
        "anonymous": language.gettext("unnamed source"),
        "group": language.gettext("several, unnamed"),
        "document": language.gettext("document"),
        "organisation": language.gettext("organisation"),
        "media": language.gettext("media"),
        "implicit": language.gettext("hearsay"),
        "person": "",
    }
    said = kinds["anonymous"] if node.unnamed and node.source in ("person", "organisation") else kinds[node.source]
    return [n for n in (said, language.gettext("denies it") if node.denied else "") if n]


def edge_words(edge: Edge, graph: Graph, language: Language) -> str:
    """One line of the picture as a sentence, such as «NTB → Nordavisa: retold, hearsay»."""
    kinds = {
        "told": language.gettext("told"),
        "retold": language.gettext("retold"),
        "copy": language.gettext("copied, %(share)s of the text") % {"share": language.percent(edge.share)},
    }
    notes = [kinds[edge.kind]]
    if edge.via:
        through = language.gettext("through %(hands)s")
        notes.append(through % {"hands": listed([line(v, 60) for v in edge.via], language)})
    if edge.hearsay:
        notes.append(language.gettext("hearsay"))
    if edge.denied:
        notes.append(language.gettext("as a denial"))
    start, end = (line(node_name(graph.nodes[k], language), 60) for k in (edge.start, edge.end))
    return f"{start} → {end}: {', '.join(notes)}"


def steps(graph: Graph, language: Language) -> list[Step]:
    """The articles in order of time, each with the ways that led to it: the picture for those who do not see it."""
    return [
        Step(
            node.when,
            node_name(node, language),
            line(node.title, 200),
            tuple(_way(e, graph, language) for e in graph.edges if e.end == node.key)
            or (language.gettext("no lineage told"),),
        )
        for node in graph.part("article")
    ]


def _way(edge: Edge, graph: Graph, language: Language) -> str:
    hands = [line(v, 60) for v in edge.via]
    node = graph.nodes[edge.start]
    while node.part == "hand":
        hands.insert(0, node_name(node, language))
        before = next(e for e in graph.edges if e.end == node.key and e.root == edge.root)
        node = graph.nodes[before.start]
    values = {"name": node_name(node, language), "share": language.percent(edge.share)}
    note = ", ".join(_origin_notes(node, language)) if node.part == "origin" else ""
    if note and node.name:
        values["name"] = f"{values['name']} ({note})"
    if edge.kind == "copy":
        said = language.gettext("copies %(share)s of its text from %(name)s") % values
    elif node.part == "article":
        said = language.gettext("retells %(outlet)s") % {"outlet": values["name"]}
    else:
        said = language.gettext("from %(name)s") % values
    if hands:
        through = language.gettext("through %(hands)s")
        said += ", " + through % {"hands": listed(hands, language, 6)}
    if edge.hearsay and node.source != "implicit":
        said += ", " + language.gettext("as hearsay")
    if edge.denied and node.part != "origin":
        said += ", " + language.gettext("as a denial")
    return said
