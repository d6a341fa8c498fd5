"""Pages as Streamlit's AppTest runs them: opened by an address, read as a visitor would."""

from __future__ import annotations

import base64
import functools
import json
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each AppTest would look through the metadata of every installed package for components again.
manifest_scanner.scan_component_manifests = functools.cache(
    manifest_scanner.scan_component_manifests
)

# Each run of a page would compile its scripts again; a server does that once.
local_script_runner.ScriptCache = functools.cache(  # type: ignore[misc]
    local_script_runner.ScriptCache
)

#: Seconds that one run of a page may take on a machine loaded ten times over.
PATIENCE_S = 120
SHELL = Path(__file__).resolve().parents[1] / "src" / "locator" / "web" / "shell.py"


WATERMARK = "虚构示例 FICTIONAL DEMO"


def opened(page: str = "find", **query: str | list[str]) -> AppTest:
    """A page opened by an address."""
    app = AppTest.from_file(str(SHELL), default_timeout=PATIENCE_S)
    app.query_params.update(query)
    if page != "find":
        app.switch_page(f"../../../pages/{page}.py")
    return app.run()


def elements(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from elements(child)


def shown(app: AppTest) -> str:
    """Everything written on the page outside components."""
    written = (getattr(e, "value", None) for e in elements(app.main))
    return "\n".join(text for text in written if isinstance(text, str))


def component(app: AppTest, name: str) -> Any:
    """What a component of ours was given."""
    [found] = [
        e
        for e in elements(app.main)
        if getattr(e, "type", "") == "bidi_component"
        and e.proto.component_name == f"locator_{name}"
    ]
    return given(found)


def given(node: Any) -> Any:
    """What a component of ours was given, a packed deck unpacked."""
    data = json.loads(node.proto.json)
    return json.loads(zlib.decompress(base64.b64decode(data["deck"]))) if "deck" in data else data
