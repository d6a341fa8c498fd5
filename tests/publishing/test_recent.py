"""What the public sees of the log: how much of what, why, and never by whom."""

from __future__ import annotations

from locator.pack.change import RowChange
from locator.publishing.recent import recent
from locator.store.model import Entry
from locator.wording.completeness import publication_line


def test_the_log_as_the_public_sees_it() -> None:
    def entry(number: int, undoes: int | None) -> Entry:
        kind = "publish" if undoes is None else "undo"
        return Entry(number, "99", kind, "2026-11-24T08:00:00Z", "a@b.cn", "名单", None, undoes, 3)

    rows = {
        1: [
            RowChange("venues/library.csv", "a", None, {"name": "甲"}),
            RowChange("venues/library.csv", "b", {"name": "乙"}, {"name": "乙二"}),
            RowChange("reporting.csv", "x|y", {"unit": "x"}, None),
        ],
        2: [RowChange("venues/library.csv", "a", {"name": "甲"}, None)],
    }
    last, first = recent([entry(1, None), entry(2, 1)], rows.__getitem__, 10, 1)
    assert (first.new, first.changed, first.gone, first.names) == (1, 1, 1, ("甲",))
    assert publication_line(first, "zh") == "2026年11月24日：新增 1 行、修改 1 行、删去 1 行。名单"
    assert "撤销第 1 次变动" in publication_line(last, "zh")
    assert "a@b.cn" not in publication_line(first, "en") + publication_line(last, "en")
    [only] = recent([entry(1, None), entry(2, 1)], rows.__getitem__, 1, 0)
    assert only.number == 2
