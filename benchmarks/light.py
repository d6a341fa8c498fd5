"""The light face: requests a second on one core, and bytes of the first answer.

Beside it one run of the Find page's script, which is what each tap costs in a Streamlit session.
Target: the first answer with its style and script takes at most 40 kB compressed.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from benchmarks.timing import short
from locator.light.door import PATHS, LightFace
from locator.settings import read_settings
from locator.site import Site
from locator.web.server import SHELL

if TYPE_CHECKING:
    from collections.abc import Callable

_QUESTIONS = ("/m", "/m?near=" + quote("察院场站"), "/m?layer=library&open=1",
              "/m/venue?id=sz-85cc4fc4ac",
              "/m/circle?near=" + quote("观前街"))  # fmt: skip # a list, as many a line as fit
_REPEATS, _RUNS, _MOST_BYTES, _PATIENCE_S = 30, 5, 40_000, 120


def _hand_in(*_: object) -> None:
    """Reports go nowhere."""


def run() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings().model_copy(update={"data": Path(folder)})
        face = LightFace(Site.open(settings), _hand_in)
        phone = TestClient(Starlette(routes=[Route(path, face) for path in PATHS]))
        first = _first_bytes(phone)
        numbers = count()

        def fresh(question: str) -> None:
            # Another address each time: nothing of it was answered before.
            mark = "&" if "?" in question else "?"
            phone.get(f"{question}{mark}n={next(numbers)}").raise_for_status()

        answers = {
            question: {
                "fresh_per_core_s": _per_core_s(partial(fresh, question), _REPEATS),
                "kept_per_core_s": _per_core_s(partial(phone.get, question), _REPEATS),
            }
            for question in _QUESTIONS
        }
        session = AppTest.from_file(str(SHELL), default_timeout=_PATIENCE_S).run()
        runs = _per_core_s(session.run, _RUNS)
    return {
        "first_answer_bytes": first,
        "answers": answers,
        "streamlit_runs_per_core_s": runs,
        "targets": {f"first answer at most {_MOST_BYTES} bytes": first <= _MOST_BYTES},
    }


def _per_core_s(action: Callable[[], object], repeats: int) -> float:
    """How many a core answers in a second: by processor time, so a busy machine counts little."""
    action()
    began = time.process_time()
    for _ in range(repeats):
        action()
    return short(repeats / (time.process_time() - began))


def _first_bytes(phone: TestClient) -> int:
    """Compressed bytes of the first page, its style sheet and its script."""
    page = phone.get("/m").text
    own = re.findall(r'(?:href|src)="(m/(?:style|script)[^"]+)"', page)
    texts = [page.encode(), *(phone.get(f"/{address}").content for address in own)]
    return sum(len(gzip.compress(text)) for text in texts)
