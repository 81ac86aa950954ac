"""The schema, as SQL. In the wheel this folder is `provenance.db`; an editable install finds it by this file."""
