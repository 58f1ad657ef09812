"""Commands in RUN."""
