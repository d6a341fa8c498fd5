"""Map tiles of a city's own streets, from its file to a browser that keeps them for good."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from starlette.responses import Response

from locator.geo.tile_file import LEAST_ZOOM, MOST_ZOOM
from locator.problems import QueryError
from locator.web.parts import state

if TYPE_CHECKING:
    from starlette.requests import Request

PATH = "/ground/{city}/{mark}/{z:int}/{x:int}/{y:int}"
_FOREVER = "public, max-age=31536000, immutable"


def tile(request: Request) -> Response:
    """One tile; its address says which making of the file it is of."""
    asked = request.path_params
    z, x, y = asked["z"], asked["x"], asked["y"]
    try:
        found = state.site().streets.tiles(asked["city"])
    except QueryError:
        found = None
    inside = LEAST_ZOOM <= z <= MOST_ZOOM and x < 2**z and y < 2**z
    if found is None or found.mark != asked["mark"] or not inside:
        return Response(status_code=404)
    data, headers = found.tile(z, x, y), {"Cache-Control": _FOREVER, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        data = gzip.decompress(data)
    return Response(data, 200, headers, "application/vnd.mapbox-vector-tile")
