"""Diagnostics to text and JSON. Each printer takes what a run found, a `Result`, and gives the whole output."""
