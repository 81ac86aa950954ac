"""A file or some bytes -> the one article that is to be checked. It is read as any article, and not kept."""

from __future__ import annotations

from pathlib import Path

from provenance import settings
from provenance.reading import Article, NotText, Options, list_folder, read_listing, read_text

STDIN = "standard input"


class DraftError(Exception):
    """A draft that can't be read; the message is one sentence with the file and what to do."""


def read_draft(file: Path, *, max_bytes: int = settings.MAX_BYTES) -> tuple[Article, tuple[str, ...]]:
    """The article of a file, with what a metadata.csv beside it says of it, and warnings about that.

    Raises DraftError for a file that can't be read, holds no word, or holds several articles.
    """
    if file.is_dir():
        raise DraftError(f"{file} is a folder; give one draft, or scan the folder with `provenance scan`.")
    if file.exists() and not file.is_file():
        raise DraftError(f"{file} is a pipe or a device; pipe the draft into the command and give - instead.")
    listing = list_folder(file)
    articles: list[Article] = []
    problems = []
    for item in read_listing(listing, options=Options(max_bytes=max_bytes)):
        if isinstance(item, Article):
            articles.append(item)
        else:
            problems.append(item)
        if len(articles) > 1:
            raise DraftError(f"{file} holds several articles; give a file with one, or scan it.")
    if not articles:
        reason = problems[-1].reason if problems else "there is nothing to read"
        raise DraftError(f"{file}: {reason}.")
    notes = (*(f"{problem.path}: {problem.reason}" for problem in problems), *listing.warnings)
    # A name that is no UTF-8 could not be written.
    name = str(file).encode("utf-8", "replace").decode("utf-8")
    return articles[0]._replace(path=name), notes


def read_piped(data: bytes, *, max_bytes: int = settings.MAX_BYTES) -> Article:
    """The article that some bytes are. Raises DraftError where they are none."""
    if len(data) > max_bytes:
        limit = f"{max_bytes / 1_000_000:.1f} MB"
        raise DraftError(f"{STDIN}: the draft is larger than {limit}; give one article.")
    try:
        return read_text(data, path=STDIN)
    except NotText as error:
        raise DraftError(f"{STDIN}: {error}.") from error
