"""COPY, ADD and WORKDIR."""

import posixpath
import re
from collections.abc import Iterator

from dflint.lint.finding import ERROR, INFO, STYLE, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.script import Command, is_windows, scripts
from dflint.model.stages import Stage
from dflint.model.transfers import Source, is_archive, is_heredoc, is_remote, is_tar, sources
from dflint.model.values import Value
from dflint.model.workdirs import base_workdir
from dflint.syntax.dockerignore import is_pattern
from dflint.syntax.nodes import Add, Copy, Run, Word, Workdir
from dflint.text import Fix, insert, replace, safe, unsafe

TAR = ("tar", "gtar", "bsdtar")
UNPACKERS = ("gunzip", "bunzip2", "unlzma", "unxz", "uncompress", "zgz", "zcat", "gzcat", "unzip")
# What ADD cannot do: leave out leading folders, rename, write to a pipe.
CHANGED = ("--strip-components", "--strip", "--transform", "--xform", "--to-stdout", "-O", "--to-command", "-s")
# In names of archives that have no ending of such.
PACKED = (".tar.", ".tar*", "archive", "tarball")
VALUED = ("from", "chown", "chmod", "exclude")
ADD_ONLY = ("unpack", "checksum", "keep-git-dir")
PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+/@:,=")


def _is_relative(value: Value, stage: Stage) -> bool:
    """True for a path that surely does not start at the root, nor on a drive of Windows."""
    text = value.text.lstrip()
    drive = text[1:2] == ":" and text[:1].isalpha()
    rooted = text.startswith(("/", "$")) or (text.startswith("\\") and is_windows(stage))
    return bool(text) and not rooted and not drive


def _is_plain(word: str) -> bool:
    return PLAIN.issuperset(word)


def _is_verbatim(word: Word) -> bool:
    """False for a word of a JSON array, or one that a line continuation runs through."""
    return word.span.end - word.span.start == len(word.text)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(f"/{folder}/{path}").replace("//", "/")


@rule("DL3000", "sets-a-relative-workdir-first", severity=ERROR, aliases=("WorkdirRelativePath", "BK010"))
def relative_workdir(stage: Stage) -> Iterator[Finding]:
    """The first WORKDIR, those of the stages built on included, is relative."""
    node = next(iter(stage.of(Workdir)), None)
    if node is None or stage.workdir(node) is not None or not _is_relative(stage.expand(node.rest.text, node), stage):
        return
    text, base = node.rest.text, base_workdir(stage)
    path = _joined(base, text) if base and _is_plain(text) else None
    advice = f'write "{path}"' if path else "write a path from the root"
    fix = unsafe(replace(node.rest.span, path)) if path else None
    yield Finding(node.rest.span, f'WORKDIR "{text}" depends on the base image; {advice}', fix)


@rule("DF088", "sets-a-workdir-that-may-be-relative", aliases=("WorkdirRelativePath", "BK010"), default=False)
def perhaps_relative(stage: Stage) -> Iterator[Finding]:
    """The first WORKDIR is a variable that may be empty, or on a drive where there is none."""
    node = next(iter(stage.of(Workdir)), None)
    if node is None or not node.rest.text or stage.index < 0 or stage.workdir(node) is not None:
        return
    value = stage.expand(node.rest.text, node)
    if not _is_relative(value, stage) and not _is_rooted(value, stage):
        yield Finding(node.rest.span, f'WORKDIR "{node.rest.text}" may be relative; write a path from the root')


def _is_rooted(value: Value, stage: Stage) -> bool:
    """True for a path from the root, with what is unknown taken for empty."""
    text = re.sub(r"\$\{(?!PATH\})\w+\}", "", value.text)
    if is_windows(stage):
        text = re.sub(r"^[Cc]:", "", text).replace("\\", "/")
    return text.startswith(("/", "${PATH}"))


