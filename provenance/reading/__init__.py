"""Reading: bytes to articles, with encoding, dates, parts and metadata. No other room opens articles."""

from provenance.reading.article import Article, Dated, Metadata, Segment, Unreadable
from provenance.reading.dates import find_date, parse_date
from provenance.reading.decode import Decoded, NotText, decode
from provenance.reading.folder import open_file, read_file, read_folder, read_listing, read_raw
from provenance.reading.listing import Found, Listing, Stamp, count_files, list_files, list_folder
from provenance.reading.metadata_csv import Described, Sidecar, Stated, describe, hash_stated, read_sidecar
from provenance.reading.readers import EXTENSIONS, READERS, Raw, read_text
from provenance.reading.segments import segment, title_of

__all__ = [
    "EXTENSIONS",
    "READERS",
    "Article",
    "Dated",
    "Decoded",
    "Described",
    "Found",
    "Listing",
    "Metadata",
    "NotText",
    "Raw",
    "Segment",
    "Sidecar",
    "Stamp",
    "Stated",
    "Unreadable",
    "count_files",
    "decode",
    "describe",
    "find_date",
    "hash_stated",
    "list_files",
    "list_folder",
    "open_file",
    "parse_date",
    "read_file",
    "read_folder",
    "read_listing",
    "read_raw",
    "read_sidecar",
    "read_text",
    "segment",
    "title_of",
]
