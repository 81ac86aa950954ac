"""The page in a real browser: it parses as meant, nothing runs, nothing is logged."""

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from provenance.report import html_report, lineage_graph, timeline
from provenance.store.database import open_for_reading
from tests.report.nasty import nasty_newsroom

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--host-resolver-rules=MAP * ~NOTFOUND",
]


def dom(page: str, folder: Path) -> tuple[str, str]:
    """The page as the browser understood it, and what it logged on its console."""
    file = folder / "report.html"
    file.write_text(page, encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM or "", *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri()],
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    return done.stdout, "\n".join(line for line in done.stderr.splitlines() if "CONSOLE" in line)


def test_the_seeds_in_chromium(seeds: sqlite3.Connection, tmp_path: Path) -> None:
    shown, logged = dom(html_report.build(seeds), tmp_path)
    assert logged == ""
    assert shown.count('<article class="passage"') == 8
    assert shown.count('<div class="statement">') == 3
    assert '<svg class="lineage"' in shown
    assert shown.count('<svg class="timeline"') == 3
    assert shown.rstrip().endswith("</body></html>")


def test_hostile_texts_in_chromium(hostile: sqlite3.Connection, tmp_path: Path) -> None:
    shown, logged = dom(html_report.build(hostile), tmp_path)
    assert logged == ""
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;alert('x')&lt;/script&gt; [bold]loud[/bold] {{ 7 * 7 }}" in shown


def test_the_picture_over_time_in_chromium(tmp_path: Path) -> None:
    path = nasty_newsroom(tmp_path / "provenance.db")
    connection = open_for_reading(path)
    text = timeline.picture(lineage_graph.lineage_graph(connection, "run"))
    connection.close()
    page = f'<!DOCTYPE html><html lang="en"><title>Picture</title><body>{text}</body></html>'
    shown, logged = dom(page, tmp_path)
    assert logged == ""
    assert shown.count("<title>") == text.count("<title>") + 1
    for tag in ("path", "circle", "text", "g"):
        assert len(re.findall(rf"<{tag}[ >]", shown)) == len(re.findall(rf"<{tag}[ >]", text))
