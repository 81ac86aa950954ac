"""What a report says, held against the files: each is hashed and read again, each passage cut again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from provenance.reading import (
    Article,
    Options,
    PassedOver,
    Raw,
    Unreadable,
    file_of,
    list_folder,
    open_file,
    parse_fields,
    read_raw,
)
from provenance.report.offsets import Offsets
from provenance.report.report_file import Claims, Cut, Named
from provenance.report.wording import number
from provenance.settings import MAX_BYTES

_BYTES = "its bytes are not those that were scanned"
PACK, REPORT, BYTES, TEXT, PASSAGE = "pack", "report", "bytes", "text", "passage"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as the report or the pack says; `kind` is one of the words above."""

    path: str
    kind: str
    says: str


@dataclass(slots=True)
class Verified:
    """What was found. `named` and `same`: articles; `cuts` and `same_cuts`: places of passages and
    quotations, of which some were `not_looked_at`, as their articles were missing or unreadable. Of a pack:
    the SHA-256 of its `manifest`, and of how many `files` that it names how many are the same. `missing` and
    `extra`: paths; `notes`: what else a reader has to know."""

    run: str = ""
    named: int = 0
    same: int = 0
    cuts: int = 0
    same_cuts: int = 0
    not_looked_at: int = 0
    manifest: str = ""
    files: tuple[int, int] | None = None
    differences: list[Difference] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether anything is not as it is said to be, or not there."""
        return bool(self.differences or self.missing)


class FoldersError(ValueError):
    """Folders that can't be told to be those of the report; the message says what to give."""


def match_folders(labels: Sequence[str], given: Sequence[str]) -> list[tuple[str, Path]]:
    """The folders of a report, by their labels, among those that a person gave.

    A folder stands for the label that is its name; one that holds a folder for each label stands for all; the
    only one for the only label. `LABEL=FOLDER` says it. Raises FoldersError.
    """
    found: dict[str, Path] = {}
    for words in given:
        label, equals, rest = words.partition("=")
        if equals and label in labels and not Path(words).exists():
            pairs = [(label, Path(rest))]
        else:
            pairs = _meant(labels, Path(words), alone=len(given) == 1)
        if not pairs:
            named = ", ".join(labels)
            raise FoldersError(
                f"{words} is none of the folders of the report ({named}); write LABEL={words}."
            )
        found.update(pairs)
    return sorted(found.items())


def _meant(labels: Sequence[str], folder: Path, *, alone: bool) -> list[tuple[str, Path]]:
    name = folder.resolve().parent.name if folder.is_file() else folder.resolve().name
    if name in labels:
        return [(name, folder)]
    inner = [(label, folder / label) for label in labels if (folder / label).is_dir()]
    if inner and len(inner) == len(labels):
        return inner
    return [(labels[0], folder)] if alone and len(labels) == 1 else inner


