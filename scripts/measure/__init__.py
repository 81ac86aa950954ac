"""Measuring: a benchmark with its own corpus, and evaluations on labelled ones. No part of the package."""
