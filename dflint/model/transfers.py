"""What COPY and ADD take from the build context."""

import posixpath
from collections.abc import Iterator

from dflint.model.script import is_windows
from dflint.model.stages import Stage
from dflint.model.values import Value
from dflint.records import NamedTuple
from dflint.syntax.dockerignore import is_pattern
from dflint.syntax.nodes import Add, Transfer, Word

REMOTE = ("http://", "https://", "git://", "ssh://", "git@", "github.com/")
# The endings of archives that ADD unpacks, as people write them.
ARCHIVES = (
    ".tar", ".Z", ".bz2", ".gz", ".lz", ".lzma", ".tZ", ".tb2", ".tbz", ".tbz2", ".tgz", ".tlz", ".tpz", ".txz", ".xz",
    ".tar.zst", ".tzst",
)  # fmt: skip


class Source(NamedTuple):
    """A path of the build context, as COPY or ADD names it at `word`.

    `value` is the word expanded; `path` is it as the builder takes it: relative to the context, with `/`, without `.`
    and `..`, `.` for the context itself.
    """

    word: Word
    value: Value
    path: str

    @property
    def pattern(self) -> bool:
        """True when it stands for the files that match it."""
        return is_pattern(self.path)

    @property
    def certain(self) -> bool:
        """True when it names one path, whatever a build passes as arguments."""
        return self.value.certainty == "known" and not self.pattern and "\0" not in self.path


def sources(stage: Stage) -> list[tuple[Transfer, Source]]:
    """What the COPYs and ADDs of `stage` take from the build context; it is looked up once."""
    if stage.sources is None:
        stage.sources = [(node, source) for node in stage.of(Transfer) for source in local_sources(stage, node)]
    return stage.sources


def local_sources(stage: Stage, node: Transfer) -> Iterator[Source]:
    """The sources of `node`, an instruction of `stage`, that lie in the build context, those unknown left out."""
    if node.flag("from") is not None:
        return
    for word in node.sources:
        value = stage.expand(word.text, node)
        if value.known and value.text and not is_heredoc(node, word) and not is_remote(node, value.text):
            yield Source(word, value, clean(_slashed(value.text, stage)))


def clean(path: str) -> str:
    """`path` as the builder takes it: nothing leads above the context."""
    return posixpath.normpath("/" + path.lstrip("/")).lstrip("/") or "."


def leads_out(source: Source, stage: Stage) -> bool:
    """True when the path of `source`, as written, leads above the context."""
    path = posixpath.normpath(_slashed(source.value.text, stage).lstrip("/") or ".")
    return path == ".." or path.startswith("../")


def is_remote(node: Transfer, text: str) -> bool:
    """True for what ADD fetches: an address, or a git repository."""
    return isinstance(node, Add) and text.startswith(REMOTE)


def is_heredoc(node: Transfer, word: Word) -> bool:
    """True for the `<<NAME` of a heredoc of `node`."""
    return any(word.span.contains(heredoc.span) for heredoc in node.heredocs)


def is_archive(name: str) -> bool:
    """True for the name of an archive that ADD unpacks, or of a file packed as such ones are."""
    return name.endswith(ARCHIVES)


def is_tar(name: str) -> bool:
    """True for the name of an archive; `.gz` and the like alone may be one packed file, which ADD leaves as it is."""
    stem, _, ending = name.rpartition(".")
    return is_archive(name) and (ending[:1] == "t" or stem.endswith(".tar"))


def _slashed(path: str, stage: Stage) -> str:
    """`path` with `/`; in an image of Windows, the other slash separates as well."""
    windows = stage.scope.escape == "`" or is_windows(stage)
    return path.replace("\\", "/") if windows else path
