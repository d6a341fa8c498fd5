"""What is said of reach, fairness and siting, and what a terminal gets."""

from __future__ import annotations

import json
import re

import pytest

from locator.cli import main
from locator.folders import DEMO
from locator.reach.fairness import fairness
from locator.reach.reached import ReachQuery, reach
from locator.reach.siting import site
from locator.reach.siting_query import SitingQuery
from locator.ways import OWN
from locator.ways.network import find_network
from locator.wording.reach import fairness_sentences, reach_sentences, siting_sentences

LIBRARIES = ReachQuery(layers=("library",))


@pytest.mark.parametrize(
    ("lang", "unknown", "none"),
    [("zh", "位置不明", "不代表人数"), ("en", "without a position", "stands for no number")],
)
def test_suzhou_says_first_what_is_unknown(suzhou, lang, unknown, none):
    for said in (
        reach_sentences(reach(suzhou, LIBRARIES), suzhou, lang),
        fairness_sentences(fairness(suzhou, LIBRARIES), suzhou, lang),
        siting_sentences(site(suzhou, SitingQuery(LIBRARIES), seconds=0), suzhou, lang),
    ):
        assert "98" in said[0]
        assert f"22.4% {unknown}" in said[0]
        assert none in said[1]
    # No number of people is claimed where only counties have one.
    people = re.compile(r"\d 人|万人|residents")
    assert not people.search(" ".join(reach_sentences(reach(suzhou, LIBRARIES), suzhou, lang)))


def test_fairness_says_that_a_venue_is_no_seat(demo):
    museums = ReachQuery(layers=("museum",))
    said = fairness_sentences(fairness(demo, museums), demo, "en")
    assert "thousand" in said[0]
    assert any("not seats" in sentence for sentence in said)
    said = fairness_sentences(fairness(demo, LIBRARIES), demo, "en")
    assert any("venues say how many they take" in sentence for sentence in said)


def test_the_terminal_gets_the_same(capsys, demo):
    asked = ["--layer", "library", "--pack", str(DEMO), "--format", "json", "--lang", "en"]
    assert main(["reach", *asked]) == 0
    answer = json.loads(capsys.readouterr().out)
    streets = find_network(DEMO / OWN)
    assert answer["sentences"] == reach_sentences(reach(demo, LIBRARIES, streets), demo, "en")
    assert answer["basis"]["by"] == "streets"
    assert sum(one["within"] for one in answer["town"]) == answer["city"][0]["within"]
    assert (
        main(["site", *asked, "--sites", "1", "--rule-out", "990102006006", "--per-town", "1"]) == 0
    )
    [chosen] = json.loads(capsys.readouterr().out)["sites"]
    assert chosen["code"] != "990102006006"
    assert main(["site", *asked, "--cost", "palace=3"]) == 2
    assert "palace=3" in capsys.readouterr().err
