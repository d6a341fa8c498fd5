"""Names in Latin letters: readings that the general dictionary has otherwise, English by rules."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypinyin
import pytest

from locator.names import latin
from locator.names.latin import romanised, translated


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("长泾", "Changjing"),
        ("重元寺站", "Chongyuansi Station"),
        ("甪直", "Luzhi"),
        ("浒墅关", "Xushuguan"),
        ("浒浦", "Xupu"),
        ("七都", "Qidu"),
        ("娄葑", "Loufeng"),
        ("黄埭", "Huangdai"),
        # Words of everyday language keep their reading.
        ("家长学校", "Jiazhang Xuexiao"),
        ("水浒", "Shuihu"),
    ],
)
def test_local_readings(name: str, latin: str) -> None:
    assert romanised(name) == latin


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("吴中区图书馆（新馆）", "Wuzhong District Library (new building)"),
        ("凤凰镇社区教育中心", "Fenghuang Town Community Education Centre"),
        ("察院场站", "Chayuanchang Station"),
        ("苏州湾数字艺术馆", "Suzhou Bay Digital Art Museum"),
        ("苏州美术馆（新馆）", "Suzhou Art Gallery (new building)"),
        ("颜文樑纪念馆", "Yan Wenliang Memorial Hall"),
        ("张家港美术馆", "Zhangjiagang Art Gallery"),
        ("斜塘团结社区阅览室", "Xietang Tuanjie Community Reading Room"),
        ("娄葑梅巷社区阅览室", "Loufeng Meixiang Community Reading Room"),
        ("胜浦东港二村社区分馆", "Shengpu Donggang No. 2 Village Community Branch"),
        ("轨交分馆（广济南路站）", "Metro Branch (Guangji South Road Station)"),
        ("平泷路东站", "Pinglong Road East Station"),
        ("苏州火车站", "Suzhou Railway Station"),
        ("拙政园·苏博站", "Humble Administrator's Garden · Suzhou Museum Station"),
        ("望星桥苏大站", "Wangxingqiao Soochow University Station"),
        ("苏州园区火车站", "Suzhou Industrial Park Railway Station"),
        ("园区图书馆湖东分馆", "Industrial Park Library Hudong Branch"),
        ("葑门横街", "Fengmen Hengjie Street"),
        ("时代广场南社区", "Shidai Square South Community"),
        ("通安分馆", "Tong'an Branch"),
        ("IFS·展览馆", "IFS · Exhibition Hall"),
        ("Library", "Library"),
        ("", ""),
    ],
)
def test_words_for_kinds_are_translated_in_order(name: str, english: str) -> None:
    assert translated(name) == english


def test_many_threads_may_be_the_first_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, a city that was read while another one was could fail on it."""
    latin._reader.cache_clear()
    at_once, most = [0], [0]
    load = pypinyin.load_single_dict

    def counted(*given: Any) -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        load(*given)
        at_once[0] -= 1

    monkeypatch.setattr(pypinyin, "load_single_dict", counted)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: tuple(latin.syllables("苏州", "ignore")), range(16))) == {
            ("su", "zhou")
        }
    assert most == [1]
