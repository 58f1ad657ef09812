"""A file of the model from a text."""

from dflint.model.file import Entry, File, read_source
from dflint.settings import Settings

SETTINGS = Settings()


def file(text: str, name: str = "Dockerfile", settings: Settings = SETTINGS) -> File:
    """The file that `text` is."""
    entry = Entry("/nowhere/" + name, name, settings, data=text.encode())
    return File(entry, name, *read_source(entry, name))
