"""Charts as figures, in the colours, patterns and symbols of the maps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from locator.pack.model import STATUSES
from locator.reports.content.report import Chart, Series
from locator.reports.drawing.canvas import (
    COLOURS,
    INK,
    MIST,
    QUIET,
    SERIES,
    SHARE,
    label_style,
    rectangle,
    status_area,
    symbol,
    text_width,
    wrapped,
)
from locator.reports.figure import Figure, Line, Shape, Text
from locator.wording.catalogue import t
from locator.wording.figures import UNKNOWN, apart, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locator.pack.model import Status
    from locator.reports.content.report import ChartKind, Head
    from locator.reports.figure import Item, Point

#: Size of a chart in points, its margins, and the room of names left of the bars.
WIDTH, HEIGHT = 880.0, 374.0
_LEFT, _RIGHT, _TOP, _FOOT = 190.0, 70.0, 40.0, 22.0
_MOST_LEFT = 340.0
_ROW, _BAR = 74.0, 0.68
_SIZE, _SMALL, _LEAST, _NOTE = 16.0, 14.0, 13.5, 10.5
#: From line to line of a name, in sizes, and the size under which none is set.
_LINE, _TINY = 1.15, 8.0
_SYMBOL = 4.6
#: How high a chart of shares may end, so that its quarters are whole per cents.
_TOPS = (0.04, 0.08, 0.2, 0.4, 0.6, 0.8, 1.0)


class Caption(NamedTuple):
    """What a chart is called by the program, the question it asks, and its answer."""

    id: str
    title: str
    answer: str


def stacked(
    caption: Caption, names: tuple[str, ...], series: tuple[Series, ...], head: Head
) -> Chart:
    """Bars of equal length, shared out by status, with the counts in them."""
    left = _name_room(names, _LEFT)
    items = _legend(head, left)
    rows = _rows(len(names))
    for row, (label, y, height) in enumerate(zip(names, *rows, strict=True)):
        items += _name(label, y, height, left)
        values = _statuses(series, row)
        items += _bar(values, left, WIDTH - left - _RIGHT, y, height, "{:,.0f}")
        total = number(sum(values.values()), head.lang)
        items.append(Text((WIDTH - _RIGHT + 8, y + height * 0.5 + 5), total, _SMALL, QUIET))
    return _chart(caption, "stacked", names, series, items, head)


def distance(caption: Caption, rows: Sequence[tuple[str, float, float]], head: Head) -> Chart:
    """What share of the need is there, and the way that is left to the threshold."""
    lang = head.lang
    left = _name_room([label for label, _, _ in rows], _LEFT)
    width = WIDTH - left - 170
    items: list[Item] = []
    ys, heights = _rows(len(rows))
    bottom = ys[-1] + heights[-1]
    for share in (0.0, 0.5, 1.0):
        x = left + width * share
        items.append(
            Line(
                ((x, _TOP - 8), (x, bottom + 4)),
                INK if share == 1 else MIST,
                1.6 if share == 1 else 1.0,
            )
        )
        items.append(Text((x, _TOP - 14), f"{share:.0%}", _SMALL, QUIET, anchor="middle"))
    for (label, have, need), y, height in zip(rows, ys, heights, strict=True):
        middle = y + height / 2
        at = left + width * min(have / need, 1.0)
        items += _name(label, y, height, left)
        if have:
            bar = rectangle(left, middle - height * 0.22, at - left, height * 0.44)
            items.append(Shape((bar,), fill=QUIET))
        items.append(Line(((at, middle), (left + width, middle)), COLOURS["gap"], 2.2, dashed=True))
        items.append(Shape(symbol("gap", (at, middle), 6).rings, fill=COLOURS["gap"]))
        words = apart(have, need, lang)
        figures = t("report.chart_gaps_figures", lang, have=words[0], need=words[1])
        items.append(Text((left + width + 10, middle + 5), figures, _SMALL))
    names = tuple(label for label, _, _ in rows)
    series = (
        Series(t("report.chart_gaps_have", lang), tuple(have / need for _, have, need in rows)),
        Series(
            t("report.chart_gaps_missing", lang),
            tuple(max(1 - have / need, 0.0) for _, have, need in rows),
            "gap",
        ),
    )
    return _chart(caption, "stacked", names, series, items, head, percent=True)


def ageing(
    caption: Caption, names: tuple[str, ...], series: tuple[Series, ...], head: Head
) -> Chart:
    """Two panels: how many are old, and beside it how far the requirement is met.

    The first series is the share of residents, the others are counts of units by status: shares
    of a few units look exact, and rounded ones need not add up.
    """
    items = _legend(head, _LEFT + 390, t("report.chart_ageing_unit", head.lang))
    items.append(Text((_LEFT, _TOP - 16), series[0].name, _SIZE))
    shares = series[0].values
    largest = max((share for share in shares if share is not None), default=1.0) or 1.0
    half = 190.0
    for row, (label, y, height) in enumerate(zip(names, *_rows(len(names)), strict=True)):
        items += _name(label, y, height)
        share = shares[row]
        inset, long = height * (1 - _BAR) / 2, half * (share or 0.0) / largest
        if share is not None:
            bar = rectangle(_LEFT, y + inset, long, height * _BAR)
            items.append(Shape((bar,), fill=SHARE))
        words = UNKNOWN if share is None else percent(share)
        items.append(Text((_LEFT + long + 6, y + height / 2 + 5), words, _SMALL, QUIET))
        room = WIDTH - _LEFT - 390 - 20
        items += _bar(_statuses(series, row), _LEFT + 390, room, y, height, "{:,.0f}")
    return _chart(caption, "bars", names, series, items, head, percent=True)


def _statuses(series: Sequence[Series], row: int) -> dict[Status, float]:
    """What a category has of each status, as far as it is known."""
    return {s.status: value for s in series if s.status and (value := s.values[row]) is not None}


def _chart(
    caption: Caption,
    kind: ChartKind,
    names: tuple[str, ...],
    series: tuple[Series, ...],
    items: Sequence[Item],
    head: Head,
    *,
    percent: bool = False,
) -> Chart:
    foot = head.as_of
    figure = Figure(
        WIDTH,
        HEIGHT,
        (*items, Text((WIDTH, HEIGHT - 6), foot, _NOTE, QUIET, anchor="end")),
        caption.title,
        t(
            "report.chart_alt",
            head.lang,
            title=caption.title,
            scope=head.scope,
            answer=caption.answer,
        ),
        columns=(t("report.chart_category", head.lang), *(s.name for s in series)),
        rows=tuple((label, *(s.values[row] for s in series)) for row, label in enumerate(names)),
    )
    return Chart(caption.id, caption.title, caption.answer, kind, names, series, percent, figure)


def _rows(n: int) -> tuple[list[float], list[float]]:
    """Upper edge and height of each of the rows."""
    height = min(_ROW, (HEIGHT - _TOP - _FOOT) / max(n, 1))
    return [_TOP + height * row for row in range(n)], [height] * n


def _name_room(names: Sequence[str], least: float) -> float:
    """Where bars begin, right of their names: clauses have longer ones than counties."""
    longest = max((text_width(label, _LEAST) for label in names), default=0.0)
    return min(max(least, longest + 16), _MOST_LEFT)


def _name(label: str, y: float, height: float, left: float = _LEFT) -> list[Item]:
    """A name before its bar, whole: set smaller, then on two lines, where the room asks for it.

    Two clauses may differ in the last word only.
    """
    room = left - 14
    size = min(_SIZE, height * 0.62, max(_LEAST, room / text_width(label, 1)))
    while len(words := wrapped(label, size, room)) * size * _LINE > height and size > _TINY:
        size -= 0.5
    top = y + height / 2 - (len(words) - 1) * size * _LINE / 2 + size * 0.35
    return [
        Text((left - 10, top + line * size * _LINE), word, size, anchor="end")
        for line, word in enumerate(words)
    ]


def _bar(
    values: dict[Status, float], left: float, width: float, y: float, height: float, form: str
) -> list[Item]:
    """One bar shared out by status; its value stands in each part that has the room."""
    items: list[Item] = []
    whole = sum(values.values()) or 1
    top, tall = y + height * (1 - _BAR) / 2, height * _BAR
    size = min(_SMALL, tall * 0.92)
    for status in STATUSES:
        long = width * values.get(status, 0) / whole
        if not long:
            continue
        items.append(status_area(status, (rectangle(left, top, long, tall),)))
        count = form.format(values[status])
        if text_width(count, size) + 6 <= long:
            at = (left + long / 2, top + tall / 2 + size * 0.36)
            items.append(Text(at, count, size, anchor="middle", bold=True, **label_style(status)))
        left += long
    return items


def _legend(head: Head, left: float = _LEFT, unit: str = "") -> list[Item]:
    items: list[Item] = []
    for status in STATUSES:
        items.append(status_area(status, (rectangle(left, _TOP - 28, 24, 15),)))
        items.append(symbol(status, (left + 12, _TOP - 20.5), _SYMBOL - 0.6))
        words = t(f"coverage.status_{status}", head.lang) + unit * (status == "met")
        items.append(Text((left + 30, _TOP - 15), words, _SMALL))
        left += 30 + text_width(words, _SMALL) + 20
    return items


def lines(
    caption: Caption,
    dates: tuple[str, ...],
    series: tuple[Series, ...],
    head: Head,
    *,
    fitted: bool = False,
) -> Chart:
    """Shares over time: a colour, a mark and a dash a series, its name at its end.

    ``fitted``: as high as the shares need, and not up to all.
    """
    left, right, bottom = 60.0, WIDTH - 250.0, HEIGHT - _FOOT - 26
    largest = max(v for one in series for v in one.values if v is not None) if fitted else 1.0
    top = next(one for one in _TOPS if one >= largest)
    items: list[Item] = []
    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = bottom - (bottom - _TOP) * part
        items.append(Line(((left, y), (right, y)), MIST))
        items.append(Text((left - 8, y + 5), f"{top * part:.0%}", _SMALL, QUIET, anchor="end"))
    step = (right - left) / max(len(dates) - 1, 1)
    shown = range(0, len(dates), max(math.ceil(_date_room(dates) / max(step, 1)), 1))
    for number_ in shown:
        at = (left + step * number_, bottom + 20)
        items.append(Text(at, dates[number_], _SMALL, QUIET, anchor="middle"))
    ends: list[tuple[float, str, str]] = []
    for number_, one in enumerate(series):
        colour = SERIES[number_ % len(SERIES)]
        points = tuple(
            (left + step * i, bottom - (bottom - _TOP) * v / top)
            for i, v in enumerate(one.values)
            if v is not None
        )
        if not points:
            continue
        items.append(Line(points, colour, 2.6, dashed=number_ % 2 == 1))
        items += [Shape((mark(number_, at),), fill=colour) for at in points]
        end = one.values[-1]
        last = UNKNOWN if end is None else percent(end) if fitted else f"{end:.0%}"
        words = "\n".join(wrapped(f"{one.name} {last}", _SMALL, WIDTH - right - 16))
        ends.append((points[-1][1] + 5, words, colour))
    for y, label, colour in spread(ends, bottom + 5):
        for line, words in enumerate(label.split("\n")):
            at = (right + 12, y + line * _SMALL * _LINE)
            items.append(Text(at, words, _SMALL, colour, bold=True))
    return _chart(caption, "lines", dates, series, items, head, percent=True)


def mark(number_: int, at: Point) -> tuple[Point, ...]:
    """The mark of a series: square, triangle, diamond, hexagon, by its number."""
    corners, turn = ((4, 45), (3, 0), (4, 0), (6, 0))[number_ % 4]
    angles = (math.radians(turn + 360 * corner / corners) for corner in range(corners))
    return tuple((at[0] + 5 * math.sin(a), at[1] - 5 * math.cos(a)) for a in angles)


def _date_room(dates: Sequence[str]) -> float:
    return max((text_width(date, _SMALL) for date in dates), default=0.0) + 12


def spread(
    ends: Sequence[tuple[float, str, str]], lowest: float
) -> Iterator[tuple[float, str, str]]:
    """Labels in the order of their lines' ends, as near to them as keeps them apart.

    A label may have several lines; told is where its first one stands.
    """
    order = sorted(ends)
    ys = [y for y, _, _ in order]
    high = [_SMALL * (1.3 + label.count("\n") * _LINE) for _, label, _ in order]
    for number_ in range(1, len(ys)):
        ys[number_] = max(ys[number_], ys[number_ - 1] + high[number_ - 1])
    below = lowest + _SMALL * 1.3
    for number_ in range(len(ys) - 1, -1, -1):
        ys[number_] = min(ys[number_], below - high[number_])
        below = ys[number_]
    for y, (_, label, colour) in zip(ys, order, strict=True):
        yield y, label, colour
