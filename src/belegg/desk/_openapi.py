"""The description of the API: what FastAPI finds out, with this desk's one shape of errors and its tokens; and the same
cut up for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI
from fastapi.routing import APIRoute

from belegg.desk._access import Scope, scope_of, walk

__all__ = ["Operation", "operations", "schema_of", "schemas"]

_ERROR: Final = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "remedy"],
            "properties": {
                "code": {"type": "string", "description": "A word for programs"},
                "message": {"type": "string", "description": "What went wrong, for people"},
                "remedy": {"type": ["string", "null"], "description": "What can be done about it"},
            },
        }
    },
}
_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One way of asking, as the page shows it; `parameters` are (name, place, type, must, says)."""

    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[tuple[str, str, str, bool, str], ...]
    body: str
    answers: tuple[tuple[str, str], ...]
    example: str


def schema_of(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description, made once."""
    kept: dict[str, Any] | None = getattr(app.state, "openapi", None)
    if kept is None:
        kept = app.state.openapi = _finish(app)
    return kept


def _finish(app: FastAPI) -> dict[str, Any]:
    # FastAPI keeps what it made and gives the same again.
    made: dict[str, Any] = json.loads(json.dumps(app.openapi()))
    scopes = {
        (route.path_format, method.lower()): scope_of(route)
        for route in walk(app.routes)
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    parts = made.setdefault("components", {})
    found = parts.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        found.pop(name, None)
    found["Error"] = _ERROR
    parts["securitySchemes"] = {
        "token": {"type": "http", "scheme": "bearer", "description": "A token made on the page «Access»"}
    }
    says = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for path, item in made.get("paths", {}).items():
        for method in _METHODS:
            if method not in item:
                continue
            one, scope = item[method], scopes.get((path, method))
            one["responses"].pop("422", None)
            one["responses"]["default"] = {"description": "An error", "content": says}
            one["x-scope"] = scope.value if scope else None
            # Where nobody must log in, the token may be left out.
            one["security"] = [] if scope is Scope.OPEN else [{"token": []}, {}]
    return made


def operations(schema: Mapping[str, Any], base: str) -> dict[str, list[Operation]]:
    """All ways of asking by their tag, in the order of the description."""
    groups: dict[str, list[Operation]] = {}
    for path, item in schema.get("paths", {}).items():
        for method in _METHODS:
            if method in item:
                tag = (item[method].get("tags") or ["other"])[0]
                groups.setdefault(tag, []).append(_operation(schema, path, method, item[method], base))
    return groups


def _operation(schema: Mapping[str, Any], path: str, method: str, one: Mapping[str, Any], base: str) -> Operation:
    content = one.get("requestBody", {}).get("content", {})
    kind: str = next(iter(content), "")
    body: Mapping[str, Any] = content.get(kind, {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=one.get("summary", ""),
        description=one.get("description", ""),
        scope=one.get("x-scope") or "",
        parameters=tuple(_parameters(one)),
        body=f"{kind}: {_type(body.get('schema', {}))}" if kind else "",
        answers=tuple((code, _answer(answer)) for code, answer in one.get("responses", {}).items()),
        example=_curl(schema, path, method, kind, body, base),
    )


def _parameters(one: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool, str]]:
    for p in one.get("parameters", []):
        says = p.get("description") or p.get("schema", {}).get("description", "")
        yield p["name"], p["in"], _type(p.get("schema", {})), bool(p.get("required")), says


def _answer(answer: Mapping[str, Any]) -> str:
    kinds = [
        f"{kind}: {_type(body['schema'])}" if body.get("schema") else kind
        for kind, body in answer.get("content", {}).items()
    ]
    return "; ".join([answer.get("description", ""), *kinds])


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if many := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(dict.fromkeys(_type(s) for s in many))
    if "enum" in schema:
        return " | ".join(json.dumps(v, ensure_ascii=False) for v in schema["enum"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def schemas(schema: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str, bool, str]]]]:
    """Named shapes with their fields: (name, type, must, says)."""
    out = []
    for name, shape in sorted(schema.get("components", {}).get("schemas", {}).items()):
        must = set(shape.get("required", ()))
        fields = shape.get("properties", {})
        out.append((name, [(f, _type(s), f in must, s.get("description", "")) for f, s in fields.items()]))
    return out


def _curl(schema: Mapping[str, Any], path: str, method: str, kind: str, body: Mapping[str, Any], base: str) -> str:
    parts = ["curl", "-H 'Authorization: Bearer belegg_…'"]
    if method != "get":
        parts.append(f"-X {method.upper()}")
    if kind == "application/json":
        shape = body.get("schema", {})
        if "$ref" in shape:
            shape = schema["components"]["schemas"].get(_type(shape), {})
        must = shape.get("required") or list(shape.get("properties", {}))[:1]
        given = {f: _sample(shape.get("properties", {}).get(f, {})) for f in must}
        words = json.dumps(given, ensure_ascii=False).replace("'", "'\\''")
        parts.append(f"-H 'Content-Type: application/json' -d '{words}'")
    elif kind:
        parts.append("-F field=value")
    return " ".join([*parts, f"'{base}{path}'"])


def _sample(schema: Mapping[str, Any]) -> Any:
    if "default" in schema:
        return schema["default"]
    if "enum" in schema:
        return schema["enum"][0]
    samples: dict[str, Any] = {"integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}}
    return samples.get(str(schema.get("type")), "…")
