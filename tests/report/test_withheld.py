"""What a report without texts leaves out: all that is quoted from articles, and nothing else."""

import json
import sqlite3
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from provenance.report import json_report
from provenance.report.withheld import withhold, without_quotes
from provenance.sentences import say

LEFT_OUT = say("said.withheld")


@given(st.text(st.sampled_from('ab “”„«»"‘’\n')))
def test_nothing_quoted_stays(words: str) -> None:
    sentence = f"Before {words} behind"
    told = without_quotes(sentence)
    assert not set(told) & set('“„«"‘')
    first = min((place for sign in '“„«"‘' if (place := sentence.find(sign)) >= 0), default=len(sentence))
    assert told.startswith(sentence[:first])
    # What is left behind the last closing mark is said by the report itself.
    last = max(first, *(sentence.rfind(sign) for sign in '”“»"’'))
    assert first == len(sentence) or told[first:].replace(LEFT_OUT, "") in sentence[last + 1 :]
    assert without_quotes(f"A has “{words}” and B “b”.") == f"A has {LEFT_OUT}."


def keys(one: Any, at: str = "") -> dict[str, Any]:
    """Every value of a report that is no list and no object, by the way to it."""
    if isinstance(one, dict):
        return {way: value for name, each in one.items() for way, value in keys(each, f"{at}/{name}").items()}
    if isinstance(one, list):
        return {
            way: value for place, each in enumerate(one) for way, value in keys(each, f"{at}/{place}").items()
        }
    return {at: one}


def test_offsets_hashes_and_figures_stay(seeds: sqlite3.Connection, hostile: sqlite3.Connection) -> None:
    for connection in (seeds, hostile):
        whole = keys(json.loads("".join(json_report.stream(connection))))
        without = keys(json.loads("".join(json_report.stream(connection, texts=False))))
        changed = {
            way.split("/")[-1]
            for way in whole
            if "/why/" not in way and without.get(way, "gone") != whole[way]
        }
        assert changed <= {"text", "before", "after", "title", "words", "sentence", "says", "texts"}
        assert {"text", "before", "texts"} <= changed


def test_notes_of_a_review_go_and_its_state_stays() -> None:
    review = {"state": "cleared", "note": "words", "notes": [{"note": "words", "reviewer": "Ann"}]}
    side = {"text": "words", "before": "", "after": ""}
    passage = {"why": [1], "a": side, "b": side, "review": review}
    pair = {"relation_facts": {"words": "words", "outlet": "X"}, "passages": [passage], "quotations": []}
    for one in (pair | {"review": review}, pair | {"review": None}, pair):
        told = withhold({"pairs": iter([one])})
        (found,) = told["pairs"]  # type: ignore[misc]
        assert '"words"' not in json.dumps(found).replace('{"words"', "")
        assert found["passages"][0]["review"]["state"] == "cleared"
        assert found["relation_facts"] == {"outlet": "X"}
        assert ("review" in found) is ("review" in one)


def test_words_that_the_configuration_excludes_go() -> None:
    exclude = [{"text": "words", "reason": "usual"}, {"path": "a/*", "reason": "b"}]
    run = {"parameters": {"alone": 12, "configuration": {"exclude": exclude, "licence": []}}}
    told: Any = withhold({"run": run})["run"]
    assert told["parameters"]["configuration"]["exclude"] == [exclude[0] | {"text": None}, exclude[1]]
    assert told["parameters"]["alone"] == 12
    assert withhold({"run": {"parameters": {"configuration": None}}})["run"] == {
        "parameters": {"configuration": None}
    }