@rule("DF060", "joins-a-workdir-to-an-earlier-one", severity=INFO, aliases=("DL3000",), default=False)
def joined_workdir(node: Workdir, stage: Stage) -> Iterator[Finding]:
    """A relative WORKDIR after another one."""
    before = stage.workdir(node) if node in stage.instructions else None
    text = node.rest.text
    if before is None or not _is_relative(stage.expand(text, node), stage):
        return
    path = _joined(before.text, text)
    certain = before.certainty == "known" and before.text.startswith("/") and _is_plain(before.text + text)
    advice = f'write "{path}"' if certain else "write the whole path"
    fix = safe(replace(node.rest.span, path)) if certain else None
    yield Finding(node.rest.span, f'WORKDIR "{text}" continues an earlier one; {advice}', fix)


@rule("DL3010", "unpacks-a-copied-archive", severity=INFO)
def copied_archive(stage: Stage) -> Iterator[Finding]:
    """COPY of an archive that a RUN of the same stage unpacks."""
    for node in stage.of(Copy):
        archives = list(_archives(stage, node)) if node.flag("from") is None else []
        if archives:
            unpacked = set(_unpacked(stage, node))
            for word, name in archives:
                if name in unpacked:
                    yield Finding(word.span, f'a RUN unpacks "{name}"; ADD does both in one step')


def _archives(stage: Stage, node: Copy) -> Iterator[tuple[Word, str]]:
    """The archives that `node` copies, with the names that they have in the image."""
    target = _name(stage, node, node.destination) if node.destination else ""
    for word in node.sources:
        name = target if is_archive(target) else _name(stage, node, word)
        if is_archive(name) and not is_heredoc(node, word):
            yield word, name


def _name(stage: Stage, node: Copy, word: Word) -> str:
    """The last part of the path `word`, which may be one of Windows."""
    return _basename(stage.expand(re.sub(r"\\(?=\w)", "/", word.text), node).text)


def _basename(path: str) -> str:
    """The last part of `path`, its references in braces."""
    return re.sub(r"\$(\w+)", r"${\1}", path.replace("\\", "/").rpartition("/")[2])


def _unpacked(stage: Stage, node: Copy) -> Iterator[str]:
    """Names of the archives that RUNs after `node` unpack as ADD would."""
    for run in stage.of(Run):
        if run.span.start > node.span.start:
            for script in scripts(run, stage):
                for command in script.commands:
                    names = {_basename(arg.text.rpartition("=")[2]) for arg in command.args}
                    if command.name in TAR and _extracts(command, names):
                        yield from names
                    elif command.name in UNPACKERS:
                        yield from filter(is_tar, names)


def _extracts(command: Command, names: set[str]) -> bool:
    """True when tar unpacks all of an archive, as it is."""
    texts = [arg.text for arg in command.args]
    bare = texts[0] if texts and texts[0].isalpha() else ""
    members = [word.text for word in command.operands if not is_archive(word.text) and word.text != bare]
    target = "C" in bare
    wanted = "x" in bare or command.has("-x", "--extract", "--get")
    return wanted and not command.has(*CHANGED) and len(members) <= target


@rule("DL3020", "adds-a-local-file", severity=ERROR)
def local_add(stage: Stage) -> Iterator[Finding]:
    """ADD of something that COPY copies just as well."""
    for node in stage.of(Add):
        if not any(node.flag(name) for name in ADD_ONLY):
            local = [word for word in node.sources if _is_local(stage, node, word)]
            if local:
                name = stage.expand(local[0].text, node).text
                message = f'"{name}" is a local file; write COPY'
                yield Finding(node.keyword_span, message, _as_copy(node, local))


def _is_local(stage: Stage, node: Add, word: Word) -> bool:
    value = stage.expand(word.text, node)
    text = value.text
    packed = is_archive(text) or any(part in text.lower() for part in PACKED)
    return value.known and not packed and not is_remote(node, text) and not is_heredoc(node, word)


def _as_copy(node: Add, local: list[Word]) -> Fix | None:
    """COPY in the place of ADD, where each source is literally one file or folder."""
    literal = all("$" not in word.text and not is_pattern(word.text) for word in local)
    if not literal or len(local) != len(node.sources):
        return None
    return safe(replace(node.keyword_span, "COPY" if node.written.isupper() else "copy"))


