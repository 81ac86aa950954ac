"""The README of a pack: what stands in it, what does not, and how to check it. For people, in plain text."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from provenance.pages import pack_names as names
from provenance.report import wording
from provenance.report.facts import Run
from provenance.report.visible import one_line

SHOWN = 200
"""Files that are missing and named here; the manifest names all."""


def readme(
    run: Run,
    made_at: str,
    files: Collection[str],
    missing: Collection[tuple[str, str]],
    what: Mapping[str, str],
    *,
    whole: bool,
) -> str:
    """The text of the file."""
    return "".join(f"{line}\n" for line in _lines(run, made_at, files, missing, what, whole=whole))


def _lines(
    run: Run,
    made_at: str,
    files: Collection[str],
    missing: Collection[tuple[str, str]],
    what: Mapping[str, str],
    *,
    whole: bool,
) -> Iterator[str]:
    yield "What articles share: an evidence pack"
    yield ""
    yield wording.standing()
    yield ""
    yield f"Made {made_at} by provenance {run.tool_version}, of the run {run.uid},"
    yield f"which ended {run.finished_at}."
    yield ""
    yield "What stands here"
    for name, words in what.items():
        if name in files or name == names.README:
            yield f"  {name:<20} {words}"
    yield f"  {names.MANIFEST:<20} size and SHA-256 of every other file"
    if whole:
        copied = sum(name.startswith(f"{names.ARTICLES}/") for name in files)
        stored = sum(name.startswith(f"{names.TEXTS}/") for name in files)
        yield f"  {names.ARTICLES + '/':<20} {wording.number(copied, 'file')}, as scanned"
        of = "of files that are not here, as the scan stored them"
        yield f"  {names.TEXTS + '/':<20} {wording.number(stored, 'text')} {of}"
    else:
        yield ""
        yield "No word of the articles stands in this pack: no passage, no headline, nothing that was quoted."
        yield "Each article has the SHA-256 of its bytes and of its text, each passage its place and the"
        yield "SHA-256 of its words. The page lists no passages, since it could only show their words."
    yield ""
    yield "How to check it"
    yield "  provenance verify THIS_FOLDER_OR_ZIP"
    if not whole:
        yield "  provenance verify THIS_FOLDER_OR_ZIP --files FOLDER_OF_THE_ARTICLES"
    yield "It hashes every file, reads every article again and cuts every passage out at its place."
    yield "Without the program: `sha256sum` gives the hashes of the manifest. A passage stands at `start` to"
    yield "`end` of the decoded text, in code points."
    yield f"Whoever has the SHA-256 of {names.MANIFEST} from another hand can tell that nothing was changed."
    if missing:
        yield ""
        yield "What is not here"
        for path, why in sorted(missing)[:SHOWN]:
            yield f"  {one_line(path)}: {one_line(why)}"
        if len(missing) > SHOWN:
            yield f"  and {len(missing) - SHOWN:,} more, named in {names.MANIFEST}"
    yield ""
    yield "What was not searched"
    yield from (f"  {sentence}" for sentence in wording.not_searched(run.parameters))