def verify_files(
    claims: Claims,
    folders: Iterable[tuple[str, Path]],
    *,
    stored: Callable[[str], str | None] = lambda _: None,
    into: Verified | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Verified:
    """Hold all that a report claims against the files of its folders.

    `stored` gives the text of an article whose file is not there, by its text id; `into`: what was found
    before. `progress(what, done, total)` is called after each file.
    """
    found = into or Verified()
    found.run = claims.run
    found.named = len(claims.articles)
    found.cuts = sum(map(len, claims.cuts.values()))
    found.differences += (Difference(path, REPORT, says) for path, says in claims.differences)
    options = options_of(claims.parameters)
    files = {file_of(path) for path in claims.articles}
    seen: set[str] = set()
    broken: set[str] = set()
    for label, folder in folders:
        listing = list_folder(folder, name=label, table=bool(options.table))
        for problem in listing.problems:
            if any(file == problem.path or file.startswith(f"{problem.path}/") for file in files):
                found.unreadable.append(problem)
                broken.add(problem.path)
        for done, file in enumerate(listing.files, 1):
            if file.path in files:
                for item in open_file(file, options=options):
                    _look(claims, item, options, found, seen, broken)
            else:
                found.extra.append(file.path)
            progress("reading", done, len(listing.files))
    if not claims.whole:
        found.extra.clear()
    _look_up_others(claims, stored, found, seen, broken)
    return found


def _look_up_others(
    claims: Claims,
    stored: Callable[[str], str | None],
    found: Verified,
    seen: set[str],
    broken: set[str],
) -> None:
    """The articles whose files were not met: by their stored texts, or they are missing."""
    by_text = 0
    for path, named in claims.articles.items():
        if path in seen:
            continue
        cuts = claims.cuts.get(path, {})
        text = stored(named.text_id)
        if text is not None:
            by_text += 1
            found.same += _same_text(named, text, found)
            found.same_cuts += _check_cuts(path, text, cuts, found)
            continue
        found.not_looked_at += len(cuts)
        if not _is_broken(path, broken):
            found.missing.append(path)
    if by_text:
        found.notes.append(
            f"{number(by_text, 'article')} by the stored text only: nothing is said of the bytes of the file."
        )


def _look(
    claims: Claims,
    item: Raw | Unreadable | PassedOver,
    options: Options,
    found: Verified,
    seen: set[str],
    broken: set[str],
) -> None:
    """Look at what stands in a file: at articles of the report, and at what can't be read."""
    if isinstance(item, Unreadable):
        # Articles in a file that the scan could not read either are none of the report's.
        whole = item.path == file_of(item.path) and item.path not in claims.unreadable
        if whole or item.path in claims.articles:
            found.unreadable.append(item)
            broken.add(item.path)
        return
    if not isinstance(item, Raw):
        return
    named = claims.articles.get(item.path)
    if named is None:
        if item.path not in claims.unreadable:
            found.extra.append(item.path)
        return
    seen.add(item.path)
    same = hashlib.sha256(item.data).hexdigest() == named.bytes_sha256
    cuts = claims.cuts.get(item.path, {})
    # What could be used of an article comes last, after what could not.
    *_, article = read_raw(item, options=options)
    if isinstance(article, Unreadable):
        if same:
            found.unreadable.append(article)
        else:
            found.differences.append(Difference(item.path, BYTES, f"{_BYTES}, and can't be read"))
        found.not_looked_at += len(cuts)
        return
    if same:
        found.same += _same_text(named, article.text, found, article)
    else:
        text = "not the same either" if article.text_id != named.text_id else "the same"
        found.differences.append(Difference(item.path, BYTES, f"{_BYTES}; its text is {text}"))
    found.same_cuts += _check_cuts(item.path, article.text, cuts, found)


def _same_text(named: Named, text: str, found: Verified, article: Article | None = None) -> bool:
    """Whether a text is the one of the report; where it isn't, why that may be."""
    if hashlib.sha256(text.encode()).hexdigest() == named.text_id:
        return True
    says = "its text is not the one that was compared"
    if article is not None and (article.reader, article.reader_version) != (
        named.reader,
        named.reader_version,
    ):
        says += (
            f"; it was read by {named.reader} {named.reader_version}, now by {article.reader} "
            f"{article.reader_version}"
        )
    found.differences.append(Difference(named.path, TEXT, says))
    return False


def _check_cuts(path: str, text: str, cuts: Mapping[Cut, str], found: Verified) -> int:
    """How many stretches stand in a text as they are said to; the others are differences."""
    offsets = Offsets(text)
    same = 0
    for cut, label in cuts.items():
        wrong = next(_wrong(text, offsets, cut), None)
        if wrong is None:
            same += 1
        else:
            found.differences.append(Difference(path, PASSAGE, f"{label}: {wrong}"))
    return same


def _wrong(text: str, offsets: Offsets, cut: Cut) -> Iterator[str]:
    """What is wrong about a stretch, in sentences."""
    start, end = cut.start, cut.end
    if not 0 <= start <= end <= len(text):
        yield f"the text ends before {start}-{end}"
        return
    if cut.digest is not None and hashlib.sha256(text[start:end].encode()).digest() != cut.digest:
        yield f"other words stand at {start}-{end}"
    if cut.before is not None and not text[:start].endswith(cut.before):
        yield f"other words stand before {start}"
    if cut.after is not None and not text[end:].startswith(cut.after):
        yield f"other words stand behind {end}"
    if cut.bytes is not None and cut.bytes != (offsets.bytes_at(start), offsets.bytes_at(end)):
        yield f"{start}-{end} are not the bytes that are named"
    if cut.first is not None and (cut.first, cut.last) != (
        offsets.line_column(start),
        offsets.line_column(end),
    ):
        yield f"{start}-{end} are not the lines and columns that are named"


def _is_broken(path: str, broken: set[str]) -> bool:
    """Whether an article, its file or a folder above was named as unreadable."""
    file = file_of(path)
    ends = [place for place, sign in enumerate(file) if sign == "/"]
    return not broken.isdisjoint((path, file, *(file[:end] for end in ends)))


def options_of(parameters: Mapping[str, object]) -> Options:
    """The options of reading as the run had them."""
    most, fields, table = (parameters.get(name) for name in ("max_bytes", "fields", "table"))
    return Options(
        max_bytes=most if isinstance(most, int) else MAX_BYTES,
        fields=parse_fields(fields) if isinstance(fields, str) and fields else (),
        table=table if isinstance(table, str) else "",
    )
