"""What a tap costs the server: Streamlit sessions over plain websockets, without a browser.

Each session opens a page and then changes one of its choices every few seconds, as a person does;
messages that a browser keeps by their hash are not sent again. Processor seconds are those of the
server's process, so that a busy machine and this client count little; waits are clock times, which
hold for a quiet machine only. Everything is measured beside the bare page
(:mod:`benchmarks.bare_app`) with ``gc.freeze``, which Streamlit's collection after every run asks
for, and as it stands.

Targets: processor seconds of a tap at most 3x the frozen bare page on Find, Circle and Sharing and
5x on Coverage and Data; at most 30 kB a tap and 80 kB a visit of a browser that was here before
(nothing that a socket sends outlasts a visit, so that it is what the first run sends); p95 of 50
sessions thinking 5 s at most 1 s on Find and 2 s on Coverage, of 100 on Find at most 3 s; at most
1 MB a session; first paint at most 1.2x the bare page's. A session that fails counts as a failure
and ends nothing; with fewer sessions (``--sessions``) waits say less, ratios and bytes the same.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import browser
from benchmarks.timing import short

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).resolve().parents[1]
_PLACE = "near=察院场站"
#: Page, what stands in its address, and how many times the frozen bare page a tap may cost.
_PAGES = {
    "find": ("", _PLACE, 3),
    "circle": ("circle", _PLACE, 3),
    "shares": ("shares", "", 3),
    "coverage": ("coverage", "", 5),
    "data": ("data", "", 5),
    "meeting": ("meeting", "", None),
}
#: Page, share of the largest crowd, and the longest wait of 95 in 100 taps, in seconds.
_CROWDS = (("find", 0.5, 1.0), ("coverage", 0.5, 2.0), ("find", 1.0, 3.0))
_MOST_KB, _MOST_VISIT_KB, _MOST_MB, _MOST_PAINT = 30, 80, 1.0, 1.2
_FEW, _FEW_THINK_S, _MANY, _MANY_THINK_S = 4, 1.0, 100, 5.0
#: How long taps are made, by a few and by a crowd, and how long one is waited for, in seconds;
#: a server reads its packs anew before it is ready.
_SECONDS, _CROWD_SECONDS, _PATIENCE_S, _READY_S = 8.0, 20.0, 60, 240
_LEFT_ALONE = {"语言", "城市", "Language", "City"}


@dataclass
class _Figures:
    first_kb: list[float] = field(default_factory=list)
    tap_kb: list[float] = field(default_factory=list)
    wait_s: list[float] = field(default_factory=list)
    failures: int = 0


class _Session:
    """A browser as far as Streamlit's server sees it."""

    def __init__(self, line: websockets.ClientConnection, page: str, query: str, seed: int) -> None:
        self._line, self._page, self._query = line, page, query
        self._dice = random.Random(seed)  # noqa: S311 - the same taps each time
        self._kept: set[str] = set()
        self._choices: dict[str, list[str]] = {}
        self._chosen: dict[str, list[str]] = {}

    async def run(self, figures: _Figures) -> tuple[float, float]:
        """Ask for a run of the page; seconds until it ended, and kB of it."""
        asked = BackMsg()
        asked.rerun_script.page_name = self._page
        asked.rerun_script.query_string = self._query
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        for key, chosen in self._chosen.items():
            widget = asked.rerun_script.widget_states.widgets.add()
            widget.id = key
            widget.string_array_value.data.extend(chosen)
        began, size = time.perf_counter(), 0
        await self._line.send(asked.SerializeToString())
        while True:
            raw = await asyncio.wait_for(self._line.recv(), _PATIENCE_S)
            size += len(raw)
            message = ForwardMsg()
            message.ParseFromString(raw)
            if message.metadata.cacheable and message.hash:
                self._kept.add(message.hash)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._look(message.delta.new_element, figures)
            elif kind == "script_finished":
                return time.perf_counter() - began, size / 1000

    def tap(self) -> None:
        """Choose something else in one of the page's groups of buttons."""
        if not self._choices:
            return
        key = self._dice.choice(sorted(self._choices))
        now = self._chosen.get(key)
        others = [one for one in self._choices[key] if [one] != now]
        self._chosen[key] = [self._dice.choice(others)] if others else []

    def _look(self, element: Any, figures: _Figures) -> None:
        kind = element.WhichOneof("type")
        figures.failures += kind == "exception"
        if kind == "button_group":
            group = element.button_group
            if group.label not in _LEFT_ALONE and not group.disabled:
                self._choices[group.id] = [option.content for option in group.options]


