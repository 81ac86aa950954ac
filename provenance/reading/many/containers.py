"""Which kinds of files hold many articles, and what splits them: imported for the kinds that are met."""

from __future__ import annotations

from provenance.reading.many.source import Split


def splitter(reader: str) -> Split | None:
    """What splits the files of a reader, by the name to which an extension leads; None where each is one
    article."""
    if reader == "zip":
        from provenance.reading.many.zips import zip_splitter

        return zip_splitter(splitter_of_member)
    if reader == "parquet":
        from provenance.reading.many.parquet import split_parquet

        return split_parquet
    if reader == "sqlite":
        from provenance.reading.many.sqlite_table import split_table

        return split_table
    return splitter_of_member(reader)


def splitter_of_member(reader: str) -> Split | None:
    """The same of what may also stand in an archive."""
    match reader:
        case "jsonl":
            from provenance.reading.many.jsonl import split_lines

            return split_lines
        case "json":
            from provenance.reading.many.json_items import split_json

            return split_json
        case "csv":
            from provenance.reading.many.tables import split_csv

            return split_csv
        case "tsv":
            from provenance.reading.many.tables import split_tsv

            return split_tsv
        case "nitf" | "newsml-g2" | "feed" | "xml":
            from provenance.reading.many.xml_items import split_xml

            return split_xml
        case "mbox":
            from provenance.reading.many.mbox import split_mbox

            return split_mbox
        case "warc":
            from provenance.reading.many.warc import split_warc

            return split_warc
    return None
