"""The form of instructions."""
