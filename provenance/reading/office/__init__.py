"""Readers of what offices send: mail, Word documents, PDF."""