async def _visit(
    url: str, page: tuple[str, str], think_s: float, seconds: float, seed: int, out: _Figures
) -> None:
    async with websockets.connect(
        url.replace("http", "ws") + "/_stcore/stream",
        subprotocols=["streamlit"],
        origin=url,
        max_size=None,
        open_timeout=_PATIENCE_S,
        ping_timeout=None,
    ) as line:
        session = _Session(line, *page, seed)
        out.first_kb.append((await session.run(out))[1])
        dice = random.Random(seed)  # noqa: S311 - as above
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await asyncio.sleep(think_s * (0.5 + dice.random()))
            session.tap()
            waited, size = await session.run(out)
            out.wait_s.append(waited)
            out.tap_kb.append(size)


async def _crowd(
    url: str, page: tuple[str, str], count: int, think_s: float, seconds: float = _SECONDS
) -> _Figures:
    out = _Figures()
    visits = (_visit(url, page, think_s, seconds, seed, out) for seed in range(count))
    ended = await asyncio.gather(*visits, return_exceptions=True)
    out.failures += sum(isinstance(one, BaseException) for one in ended)
    return out


def _processor_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory_mb(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


@contextmanager
def _served(script: str, **settings: str) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port),
               "--server.address", "127.0.0.1"]  # fmt: skip # a command, as one types it
    with tempfile.TemporaryDirectory() as data:
        settings = os.environ | {"LOCATOR_DATA": data, "PYTHONPATH": str(_ROOT)} | settings
        process = subprocess.Popen(command, cwd=_ROOT, env=settings, stdout=subprocess.DEVNULL)
        try:
            _await(url)
            yield url, process.pid
        finally:
            process.terminate()
            process.wait()


def _await(url: str) -> None:
    until = time.monotonic() + _READY_S
    while True:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=_READY_S):  # noqa: S310 - our own
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _percentile(values: list[float], share: float) -> float:
    ordered = sorted(values) or [float("nan")]
    return short(ordered[min(len(ordered) - 1, int(share * len(ordered)))])


def _cost(url: str, process: int, page: tuple[str, str]) -> dict[str, float]:
    """What a few sessions cost, after one that nobody measures."""
    asyncio.run(_crowd(url, page, 1, 0.1))
    before = _processor_s(process)
    found = asyncio.run(_crowd(url, page, _FEW, _FEW_THINK_S))
    runs = len(found.wait_s) + len(found.first_kb)
    if not found.wait_s:
        raise RuntimeError(f"no tap on {page[0] or 'find'} was answered in {_PATIENCE_S} s")
    return {
        "processor_s": short((_processor_s(process) - before) / runs),
        "p50_s": _percentile(found.wait_s, 0.5),
        "p95_s": _percentile(found.wait_s, 0.95),
        "first_kb": short(statistics.mean(found.first_kb)),
        "tap_kb": short(statistics.mean(found.tap_kb)),
        "failures": found.failures,
    }


def run(most: int = _MANY) -> dict[str, Any]:
    """Everything, with at most so many sessions at once."""
    table: dict[str, dict[str, Any]] = {}
    for name, frozen in (("bare", {}), ("bare frozen", browser.FROZEN)):
        with _served("benchmarks/bare_app.py", **browser.PLAIN, **frozen) as (url, process):
            table[name] = _cost(url, process, ("", ""))
    crowds: dict[str, dict[str, float]] = {}
    targets: dict[str, bool] = {}
    with _served("app.py") as (url, process):
        for name, (page, query, _) in _PAGES.items():
            table[name] = _cost(url, process, (page, query))
        before, largest = _memory_mb(process), 0
        for name, share, limit in _CROWDS:
            count = max(1, round(most * share))
            found = asyncio.run(_crowd(url, _PAGES[name][:2], count, _MANY_THINK_S, _CROWD_SECONDS))
            p95 = _percentile(found.wait_s, 0.95)
            crowds[f"{name}, {count} sessions"] = {
                "p50_s": _percentile(found.wait_s, 0.5),
                "p95_s": p95,
                "failures": found.failures,
            }
            targets[f"{name}: p95 of {count} sessions at most {limit} s"] = p95 <= limit
            largest = max(largest, count)
        each = short((_memory_mb(process) - before) / largest)
    peer = table["bare frozen"]["processor_s"]
    for name, (_, _, times) in _PAGES.items():
        own = table[name]
        own["ratio"] = short(own["processor_s"] / peer)
        targets[f"{name}: at most {_MOST_KB} kB a tap"] = own["tap_kb"] <= _MOST_KB
        targets[f"{name}: at most {_MOST_VISIT_KB} kB a visit"] = own["first_kb"] <= _MOST_VISIT_KB
        if times:
            key = f"{name}: a tap at most {times}x the frozen bare page"
            targets[key] = own["ratio"] <= times
    paint = browser.first_paint()
    targets[f"at most {_MOST_MB} MB a session"] = each <= _MOST_MB
    targets[f"first paint at most {_MOST_PAINT}x the bare page"] = paint["ratio"] <= _MOST_PAINT
    return {
        "a_run": table,
        "crowds": crowds,
        "mb_a_session": each,
        "first_paint_s": paint,
        "targets": targets,
    }
