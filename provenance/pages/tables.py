"""Tables of an archive that was made elsewhere -> a database for reports: its rows, then the index."""

from __future__ import annotations

from pathlib import Path

from provenance.matching import Progress
from provenance.pages.gathering import Gathering, index_missing
from provenance.store.spool import Spool
from provenance.tables.loading import new_database
from provenance.tables.manifest import Manifest
from provenance.workers import Workers


def import_tables(folder: Path, db: Path, *, progress: Progress = lambda *_: None) -> Manifest:
    """Make the database `db` of a folder of tables; what the folder said of itself.

    The index of fingerprints is made here, so that `check` finds what a draft shares, and the next scan
    compares its articles with these. Raises what provenance.tables.loading.new_database raises.
    """
    with (
        new_database(folder, db, progress) as (connection, manifest),
        Spool() as spool,
        Workers() as workers,
    ):
        index_missing(Gathering(connection, spool), workers)
    return manifest
