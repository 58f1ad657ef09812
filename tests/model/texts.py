"""A file of the model from a text."""

from dflint.model.file import Entry, File, load_file
from dflint.settings import Settings

SETTINGS = Settings()


def file(text: str, name: str = "Dockerfile", settings: Settings = SETTINGS) -> File:
    """The file that `text` is."""
    return load_file(Entry("/nowhere/" + name, name, settings, data=text.encode()), name)
