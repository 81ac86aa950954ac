"""The schema, as SQL. This file lets an editable install find it as `provenance.db`, as a wheel does."""
