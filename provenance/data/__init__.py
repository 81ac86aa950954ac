"""Agencies, patterns and word lists: files that a person can read and extend, not code."""
