"""Charts of python-pptx from charts of a report, with their data in a workbook behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.util import Pt

from locator.reports.drawing.canvas import (
    COLOURS,
    INK,
    QUIET,
    SERIES,
    SHARE,
    TINTS,
    WHITE,
    text_width,
    wrapped,
)
from locator.reports.drawing.chart import spread
from locator.reports.slides.native import Style, describe, emu, fill, rgb
from locator.wording.catalogue import printable
from locator.wording.figures import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locator.reports.content.report import Chart
    from locator.reports.slides.native import Box, Native, Pen

_KINDS = {
    "stacked": XL_CHART_TYPE.BAR_STACKED_100,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "lines": XL_CHART_TYPE.LINE_MARKERS,
}
#: Marks of lines, as the drawing has them.
_MARKS = (
    XL_MARKER_STYLE.SQUARE,
    XL_MARKER_STYLE.TRIANGLE,
    XL_MARKER_STYLE.DIAMOND,
    XL_MARKER_STYLE.CIRCLE,
)
#: Categories from which their names are set smaller, and by how many points.
_MANY, _SMALLER = 9, 3
#: Points for a category's name.
_NAME_ROOM = 380
#: Size at which names break, the least one, from line to line in sizes, and room of the legend.
_BROKEN, _LEAST, _LINE, _HEAD = 13.5, 9.0, 1.2, 40.0
#: Share of the place that the left one of two charts takes, its categories' names included.
_LEFT_PANEL = 0.52
_LABEL_SIZE, _LEGEND_SIZE = 16, 18
#: Points beside the bars of a chart for its axis and edges.
_AXIS = 40
#: The plot of a chart of lines in its place: left, top, width and height as shares.
_PLOT = (0.08, 0.06, 0.62, 0.8)
#: Points between the end of a line and its name.
_BESIDE = 12


def chart(shapes: Native, data: Chart, place: Box, pen: Pen) -> None:
    """A chart that can be edited, with its data in a workbook behind it.

    Shares of residents and shares of units are no parts of one whole: where a chart has both, they
    stand beside each other as two, like the panels of the drawing.
    """
    own = tuple(one for one in data.series if not one.status)
    if data.kind != "bars" or not own or len(own) == len(data.series):
        _chart(shapes, data, place, pen)
        return
    left, top, width, height = place
    split = width * _LEFT_PANEL
    _chart(shapes, replace(data, series=own), (left, top, split, height), pen, panel="left")
    statuses = tuple(one for one in data.series if one.status)
    beside = replace(data, kind="stacked", series=statuses, percent=False)
    _chart(shapes, beside, (left + split, top, width - split, height), pen, panel="right")


def _chart(
    shapes: Native, data: Chart, place: Box, pen: Pen, *, panel: Literal["", "left", "right"] = ""
) -> None:
    table = CategoryChartData()
    names = [printable(name) for name in data.categories]
    size = _name_size(names, place[3], many=len(names) > _MANY)
    table.categories = names
    for series in data.series:
        table.add_series(printable(series.name), series.values)
    frame = shapes.add_chart(_KINDS[data.kind], *emu(*place), table)
    frame.name = data.id
    _mend(frame.chart._chartSpace)
    describe(frame, data.figure.alt)
    native = frame.chart
    native.font.size, native.font.color.rgb = Pt(_LABEL_SIZE), rgb(INK)
    native.has_title = False
    lines = data.kind == "lines"
    # Both panels have a legend, so that their rows stand at the same heights.
    native.has_legend = bool(panel) or (len(data.series) > 1 and not lines)
    if native.has_legend:
        native.legend.position, native.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
        native.legend.font.size = Pt(_LABEL_SIZE if panel else _LEGEND_SIZE)
    _axes(native, data, size, panel)
    for number, (one, series) in enumerate(zip(native.series, data.series, strict=True)):
        colour = SERIES[number % len(SERIES)] if lines else SHARE
        if series.status:
            colour = COLOURS[series.status]
        if lines:
            _paint_line(one, colour, number)
        else:
            hatched = series.status == "unreported"
            fill(one.format.fill, TINTS["unreported"] if hatched else colour, hatched=hatched)
    if lines:
        _room_for_ends(native)
        _end_labels(shapes, data, place, pen)
    else:
        native.category_axis.reverse_order = True
        _data_labels(native.plots[0], data)
        if data.kind == "stacked":
            longest = max((text_width(name, size) for name in names), default=0.0)
            left = 0.0 if panel == "right" else min(longest, _NAME_ROOM)
            if not panel:
                # Programs cut names at a share of the place of their own.
                x = (left + _AXIS / 4) / place[2]
                _lay_out(native, (x, _HEAD / place[3], 1 - x - 0.01, 1 - _HEAD / place[3] - 0.02))
            _drop_cramped(native, data, place[2] - left - _AXIS)


def _axes(native: Native, data: Chart, size: float, panel: str) -> None:
    """Names of the categories in a size, and what is told of the values."""
    native.category_axis.format.line.color.rgb = rgb(QUIET)
    native.category_axis.tick_labels.font.size = Pt(size)
    _every_label(native.category_axis)
    if panel == "right":
        native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    native.value_axis.has_major_gridlines = native.value_axis.visible = data.kind == "lines"
    if data.percent and data.kind != "stacked":
        native.value_axis.minimum_scale = 0.0
        if not panel:
            native.value_axis.maximum_scale = 1.0
        native.value_axis.tick_labels.number_format = "0%"
        native.value_axis.tick_labels.number_format_is_linked = False


def _name_size(names: Sequence[str], height: float, *, many: bool) -> float:
    """Size at which the names stand beside their bars, whole: a long one on two lines."""
    size = float(_LABEL_SIZE - _SMALLER * many)
    row = (height - _HEAD) / max(len(names), 1)
    while size > _LEAST:
        lines = max((len(wrapped(name, size, _NAME_ROOM)) for name in names), default=1)
        # Rather one smaller line than two.
        if lines * size * _LINE <= row and (lines == 1 or size <= _BROKEN):
            break
        size -= 0.5
    return size


def _every_label(axis: Native) -> None:
    """No category without its name, however many there are."""
    after = axis._element.find(qn("c:noMultiLvlLbl"))
    skip = etree.Element(qn("c:tickLblSkip"), val="1")
    after.addprevious(skip)


def _data_labels(native: Native, data: Chart) -> None:
    """Values on the bars, white on dark ones; none where there is nothing."""
    native.gap_width = 45
    for one, series in zip(native.series, data.series, strict=True):
        labels = one.data_labels
        labels.show_value = True
        labels.number_format = "0.0%;;" if data.percent else "#,##0;;"
        labels.number_format_is_linked = False
        dark = data.kind == "stacked" and series.status != "unreported"
        font = labels.font
        font.size, font.bold, font.color.rgb = Pt(_LABEL_SIZE), True, rgb(WHITE if dark else INK)
        if data.kind == "bars":
            labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _drop_cramped(native: Native, data: Chart, room: float) -> None:
    """No value on a part of a bar that is too narrow for it, as in the drawing."""
    columns = zip(*(one.values for one in data.series), strict=True)
    wholes = [sum(value or 0 for value in values) or 1 for values in columns]
    form = "{:.1%}" if data.percent else "{:,.0f}"
    for one, series in zip(native.series, data.series, strict=True):
        for at, (value, whole) in enumerate(zip(series.values, wholes, strict=True)):
            if value and text_width(form.format(value), _LABEL_SIZE) + 4 > room * value / whole:
                label = one.points[at].data_label._get_or_add_dLbl()
                for part in list(label)[1:]:  # all but which point it is about
                    label.remove(part)
                etree.SubElement(label, qn("c:delete"), val="1")


def _mend(space: Native) -> None:
    """Ids of axes as the format has them: the library writes negative ones."""
    for number, axis in enumerate(
        space.iter(qn("c:catAx"), qn("c:valAx"), qn("c:dateAx")), start=1
    ):
        old = axis.find(qn("c:axId")).get("val")
        for one in space.iter(qn("c:axId"), qn("c:crossAx")):
            if one.get("val") == old:
                one.set("val", str(number))


def _paint_line(series: Native, colour: str, number: int) -> None:
    series.format.line.color.rgb, series.format.line.width = rgb(colour), Pt(3)
    if number % 2:
        series.format.line.dash_style = MSO_LINE_DASH_STYLE.DASH
    series.marker.style, series.marker.size = _MARKS[number % len(_MARKS)], 9
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(colour)
    series.smooth = False


def _end_labels(shapes: Native, data: Chart, place: Box, pen: Pen) -> None:
    """Name and last value at the end of each line, apart from one another as in the drawing.

    They are text beside the chart: programs break labels of a chart as they like, and lay those of
    neighbouring lines over each other.
    """
    left, top, width, height = place
    x, y, wide, high = _PLOT
    right, size = left + width * (x + wide) + _BESIDE, _LABEL_SIZE - 2
    ends = []
    for number, one in enumerate(data.series):
        known = [value for value in one.values if value is not None]
        if not known:
            continue
        last = UNKNOWN if one.values[-1] is None else f"{one.values[-1]:.0%}"
        words = "\n".join(wrapped(f"{one.name} {last}", size, left + width - right))
        at = top + height * (y + high * (1 - known[-1]))
        ends.append((at, words, SERIES[number % len(SERIES)]))
    for at, words, colour in spread(ends, top + height * (y + high)):
        style = Style(size, colour, bold=True, anchor="middle", wrap=False)
        lines = words.split("\n")
        box = right, at - size * 0.8, left + width - right, size * (0.4 + 1.2 * len(lines))
        pen.box(shapes, "line", box, lines, style)


def _room_for_ends(native: Native) -> None:
    """The plot leaves the right third to the names of its lines, which end at its edge."""
    area = native._chartSpace.chart.plotArea
    crosses = area.find(f"{qn('c:valAx')}/{qn('c:crosses')}")
    crosses.addnext(etree.Element(qn("c:crossBetween"), val="midCat"))
    _lay_out(native, _PLOT)


def _lay_out(native: Native, plot: Box) -> None:
    """Give the plot its place: left, top, width and height as shares of the chart's."""
    area = native._chartSpace.chart.plotArea
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = etree.SubElement(area, qn("c:layout"))
        area.insert(0, layout)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    fixed = (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"))
    for tag, value in (*fixed, *zip("xywh", (f"{share:.4f}" for share in plot), strict=True)):
        etree.SubElement(manual, qn(f"c:{tag}"), val=value)
