"""Native shapes, text and charts of python-pptx, drawn from figures and charts of a report."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from locator.reports.drawing.canvas import (
    COLOURS,
    INK,
    QUIET,
    SERIES,
    SHARE,
    TINTS,
    WHITE,
    shortened,
    text_width,
)
from locator.reports.figure import Line, Shape
from locator.wording.catalogue import printable
from locator.wording.figures import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.reports.content.report import Chart, Series
    from locator.reports.figure import Figure, Point, Text

#: What python-pptx hands out; it has no types.
Native = Any
#: Left, top, width and height in points.
Box = tuple[float, float, float, float]

EMU = 12_700
_ALIGN = {
    "left": PP_ALIGN.LEFT,
    "right": PP_ALIGN.RIGHT,
    "center": PP_ALIGN.CENTER,
    "start": PP_ALIGN.LEFT,
    "middle": PP_ALIGN.CENTER,
    "end": PP_ALIGN.RIGHT,
}
_ANCHOR = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}
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
#: Categories from which their names are set smaller.
_MANY = 9
#: Points for a category's name.
_NAME_ROOM = 290
#: Share of the place that the left one of two charts takes, its categories' names included.
_LEFT_PANEL = 0.52
_HALO, _LABEL_SIZE, _LEGEND_SIZE = 2, 16, 18


@dataclass(frozen=True, slots=True)
class Style:
    """How text is set: size and space after a paragraph in points, where it stands in its box."""

    size: float
    colour: str = INK
    bold: bool = False
    align: str = "left"
    anchor: str = "top"
    after: float = 0
    wrap: bool = True


class Pen:
    """Writes and draws on slides in one language of speech (``zh-CN``)."""

    def __init__(self, speech: str) -> None:
        self.speech = speech

    def box(
        self, shapes: Native, name: str, place: Box, lines: Iterable[str], style: Style
    ) -> Native:
        """A text box with a paragraph for each line."""
        box = shapes.add_textbox(*emu(*place))
        box.name = name
        self.write(box.text_frame, lines, style)
        return box

    def write(self, frame: Native, lines: Iterable[str], style: Style) -> None:
        """Fill a text frame, without insets of its own."""
        frame.word_wrap, frame.auto_size = style.wrap, MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = _ANCHOR[style.anchor]
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, line in enumerate(lines):
            paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
            paragraph.alignment, paragraph.space_after = _ALIGN[style.align], Pt(style.after)
            run = paragraph.add_run()
            run.text = printable(line)
            font = run.font
            font.size, font.bold, font.color.rgb = Pt(style.size), style.bold, rgb(style.colour)
            run._r.get_or_add_rPr().set("lang", self.speech)

    def figure(self, shapes: Native, name: str, figure: Figure, at: Point) -> None:
        """A figure as one group of native shapes, at its own size, its corner at a point.

        Shapes with a group stand in a group of that name within it.
        """
        whole = shapes.add_group_shape()
        whole.name = name
        describe(whole, figure.alt)
        groups: dict[str, Native] = {}
        for item in figure.items:
            if isinstance(item, Shape):
                parent = whole
                if item.group:
                    if item.group not in groups:
                        groups[item.group] = whole.shapes.add_group_shape()
                        groups[item.group].name = item.group
                    parent = groups[item.group]
                _area(parent.shapes, item, at)
            elif isinstance(item, Line):
                _line(whole.shapes, item, at)
            else:
                self._label(whole.shapes, item, at)

    def _label(self, shapes: Native, item: Text, at: Point) -> None:
        """A line of text centred on its own middle, so that any font's metrics put it there."""
        width, height = text_width(item.text, item.size) * 1.1 + 4, item.size * 1.6
        start = {"start": 0, "middle": width / 2, "end": width}[item.anchor]
        left, top = at[0] + item.at[0] - start, at[1] + item.at[1] - item.size * 0.35 - height / 2
        style = Style(item.size, item.fill, item.bold, item.anchor, "middle", wrap=False)
        box = self.box(shapes, "label", (left, top, width, height), [item.text], style)
        if item.halo:
            effects = etree.Element(qn("a:effectLst"))
            glow = etree.SubElement(effects, qn("a:glow"), rad=str(_HALO * EMU))
            etree.SubElement(glow, qn("a:srgbClr"), val=item.halo.removeprefix("#"))
            run = box.text_frame.paragraphs[0].runs[0]._r
            run.rPr.find(qn("a:solidFill")).addnext(effects)


def _area(shapes: Native, item: Shape, at: Point) -> None:
    shape = _freeform(shapes, item.rings, at, closed=True)
    shape.name = item.name or "shape"
    if item.tip:
        describe(shape, item.tip)
    if item.fill:
        fill(shape.fill, item.fill, hatched=item.pattern == "hatch")
    else:
        shape.fill.background()
    _outline(shape, item.stroke, item.width, dashed=item.dashed)


def _line(shapes: Native, item: Line, at: Point) -> None:
    shape = _freeform(shapes, (item.points,), at, closed=False)
    shape.name = "line"
    shape.fill.background()
    _outline(shape, item.stroke, item.width, dashed=item.dashed)


