"""Texts of files as texts that can be written."""


def utf8(text: str) -> str:
    """`text` with a replacement character for each byte that is not UTF-8."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
