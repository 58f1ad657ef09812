"""apt-get and apt."""
