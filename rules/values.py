"""ARG and ENV."""
