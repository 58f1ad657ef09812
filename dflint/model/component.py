"""A component: a folder that holds Dockerfiles, built together, in the order of their file names."""

from dflint.model.file import File


class Component:
    """A folder with Dockerfiles.

    `path` is relative to the project's root (`.` for the root itself); `kind` is the root folder that it lies under
    (`workload`, `stack`), or empty in a repository without such; `group` is the folder directly under that root.
    `files` are in build order, those that are never built last.
    """

    __slots__ = ("files", "folder", "group", "kind", "path")

    def __init__(self, folder: str, kind: str, files: list[File]) -> None:
        self.folder = folder
        self.path = folder or "."
        self.kind = kind
        self.group = _group(folder, kind)
        self.files = sorted(files, key=lambda file: (-_order(file), file.name))
        for file in files:
            file.component = self

    @property
    def name(self) -> str:
        """Name of the folder."""
        return self.path.rpartition("/")[2]

    @property
    def built(self) -> list[File]:
        """The files that are built, in build order; all of them where the file names give no order."""
        numbered = [file for file in self.files if file.number is not None]
        return numbered or self.files


def _order(file: File) -> int:
    return -1 if file.number is None else file.number


def _group(folder: str, kind: str) -> str:
    """`stack/FFmpeg` for `stack/FFmpeg/v60` of the kind `stack`."""
    if not kind:
        return folder or "."
    head, _, tail = folder.partition(kind + "/")
    return head + kind + "/" + tail.partition("/")[0]
