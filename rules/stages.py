"""Build stages."""
