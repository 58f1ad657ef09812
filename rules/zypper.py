"""zypper."""