@rule("DL3021", "copies-several-files-to-one-name", severity=ERROR)
def several_to_one(stage: Stage) -> Iterator[Finding]:
    """COPY of several sources to what is not certainly a folder."""
    for node, word in _crowded(stage):
        value = stage.expand(word.text, node)
        if value.known and value.text != "." and not value.text.endswith(("/", "\\")):
            fix = unsafe(insert(word.span.end, "/")) if _is_verbatim(word) and _is_plain(word.text) else None
            yield Finding(word.span, f'several sources need a folder; write "{value.text}/"', fix)


@rule("DF067", "copies-several-files-to-a-dot", severity=STYLE, aliases=("DL3021",), default=False)
def several_to_dot(stage: Stage) -> Iterator[Finding]:
    """COPY of several sources to `.`."""
    for node, word in _crowded(stage):
        if stage.expand(word.text, node).text == ".":
            fix = safe(replace(word.span, "./")) if word.text == "." and _is_verbatim(word) else None
            yield Finding(word.span, 'several sources go to a folder; write "./"', fix)


def _crowded(stage: Stage) -> Iterator[tuple[Copy, Word]]:
    """The COPYs with several sources, and their destinations."""
    for node in stage.of(Copy):
        # A bare --from or --chown takes its value for a source; that is an error of its own.
        bare = any(flag.value is None and flag.name in VALUED for flag in node.options)
        if node.destination is not None and len(node.sources) > 1 and not bare:
            yield node, node.destination


@rule("DL3045", "copies-to-a-relative-path")
def relative_copy(stage: Stage) -> Iterator[Finding]:
    """COPY to a relative path without a WORKDIR, in the file and in the base image."""
    if base_workdir(stage) == "/" and not _is_empty(stage):
        yield from _from_root(stage)


@rule("DF066", "copies-to-a-path-of-the-base-image", aliases=("DL3045",), severity=INFO, default=False)
def guessed_copy(stage: Stage) -> Iterator[Finding]:
    """COPY to a relative path without a WORKDIR, where the base image may have one, or is empty."""
    if _is_empty(stage):
        yield from _from_root(stage)
    elif base_workdir(stage) is None:
        for word, text in _relative_copies(stage):
            yield Finding(word.span, f'"{text}" depends on the WORKDIR of the base image; set WORKDIR first')


def _is_empty(stage: Stage) -> bool:
    return stage.line_of_descent[-1].image.text == "scratch"


def _from_root(stage: Stage) -> Iterator[Finding]:
    for word, text in _relative_copies(stage):
        path = _joined("/", text)
        path += "/" if text.endswith("/") and path != "/" else ""
        fix = unsafe(replace(word.span, path)) if _is_verbatim(word) and _is_plain(word.text) else None
        yield Finding(word.span, f'"{text}" is relative and no WORKDIR is set; write "{path}"', fix)


def _relative_copies(stage: Stage) -> Iterator[tuple[Word, str]]:
    for node in stage.of(Copy):
        word = node.destination
        if word is not None and stage.workdir(node) is None:
            value = stage.expand(word.text, node)
            if _is_relative(value, stage):
                yield word, value.text


@rule("DF061", "copies-folders-by-a-pattern")
def flattened(file: File) -> Iterator[Finding]:
    """COPY of a pattern that folders match among others: what is in them lands in one folder."""
    for stage in file.stages:
        for node, source in sources(stage):
            if source.pattern and node.flag("parents") is None and file.context.known:
                others = [other.path for _, other in sources(stage) if other.word is not source.word]
                yield from _flattened(file, source, others)


def _flattened(file: File, source: Source, others: list[str]) -> Iterator[Finding]:
    """A folder that the pattern `source` matches beside something else, and that none of `others` copies by itself."""
    found = [path for path in file.context.matching(source.path) if not posixpath.basename(path).startswith(".")]
    folders = [path for path in found if file.context.kind(path) == "folder"]
    folders = [path for path in folders if not any(f"{other}/".startswith(f"{path}/") for other in others)]
    if folders and len(found) > 1:
        message = f'"{folders[0]}" matches and loses its name: only what is in it is copied; copy it by itself'
        yield Finding(source.word.span, message)
