"""docs/readers.md can not lie: its example is run, its names and limits are those of the program."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from provenance import settings
from provenance.reading import extensions, packed
from provenance.reading.field_names import NAMES, parse_fields, same
from provenance.reading.many import zips
from tests.conftest import ROOT

DOCS = (ROOT / "docs/readers.md").read_text(encoding="utf-8")

PROGRAM = """
import json, sys
from pathlib import Path
from provenance.reading import Article, read_folder
for item in read_folder(Path(sys.argv[1])):
    if isinstance(item, Article):
        print(json.dumps([item.path, item.text, item.metadata.title, item.metadata.outlet]))
    else:
        print(json.dumps(item.reason))
"""


def test_the_example_reads(tmp_path: Path) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```$", DOCS, re.M | re.S)
    (entry,) = re.findall(r'^\[project\.entry-points\."(.*?)"\]\n(.*?)\n', DOCS, re.M)
    lines = [line for line in code.splitlines() if line and not line.startswith("#")]
    assert len(lines) <= 10
    package = tmp_path / "packages" / "wire-1.dist-info"
    package.mkdir(parents=True)
    (package.parent / "wire_reader.py").write_text(code)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: wire\nVersion: 1\n")
    (package / "entry_points.txt").write_text(f"[{entry[0]}]\n{entry[1].replace(chr(34), '')}\n")
    folder = tmp_path / "f"
    folder.mkdir()
    (folder / "a.wire").write_text("Pool closes\n***\nThe council voted.")
    (folder / "b.wire").write_text("Pool closes")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder)],
        env={"PYTHONPATH": f"{package.parent}:{ROOT}", "PATH": ""},
        capture_output=True,
        check=True,
    )
    good, bad = map(json.loads, done.stdout.splitlines())
    assert good == ["f/a.wire", "The council voted.", "Pool closes", "Our wire"]
    assert bad == "no line of three stars ends the head; add it"


def test_the_names_of_fields() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|$", DOCS, re.M))
    for field, names in NAMES.items():
        told = [same(name) for name in rows[field].partition(":")[0].split(", ")]
        assert told == list(names), field


def test_the_maps_of_the_examples() -> None:
    for words in re.findall(r"--map (\S+)", DOCS):
        assert parse_fields(words)


def test_every_format_and_limit_is_told() -> None:
    for extension in extensions():
        assert f"`.{extension.split('.')[1]}`" in DOCS, extension
        assert f"`.{extension.split('.')[-1]}`" in DOCS, extension
    assert f"| {settings.MAX_BYTES >> 20} MiB |" in DOCS
    assert f"{packed.FREE >> 30} GiB, or {packed.RATIO} times" in DOCS
    assert f"| {zips.DIRECTORY >> 20} MiB, half a million" in DOCS
    assert f"{settings.READ_SECONDS:g} seconds; the reader {settings.READ_MEMORY >> 30} GiB" in DOCS