def _freeform(
    shapes: Native, rings: Sequence[Sequence[Point]], at: Point, *, closed: bool
) -> Native:
    """A freeform in hundredths of a point, its rings one after the other.

    The library's builder looks at all points for each of them, so it is given the two corners of
    the shape only, and the path is written here.
    """
    hundredths = [[(round(x * 100), round(y * 100)) for x, y in ring] for ring in rings]
    left = min(x for ring in hundredths for x, _ in ring)
    top = min(y for ring in hundredths for _, y in ring)
    corner = max(x for r in hundredths for x, _ in r), max(y for r in hundredths for _, y in r)
    builder = shapes.build_freeform(left, top, scale=EMU / 100)
    builder.add_line_segments([corner], close=False)
    shape = builder.convert_to_shape(*emu(*at))
    path = shape._element.find(f".//{qn('a:path')}")
    for step in list(path):
        path.remove(step)
    for ring in hundredths:
        for number, (x, y) in enumerate(ring):
            step = etree.SubElement(path, qn("a:lnTo" if number else "a:moveTo"))
            etree.SubElement(step, qn("a:pt"), x=str(x - left), y=str(y - top))
        if closed:
            etree.SubElement(path, qn("a:close"))
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    return shape


def _outline(shape: Native, colour: str, width: float, *, dashed: bool) -> None:
    if not colour:
        shape.line.fill.background()
        return
    shape.line.color.rgb, shape.line.width = rgb(colour), Pt(width)
    if dashed:
        shape.line.dash_style = MSO_LINE_DASH_STYLE.SQUARE_DOT


def chart(shapes: Native, data: Chart, place: Box) -> None:
    """A chart that can be edited, with its data in a workbook behind it.

    Shares of residents and shares of units are no parts of one whole: where a chart has both, they
    stand beside each other as two, like the panels of the drawing.
    """
    own = tuple(one for one in data.series if not one.status)
    if data.kind != "bars" or not own or len(own) == len(data.series):
        _chart(shapes, data, place)
        return
    left, top, width, height = place
    split = width * _LEFT_PANEL
    _chart(shapes, replace(data, series=own), (left, top, split, height), panel="left")
    statuses = tuple(one for one in data.series if one.status)
    beside = replace(data, kind="stacked", series=statuses, percent=False)
    _chart(shapes, beside, (left + split, top, width - split, height), panel="right")


def _chart(
    shapes: Native, data: Chart, place: Box, *, panel: Literal["", "left", "right"] = ""
) -> None:
    table = CategoryChartData()
    names = [printable(name) for name in data.categories]
    # Names on two lines would push every second one out.
    table.categories = [shortened(name, _LABEL_SIZE, _NAME_ROOM) for name in names]
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
    native.category_axis.format.line.color.rgb = rgb(QUIET)
    _every_label(native.category_axis, len(data.categories))
    if panel == "right":
        native.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    native.value_axis.has_major_gridlines = native.value_axis.visible = lines
    if data.percent and data.kind != "stacked":
        native.value_axis.minimum_scale = 0.0
        if not panel:
            native.value_axis.maximum_scale = 1.0
        native.value_axis.tick_labels.number_format = "0%"
        native.value_axis.tick_labels.number_format_is_linked = False
    for number, (one, series) in enumerate(zip(native.series, data.series, strict=True)):
        colour = SERIES[number % len(SERIES)] if lines else SHARE
        if series.status:
            colour = COLOURS[series.status]
        if lines:
            _paint_line(one, colour, number)
            _end_label(one, series, colour)
        else:
            hatched = series.status == "unreported"
            fill(one.format.fill, TINTS["unreported"] if hatched else colour, hatched=hatched)
    if lines:
        _room_for_ends(native)
    else:
        native.category_axis.reverse_order = True
        _data_labels(native.plots[0], data)


def _every_label(axis: Native, categories: int) -> None:
    """No category without its name, however many there are."""
    if categories > _MANY:
        axis.tick_labels.font.size = Pt(_LABEL_SIZE - 3)
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


def _end_label(series: Native, data: Series, colour: str) -> None:
    """Name and last value at the end of a line, where the drawing has them."""
    known = [place for place, value in enumerate(data.values) if value is not None]
    if not known:
        return
    label = series.points[known[-1]].data_label
    last = data.values[-1]
    words = f"{data.name} {UNKNOWN if last is None else f'{last:.0%}'}"
    label.text_frame.text = printable(words)
    font = label.text_frame.paragraphs[0].runs[0].font
    font.size, font.bold, font.color.rgb = Pt(_LABEL_SIZE - 2), True, rgb(colour)
    label.position = XL_LABEL_POSITION.RIGHT


def _room_for_ends(native: Native) -> None:
    """The plot leaves the right third to the names of its lines."""
    area = native._chartSpace.chart.plotArea
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = etree.SubElement(area, qn("c:layout"))
        area.insert(0, layout)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    for tag, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"),
        ("x", "0.07"), ("y", "0.06"), ("w", "0.64"), ("h", "0.80"),
    ):  # fmt: skip # a table, a row a line
        etree.SubElement(manual, qn(f"c:{tag}"), val=value)


def fill(native: Native, colour: str, *, hatched: bool = False) -> None:
    """Fill with a colour, or with hatching upon it."""
    if hatched:
        native.patterned()
        native.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        native.fore_color.rgb, native.back_color.rgb = rgb(COLOURS["unreported"]), rgb(colour)
    else:
        native.solid()
        native.fore_color.rgb = rgb(colour)


def describe(shape: Native, words: str) -> None:
    """Text for those who cannot see the shape."""
    shape._element.xpath(".//p:cNvPr")[0].set("descr", printable(words))


def emu(*points: float) -> tuple[Emu, ...]:
    """Points as the office's own unit."""
    return tuple(Emu(int(value * EMU)) for value in points)


def rgb(colour: str) -> RGBColor:
    """``#rrggbb`` as a colour."""
    return RGBColor.from_string(colour.removeprefix("#"))
