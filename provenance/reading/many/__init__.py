"""Files that hold many articles, and the fields of records."""
