"""Finds the files that a template includes, imports or extends."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import TemplateNotFound
from jinja2.loaders import BaseLoader

from dflint import disk
from dflint.template.jinja_text import Text

LARGEST = 1_000_000
ROOT = "<template>"


class Loader(BaseLoader):
    """Finds templates in `folders`, below `root` (real paths); the template itself is called ROOT."""

    def __init__(self, path: str, text: str, root: str, folders: Iterable[str]) -> None:
        self.path = path
        self.text = text
        self.root = disk.realpath(root)
        self.folders = [path for folder in folders if self._holds(path := os.path.join(self.root, folder))]
        self.files: list[tuple[str, str]] = []
        self.refused: dict[str, tuple[str, str]] = {}

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of `template`, which gets a number."""
        number, text = (0, self.text) if template == ROOT else self._find(str(template))
        environment.texts[template] = Text(number, text)
        return text, template, lambda: True

    def _find(self, name: str) -> tuple[int, str]:
        parts = name.replace("\\", "/").split("/")
        outside = os.path.isabs(name) or ".." in parts
        for folder in () if ".." in parts else self.folders:
            path = os.path.join(folder, *[part for part in parts if part not in ("", ".")])
            real = disk.realpath(path)
            if not self._holds(real):
                outside = True
            elif disk.isfile(real):
                return self._read(name, real, os.path.relpath(path, self.root).replace(os.sep, "/"))
        if outside:
            self.refused[name] = ("outside", f'"{name}" is outside the repository')
        raise TemplateNotFound(name)

    def _holds(self, path: str) -> bool:
        root = self.root.rstrip(os.sep) + os.sep
        return (disk.realpath(path) + os.sep).startswith(root)

    def _read(self, name: str, path: str, shown: str) -> tuple[int, str]:
        if shown == self.path:
            return 0, self.text
        data = disk.read(path, LARGEST + 1)
        if len(data) > LARGEST:
            self.refused[name] = ("limit", f'"{name}" is larger than {LARGEST:,} bytes')
            raise TemplateNotFound(name)
        self.files.append((shown, data.decode("utf-8", "surrogateescape")))
        return len(self.files), self.files[-1][1]


def not_found(error: TemplateNotFound, loader: Loader) -> tuple[str, str]:
    """Kind and message of a note about a file that is not found."""
    names = [str(name) for name in error.templates]
    for name in names:
        if name in loader.refused:
            return loader.refused[name]
    return "include", f'cannot include "{", ".join(names)}"'
