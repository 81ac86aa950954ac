"""Reading: bytes to articles, with encoding, dates, parts and metadata. No other room opens articles."""

from typing import TYPE_CHECKING

from provenance.on_first_use import on_first_use

if TYPE_CHECKING:
    from provenance.reading.agency_file import AgencyFileError, read_agency_file
    from provenance.reading.article import (
        Article,
        Dated,
        Link,
        Metadata,
        Removed,
        Segment,
        Statement,
        Unreadable,
    )
    from provenance.reading.decoding import Decoded, NotText, decode
    from provenance.reading.field_names import Fields, parse_fields, show_fields
    from provenance.reading.folder import open_file, read_file, read_folder, read_listing, read_raw, read_text
    from provenance.reading.listing import Found, Listing, Stamp, count_files, list_files, list_folder
    from provenance.reading.many.ranges import Range, count_ends, cut_ranges, is_wide, read_range
    from provenance.reading.many.source import PassedOver
    from provenance.reading.metadata_csv import Sidecar, Stated, describe, hash_stated, read_sidecar
    from provenance.reading.options import DEFAULT, Options
    from provenance.reading.parts.dates import find_date, parse_date
    from provenance.reading.parts.intervals import disagree, is_zoned
    from provenance.reading.parts.segments import segment, title_of
    from provenance.reading.path_rules import NO_RULES, PathRules, Ruled, compile_rule
    from provenance.reading.place_paths import file_of
    from provenance.reading.protocol import Reader, Reading
    from provenance.reading.raw import Raw
    from provenance.reading.registry import (
        broken_readers,
        extensions,
        missing_modules,
        readers,
        takes_fields,
        version_of,
    )
    from provenance.reading.stated import PRESS_RELEASE, WIRE, Described

__all__ = [
    "DEFAULT",
    "NO_RULES",
    "PRESS_RELEASE",
    "WIRE",
    "AgencyFileError",
    "Article",
    "Dated",
    "Decoded",
    "Described",
    "Fields",
    "Found",
    "Link",
    "Listing",
    "Metadata",
    "NotText",
    "Options",
    "PassedOver",
    "PathRules",
    "Range",
    "Raw",
    "Reader",
    "Reading",
    "Removed",
    "Ruled",
    "Segment",
    "Sidecar",
    "Stamp",
    "Stated",
    "Statement",
    "Unreadable",
    "broken_readers",
    "compile_rule",
    "count_ends",
    "count_files",
    "cut_ranges",
    "decode",
    "describe",
    "disagree",
    "extensions",
    "file_of",
    "find_date",
    "hash_stated",
    "is_wide",
    "is_zoned",
    "list_files",
    "list_folder",
    "missing_modules",
    "open_file",
    "parse_date",
    "parse_fields",
    "read_agency_file",
    "read_file",
    "read_folder",
    "read_listing",
    "read_range",
    "read_raw",
    "read_sidecar",
    "read_text",
    "readers",
    "segment",
    "show_fields",
    "takes_fields",
    "title_of",
    "version_of",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = on_first_use(
        __name__,
        {
            "provenance.reading.agency_file": "AgencyFileError read_agency_file",
            "provenance.reading.article": "Article Dated Link Metadata Removed Segment Statement Unreadable",
            "provenance.reading.decoding": "Decoded NotText decode",
            "provenance.reading.field_names": "Fields parse_fields show_fields",
            "provenance.reading.folder": "open_file read_file read_folder read_listing read_raw read_text",
            "provenance.reading.listing": "Found Listing Stamp count_files list_files list_folder",
            "provenance.reading.many.ranges": "Range count_ends cut_ranges is_wide read_range",
            "provenance.reading.many.source": "PassedOver",
            "provenance.reading.metadata_csv": "Sidecar Stated describe hash_stated read_sidecar",
            "provenance.reading.options": "DEFAULT Options",
            "provenance.reading.parts.dates": "find_date parse_date",
            "provenance.reading.parts.intervals": "disagree is_zoned",
            "provenance.reading.parts.segments": "segment title_of",
            "provenance.reading.path_rules": "NO_RULES PathRules Ruled compile_rule",
            "provenance.reading.place_paths": "file_of",
            "provenance.reading.protocol": "Reader Reading",
            "provenance.reading.raw": "Raw",
            "provenance.reading.registry": (
                "broken_readers extensions missing_modules readers takes_fields version_of"
            ),
            "provenance.reading.stated": "PRESS_RELEASE WIRE Described",
        },
    )
