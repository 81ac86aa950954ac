"""The colours of the page: what is read stands out from what is behind it."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "provenance" / "report" / "page"


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
