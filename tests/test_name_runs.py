"""Names with the posts that stand beside them are told from copied sentences."""

from __future__ import annotations

import pytest

from provenance.formulas import read_writing
from provenance.name_runs import beside_names, find_name_runs
from provenance.passages import find_passages
from provenance.tokens import tokenise

LONG = (
    "Nobody knows who wrote it down first, and the clerk of the village had other things to do that summer, "
    "so the boats stayed in the harbour until somebody came to count them again."
)
OTHER = "the rest of what it says has nothing to do with that and was written somewhere else by others"


def runs(one: str, other: str, *, one_house: bool = False) -> list[bool]:
    a, b = tokenise(one), tokenise(other)
    passages = find_passages(one, a, other, b, same_word=lambda left, right: False)
    assert passages
    writing = read_writing(one, a), read_writing(other, b)
    return list(find_name_runs(*writing, passages, one_house=one_house))


@pytest.mark.parametrize(
    "named",
    [
        "Gerry Salemme, a policy analyst for the House Telecommunications, Consumer Protection and Finance",
        "Jorge Luis Leao Franco, a senior official of the National Merchant Marine Union, told Reuters",
        "María Pérez Gómez, portavoz del Ministerio de Industria y Energía, dijo el lunes",
        "Иван Петрович Сидоров, председатель Комитета Народных Депутатов, сообщил Рейтер в понедельник",
    ],
)
def test_a_name_with_a_post_is_no_copy(named: str) -> None:
    one, other = f"It rained. {named} about {OTHER}", f"What {named} of something, unlike others here"
    assert runs(one, other) == [True]


def test_what_somebody_does_is_a_copy() -> None:
    told = "Gerry Salemme bought three old boats from the harbour of Port Ellen and burned them at night"
    assert runs(f"It rained. {told}. {OTHER}", f"One hears that {told}, unlike others") == [False]


def test_figures_are_told_by_somebody() -> None:
    told = "the National Merchant Marine Union of Brazil told Reuters on Monday 14,000 to 15,000"
    assert runs(f"It rained. {told} {OTHER}", f"One hears that {told}, unlike others") == [False]


def test_a_name_beside_a_longer_passage_came_along() -> None:
    named = "Jorge Luis Leao Franco, a senior official of the National Merchant Marine Union, told Reuters"
    far = " ".join([OTHER] * 3)
    one, other = f"{named}. {far}. {LONG}", f"{named}. {far[::-1]}. {LONG}"
    assert runs(one, other) == [False, False]
    assert runs(one, other, one_house=True) == [True, False]
    near = f"{named} so. {LONG}", f"{named} yes. {LONG}"
    assert not any(runs(*near, one_house=True))


def test_the_list_holds_words_of_several_languages() -> None:
    words = set(beside_names().tolist())
    for word in ("spokesman", "portavoz", "Sprecher", "porte", "президент"):
        assert int(tokenise(word).hashes[0]) in words
