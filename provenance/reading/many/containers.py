"""Which kinds of files hold many articles, and what splits them."""

from __future__ import annotations

from collections.abc import Mapping

from provenance.reading.many.json_items import split_json
from provenance.reading.many.jsonl import split_lines
from provenance.reading.many.mbox import split_mbox
from provenance.reading.many.parquet import split_parquet
from provenance.reading.many.source import Split
from provenance.reading.many.sqlite_table import split_table
from provenance.reading.many.tables import split_csv, split_tsv
from provenance.reading.many.warc import split_warc
from provenance.reading.many.xml_items import split_xml
from provenance.reading.many.zips import zip_splitter

_SPLITTERS: Mapping[str, Split] = {
    "jsonl": split_lines,
    "json": split_json,
    "csv": split_csv,
    "tsv": split_tsv,
    **dict.fromkeys(("nitf", "newsml-g2", "feed", "xml"), split_xml),
    "mbox": split_mbox,
    "warc": split_warc,
}
CONTAINERS: Mapping[str, Split] = {
    **_SPLITTERS,
    "parquet": split_parquet,
    "sqlite": split_table,
    "zip": zip_splitter(_SPLITTERS),
}
"""By the name of the reader that a file's extension leads to."""
