"""Notes of correction: what counts as one, in several languages, and what doesn't."""

from __future__ import annotations

import pytest

from provenance.amendments import count_notes


@pytest.mark.parametrize(
    "note",
    [
        "Correction: The bridge was opened in 1931.",
        "CORRECTION (March 3): The bridge was opened in 1931.",
        "*Clarification – the minister spoke on Monday.",
        "This article was amended on 3 March 2026.",
        "An earlier version of this story gave a wrong name.",
        "Corrects spelling of the minister's name in paragraph 2",
        "Korrektur: Die Brücke wurde 1931 eröffnet.",
        "In einer früheren Version hieß es, die Brücke sei neu.",
        "Rectificatif : le pont a été ouvert en 1931.",
        "Fe de errores: el puente se abrió en 1931.",
        "Errata corrige: il ponte fu aperto nel 1931.",
        "Поправка: мост открыли в 1931 году.",
        "【訂正】橋は1931年に開通した。",
        "更正：大桥于1931年通车。",
    ],
)
def test_a_paragraph_that_begins_so_is_a_note(note: str) -> None:
    assert count_notes(f"The bridge is closed.\n\n{note}\n") == 1
    assert count_notes(f"{note}\nThe bridge is closed.\n{note}") == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The correction: nobody saw it coming.",
        "Corrections officers went on strike.",
        "The minister said the story was corrected.",
        "Korrekturen am Haushalt sind nötig.",
    ],
)
def test_other_words_are_none(text: str) -> None:
    assert count_notes(text) == 0
