"""npm, yarn, gem, go, cargo and conda."""
