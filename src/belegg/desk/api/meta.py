"""What machines and their makers ask beside the API: its description, health, metrics."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from belegg.desk._access import Scope, need
from belegg.desk._desk import DeskNow
from belegg.desk._metrics import CONTENT_TYPE, Metrics
from belegg.desk._openapi import operations, schema_of, schemas
from belegg.errors import BeleggError

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/api/v1/openapi.json", dependencies=[Depends(need(Scope.OPEN))])
def openapi(request: Request) -> Response:
    """The API in OpenAPI 3.1."""
    return JSONResponse(schema_of(request.app), headers={"cache-control": "no-cache"})


@router.get("/api", dependencies=[Depends(need(Scope.OPEN))])
def api_page(request: Request, desk: DeskNow) -> Response:
    """The same for people, made here from the same description."""
    described = schema_of(request.app)
    scheme = "https" if desk.options.secure_cookies else "http"
    base = f"{scheme}://{request.headers.get('host', '')}{desk.options.prefix}"
    return desk.pages.page(
        request, "api.html", groups=operations(described, base), schemas=schemas(described), base=base
    )


@router.get("/healthz", dependencies=[Depends(need(Scope.OPEN))])
def healthz() -> Response:
    """Whether the desk runs at all."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", dependencies=[Depends(need(Scope.OPEN))])
def readyz(desk: DeskNow) -> Response:
    """Whether it can answer: the ledger and the desk's own file are there. 503 where not."""
    try:
        desk.ledger.last_change()
        desk.state.one("SELECT 1")
    except BeleggError:
        return JSONResponse({"status": "unready"}, 503, {"retry-after": "5"})
    return JSONResponse({"status": "ok"})


@router.get("/metrics", dependencies=[Depends(need(Scope.READ))])
def metrics(request: Request) -> Response:
    """Requests by route, times and sizes, for Prometheus. Where people log in it needs a token with «read»."""
    counted: Metrics = request.app.state.metrics
    return Response(counted.text(), headers={"content-type": CONTENT_TYPE})
