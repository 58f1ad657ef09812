"""The build context."""
