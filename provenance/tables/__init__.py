"""The archive as tables of other programs: Parquet out and in, PostgreSQL. Layout: docs/parquet.md."""
