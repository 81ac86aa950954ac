"""One target of fuzzing, in a process of its own: `python -m scripts.measure.fuzz_target TARGET FOLDER ...`.

What follows are options of libFuzzer. The process ends with an exit code other than 0 where something was
found.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import atheris

from scripts.measure.fuzz_beginnings import BEGINNINGS

with atheris.instrument_imports(
    include=["provenance", "trafilatura", "justext"], enable_loader_override=False
):
    from provenance.reading import (
        Article,
        Found,
        Options,
        PassedOver,
        Raw,
        Unreadable,
        describe,
        extensions,
        open_file,
        parse_date,
        read_raw,
        read_sidecar,
        readers,
    )

_REACHING_OUT = (
    "socket.connect",
    "socket.bind",
    "socket.send",
    "socket.get",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
)
_CHANGING = frozenset({
    "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod",
    "shutil.rmtree", "shutil.move",
})  # fmt: skip
_KINDS = frozenset({
    "headline", "standfirst", "byline", "dateline", "date", "caption", "credit", "boilerplate", "body",
})  # fmt: skip


class Escape(BaseException):
    """A reader did what no reader may. No `except Exception` takes it for a broken file."""


class _Watch:
    """While it is `on`, everything that reaches out of the process ends it."""

    def __init__(self) -> None:
        self._on = False
        sys.addaudithook(self._look)

    def _look(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._on:
            return
        writes = event == "open" and (
            (isinstance(arguments[1], str) and bool(set("wax+") & set(arguments[1])))
            or (isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR)))
        )
        if writes or event in _CHANGING or event.startswith(_REACHING_OUT):
            self._on = False
            raise Escape(f"{event} {arguments}")

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch a block of code."""
        self._on = True
        try:
            yield
        finally:
            self._on = False


def main() -> None:
    """Fuzz until time is up or something breaks."""
    target = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        check = _sidecar if target == "metadata.csv" else _date if target == "date" else _file(target, folder)
        watch = _Watch()

        def one(data: bytes) -> None:
            check(data, watch)

        for beginning in BEGINNINGS[target]:  # what is loaded with the first is not counted for it
            one(beginning)
        atheris.Setup([sys.argv[0], *sys.argv[2:]], one)
        atheris.Fuzz()


def _file(extension: str, folder: str) -> Callable[[bytes, _Watch], None]:
    """A file of that extension, as a scan opens it. Guarded readers run here, where an end is seen."""
    if extension == "pdf":
        import pdfminer.converter  # what is loaded later would be written as compiled
        import pdfminer.pdfpage  # noqa: F401
    if extension in ("html", "zip", "eml", "mbox", "warc"):
        import trafilatura  # noqa: F401 - it looks for IPv6 as it is imported
    name = extension if extension == "sqlite" else extensions()[f".{extension}"]
    for each, reader in readers().items():
        readers()[each] = replace(reader, guarded=False)  # type: ignore[index]
    file = Path(folder, f"a.{extension}")
    longest = 4_000 if extension in ("eml", "mbox") else 1_000_000  # of long mails attachments are let go
    options = Options(max_bytes=longest, table="articles" if extension == "sqlite" else "")

    def check(data: bytes, watch: _Watch) -> None:
        file.write_bytes(data)
        found = Found(str(file), f"f/a.{extension}", name, (), len(data))
        with watch.on():
            for item in open_file(found, options=options):
                if isinstance(item, PassedOver):
                    continue
                for read in read_raw(item, options=options) if isinstance(item, Raw) else (item,):
                    _check(read, found.path)

    return check


def _check(item: Article | Unreadable, path: str) -> None:
    """The protocol of readers."""
    assert item.path.startswith(path), item.path
    item.path.encode("utf-8")
    if isinstance(item, Unreadable):
        assert 10 < len(item.reason) < 1000, item.reason
        assert "\n" not in item.reason, item.reason
        item.reason.encode("utf-8")
        return
    assert any(character.isalnum() for character in item.text)
    item.text.encode("utf-8")
    at = 0
    for segment in item.segments:
        assert segment.kind in _KINDS, segment
        assert at <= segment.span.start < segment.span.end <= len(item.text), segment
        at = segment.span.end
    for link in item.links:
        assert 0 <= link.span.start < link.span.end <= len(item.text), link
        link.target.encode("utf-8")
    date = item.metadata.date
    assert date is None or date.earliest[:4].isdecimal(), date
    for words in (item.metadata.title, item.metadata.outlet, item.metadata.byline, item.metadata.url):
        assert words is None or words.encode("utf-8")


def _sidecar(data: bytes, watch: _Watch) -> None:
    with watch.on():
        sidecar = read_sidecar(data, path="f/metadata.csv")
        for path in ("a.txt", "b/c.txt", *list(sidecar.exact)[:3]):
            describe(sidecar.lookup(path))
    for problem in sidecar.problems:
        assert problem.path.startswith("f/metadata.csv")


def _date(data: bytes, watch: _Watch) -> None:
    with watch.on():
        read = parse_date(data.decode("utf-8", "ignore"))
    assert read is None or read[0][:16] <= read[1][:16], read


if __name__ == "__main__":
    main()
