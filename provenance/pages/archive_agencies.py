"""The agencies by which an archive was judged, for pages that look at a few of its texts."""

from __future__ import annotations

import sqlite3

from provenance.agencies import Agencies, load_agencies
from provenance.agency_lists import PARAMETER, Lists, check_lists, join_lists
from provenance.store.reading import last_run


def archive_agencies(connection: sqlite3.Connection, added: Lists | None = None) -> Agencies:
    """The agencies of this package, those that the last finished scan was told of, and those `added`.

    What another version of this package has stored in a form that is not known any more is passed over.
    """
    run = last_run(connection)
    try:
        scanned = check_lists(run.parameters.get(PARAMETER, {}) if run else {})
    except ValueError:
        scanned = {}
    return load_agencies(join_lists([scanned, added or {}]))
