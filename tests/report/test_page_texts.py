"""The page's own sentences stand in one file, and nowhere else."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from provenance.report.page.sentences import many, say, sentences

FOLDER = Path(__file__).parents[2] / "provenance" / "report" / "page"
TEMPLATES = sorted(FOLDER.glob("*.html"))


def leaves(table: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def texts() -> dict[str, object]:
    return dict(leaves(tomllib.loads((FOLDER / "texts.toml").read_text(encoding="utf-8"))))


def test_every_text_is_used() -> None:
    used = "\n".join(path.read_text(encoding="utf-8") for path in (*TEMPLATES, *FOLDER.glob("*.py")))
    used += (FOLDER.parent / "html_report.py").read_text(encoding="utf-8")
    # These are chosen by what stands in a row.
    chosen = ("nav.", "classes.credit.", "first.standing.")
    for name in texts():
        last = name.rsplit(".", 1)[-1]
        by_key = f'["{last}"]' in used or f'"{last}"' in used
        assert name.startswith(chosen) or re.search(rf"\bt\.{re.escape(name)}\b", used) or by_key, name


def test_texts_can_stand_in_attributes() -> None:
    for value in texts().values():
        for one in value if isinstance(value, list) else [value]:
            assert '"' not in str(one)
            assert not isinstance(value, list) or len(value) == 2


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_themselves(path: Path) -> None:
    shown = path.read_text(encoding="utf-8")
    shown = re.sub(r"\{[{%#].*?[}%#]\}", " ", shown, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", shown)
    words = set(re.findall(r"[A-Za-z]{2,}", shown))
    assert words <= {"SHA"}, words


def test_values_are_escaped_and_the_texts_are_not_twice() -> None:
    t = sentences()
    assert say(t["page"]["prepared_by"], name="<b>") == "Prepared by &lt;b&gt;."
    assert many(t["count"]["words"], 1) == "1 word"
    assert many(t["count"]["words"], 1200) == "1,200 words"
    assert many(t["count"]["words"], 0) == "0 words"


def brightness(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG 2 has it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_words_stand_out_in_light_and_in_dark() -> None:
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    schemes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", one)) for one in style.split("@media")[:2]]
    light, dark = schemes[0], schemes[0] | schemes[1]
    assert light["back"] != dark["back"]
    pairs = [(words, on) for words in ("text", "soft", "accent", "credit") for on in ("back", "panel")]
    pairs += [("text", on) for on in ("changed", "only", "shared", "moved")] + [("credit", "credit-back")]
    for scheme in (light, dark):
        for words, on in pairs:
            low, high = sorted((brightness(scheme[words]), brightness(scheme[on])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (words, on)
