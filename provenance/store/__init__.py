"""The SQLite file: opened, migrated, written and read here and nowhere else. The schema stands in db/."""
