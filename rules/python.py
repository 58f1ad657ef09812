"""Embedded Python."""
