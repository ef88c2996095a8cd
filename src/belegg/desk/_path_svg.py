"""The path of a claim as SVG: geometry as attributes, looks as classes of ``claim.css``, every text escaped."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from belegg.desk._i18n import Language
from belegg.desk._pages import marks
from belegg.desk._path import Edge, Graph, Node
from belegg.desk._path_layout import LINE, Picture, Spot, lay_out, wrap
from belegg.desk._path_words import edge_words, node_name, node_note
from belegg.render._clean import for_html

__all__ = ["path_svg"]

_BIG, _SMALL = 14.0, 12.0
_BOLD = _BIG * 1.15
"""Bold letters are broader."""


def path_svg(graph: Graph, language: Language) -> Markup:
    """The picture of a path; what it shows is in its title and description too."""
    picture = lay_out(graph)
    return marks("".join(_svg(picture, graph, language)))


def _svg(picture: Picture, graph: Graph, language: Language) -> Iterator[str]:
    width, height = round(picture.width), round(picture.height)
    yield (
        f'<svg class="path" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="path-title path-desc">'
    )
    yield f'<title id="path-title">{for_html(language.gettext("The path of this claim"))}</title>'
    yield f'<desc id="path-desc">{for_html(_description(graph, language))}</desc>'
    for edge, line in picture.lines:
        yield _edge(edge, line, graph, language)
    for day in picture.days:
        x, y, box_width, _ = day.box
        said = language.day(day.day) if day.day else language.gettext("no date")
        yield f'<line class="p-rule" x1="{x:g}" y1="{y + 20:g}" x2="{x + box_width:g}" y2="{y + 20:g}"/>'
        yield f'<text class="p-day" x="{x:g}" y="{y + 14:g}">{for_html(said[:40])}</text>'
    for spot in picture.spots:
        yield from _node(spot, graph, language)
    if picture.rest:
        x, y, _, _ = picture.rest
        more = language.ngettext("and %(num)s more", "and %(num)s more", graph.hidden) % {"num": graph.hidden}
        yield f'<text class="p-note" x="{x:g}" y="{y + 14:g}">{for_html(more)}</text>'
    yield "</svg>"


def _description(graph: Graph, language: Language) -> str:
    origins, articles = len(graph.part("origin")), len(graph.part("article")) + graph.hidden
    starts = language.ngettext("%(num)s starting point", "%(num)s starting points", origins) % {"num": origins}
    ends = language.ngettext("%(num)s article", "%(num)s articles", articles) % {"num": articles}
    said = language.gettext(
        "From left to right: %(starts)s, then %(ends)s in order of time. The list below says the same."
    )
    return said % {"starts": starts, "ends": ends}


def _edge(edge: Edge, line: str, graph: Graph, language: Language) -> str:
    classes = ["p-edge", f"p-{edge.kind}"]
    classes += [name for name, on in (("p-hearsay", edge.hearsay), ("p-denied", edge.denied)) if on]
    inner = f'<path class="p-core" d="{line}"/>' if edge.kind == "copy" else ""
    title = f"<title>{for_html(edge_words(edge, graph, language))}</title>"
    return f'<g class="{" ".join(classes)}">{title}<path class="p-line" d="{line}"/>{inner}</g>'


def _node(spot: Spot, graph: Graph, language: Language) -> Iterator[str]:
    node = spot.node
    name, note = node_name(node, language), node_note(node, graph.edges, graph.nodes, language)
    title = f"{name}, {note}" if note else name
    if node.title:
        title += f": {node.title[:200]}"
    yield f'<g class="p-node p-{node.part}"><title>{for_html(title)}</title>'
    yield _dot(spot)
    x, y, width, height = spot.box
    at = {"start": x, "middle": spot.x, "end": x + width}[spot.anchor]
    anchor = "" if spot.anchor == "start" else f' text-anchor="{spot.anchor}"'
    texts = _texts(node, name, note, width)
    # An origin's words stand in the middle of their box, the others begin at its top.
    top = y + (height - len(texts) * LINE) / 2 if node.part == "origin" else y
    for row, (text, look) in enumerate(texts):
        baseline = top + row * LINE + 13
        yield f'<text class="{look}" x="{at:g}" y="{baseline:g}"{anchor}>{for_html(text)}</text>'
    yield "</g>"


def _texts(node: Node, name: str, note: str, width: float) -> list[tuple[str, str]]:
    if node.part == "hand":
        return [(text, "p-small") for text in wrap(name, width, _SMALL, 2)]
    if node.part == "origin":
        lines = [(text, "p-name") for text in wrap(name, width, _BOLD, 2)]
        return lines + [(text, "p-note") for text in wrap(note, width, _SMALL, 1)]
    lines = [(text, "p-name") for text in wrap(name, width, _BOLD, 1)]
    lines += [(text, "p-note") for text in wrap(note, width, _SMALL, 1)]
    return lines + [(text, "p-note p-title") for text in wrap(node.title or "", width, _SMALL, 1)]


def _dot(spot: Spot) -> str:
    node, x, y = spot.node, spot.x, spot.y
    looks = ["p-dot"]
    if node.unnamed:
        looks.append("p-hollow")
    if node.part == "origin" and node.source == "implicit":
        looks.append("p-nobody")
    if node.denied:
        looks.append("p-no")
    look = " ".join(looks)
    if node.part == "origin" and node.source in ("organisation", "document") and not node.unnamed:
        shape = f'<rect class="{look}" x="{x - 6:g}" y="{y - 6:g}" width="12" height="12"/>'
    else:
        radius = {"origin": 7, "hand": 5, "article": 5}[node.part]
        shape = f'<circle class="{look}" cx="{x:g}" cy="{y:g}" r="{radius}"/>'
    if node.denied:
        shape += f'<path class="p-cross" d="M{x - 4:g} {y - 4:g}l8 8m0 -8l-8 8"/>'
    return shape
