"""The schema, as SQL: `provenance.db` in the wheel and, by the presence of this file, in an editable install."""
