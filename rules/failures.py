"""Failures that go unnoticed."""
