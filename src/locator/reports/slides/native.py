"""Native shapes, text and charts of python-pptx, drawn from figures and charts of a report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_LINE_DASH_STYLE, MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from locator.reports.drawing.canvas import COLOURS, INK, text_width, tied
from locator.reports.figure import Line, Shape, Text
from locator.wording.catalogue import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from locator.reports.figure import Figure, Point

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
_HALO = 2


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
            run.text = printable(tied(line))
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
        labels = [number for number, item in enumerate(figure.items) if isinstance(item, Text)]
        # The library measures the whole group at each label: the last one is enough.
        whole.shapes._recalculate_extents = lambda: None
        for number, item in enumerate(figure.items):
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
                if number == labels[-1]:
                    del whole.shapes._recalculate_extents
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
