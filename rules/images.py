"""Base images and other images."""
