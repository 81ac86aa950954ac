"""Verifying from beginning to end: a report against a folder, or a pack against itself and its articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from provenance.pages import pack_names as names
from provenance.pages.pack_check import opened_pack
from provenance.pages.verifying import REPORT, Difference, FoldersError, Verified, match_folders, verify_files
from provenance.report.report_file import Claims, ReportFileError, read_claims
from provenance.report.wording import standing

Json = dict[str, object]


def verify(
    report: Path,
    given: Sequence[str],
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Verified:
    """Hold a report (JSON or JSON Lines) or a pack (folder or zip) against the files in the folders `given`;
    a pack also against its manifest and the articles in it.

    Raises ReportFileError and PackError for what can't be read, FoldersError for folders that are not those
    of the report.
    """
    found = Verified()
    if not is_pack(report):
        claims = _read(report)
        if not given:
            raise FoldersError("Name the folder of the articles with --files.")
        return verify_files(claims, match_folders(claims.folders, given), into=found, progress=progress)
    with ExitStack() as stack:
        folder = stack.enter_context(opened_pack(report, found))
        if not (folder / names.JSON).is_file():
            return found  # the manifest has told of it
        try:
            with (folder / names.JSON).open("rb") as stream:
                claims = read_claims(stream)
        except ReportFileError as error:
            found.differences.append(Difference(names.JSON, REPORT, str(error)))
            return found
        if given:
            folders = match_folders(claims.folders, given)
        else:
            articles = folder / names.ARTICLES
            folders = [(label, articles / label) for label in claims.folders if (articles / label).is_dir()]
        if not given and not folders and not (folder / names.TEXTS).is_dir():
            _not_looked_at(claims, found)
            return found
        return verify_files(
            claims,
            folders,
            stored=lambda text_id: None if given else _stored(folder, text_id),
            into=found,
            progress=progress,
        )


def is_pack(path: Path) -> bool:
    """Whether a path is a folder or a zip file."""
    import zipfile

    return path.is_dir() or zipfile.is_zipfile(path)


def _read(report: Path) -> Claims:
    try:
        with report.open("rb") as stream:
            return read_claims(stream)
    except OSError as error:
        raise ReportFileError(f"{report} can't be read ({error.strerror or error}).") from error
    except ReportFileError as error:
        raise ReportFileError(f"{report}: {error}.") from error


def _not_looked_at(claims: Claims, found: Verified) -> None:
    found.run = claims.run
    found.named = len(claims.articles)
    found.cuts = found.not_looked_at = sum(map(len, claims.cuts.values()))
    found.notes.append("The pack holds no articles; --files FOLDER holds it against those of a folder.")


def _stored(folder: Path, text_id: str) -> str | None:
    """A text of the pack; what is wrong about its bytes the manifest has told."""
    name = names.text_file(text_id)
    if not names.is_plain(name) or not (folder / name).is_file():
        return None
    return (folder / name).read_bytes().decode("utf-8", "replace")


def as_json(report: str, found: Verified) -> Json:
    """What was found, in a fixed order. Layout: docs/report-format.md."""
    return {
        "format": "provenance-verify",
        "format_version": 1,
        "standing_sentence": standing(),
        "report": report,
        "run": found.run or None,
        "same": not found.differs and not found.unreadable,
        "articles": {"named": found.named, "same": found.same},
        "passages": {
            "named": found.cuts,
            "same": found.same_cuts,
            "not_looked_at": found.not_looked_at,
        },
        "files": None if found.files is None else dict(zip(("named", "same"), found.files, strict=True)),
        "manifest_sha256": found.manifest or None,
        "differences": [asdict(one) for one in found.differences],
        "missing": found.missing,
        "extra": found.extra,
        "unreadable": [{"path": one.path, "reason": one.reason} for one in found.unreadable],
        "notes": found.notes,
    }
