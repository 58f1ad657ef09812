"""npm, yarn, gem, go, cargo and conda."""

from collections.abc import Callable, Iterator

from dflint.embedded import pins
from dflint.embedded.programs import PROGRAMS
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.layers import addition, is_kept, mounts_cache, removes_cache
from dflint.model.script import Argument, Command, Script
from dflint.model.stages import Stage
from dflint.syntax.nodes import Transfer
from dflint.text import safe

YARN_CACHES = ("yarn cache dir", ".cache/yarn", ".yarn/cache", ".yarn/berry", "/usr/local/share/.cache")
CONDA_CACHES = ("/pkgs", "/conda/pkgs")


def _free(words: tuple[Argument, ...], is_pinned: Callable[[str], bool], sign: str) -> Iterator[Finding]:
    """Those of `words` that are held to no version; one is written behind `sign`."""
    for word in words:
        if word.known and not is_pinned(word.text):
            yield Finding(word.span, f'package "{word.text}" has no version; write {word.text}{sign}VERSION')


def _npm(words: tuple[Argument, ...]) -> Iterator[Finding]:
    sources = tuple(word for word in words if pins.is_node_source(word.text))
    yield from _free(tuple(word for word in words if word not in sources), pins.npm, "@")
    for word in sources:
        if word.known and not pins.npm(word.text):
            yield Finding(word.span, f'source "{word.text}" is not held to a commit; add # and a tag or commit')


@rule("DL3016", "installs-npm-packages-of-any-version", default=False, programs=("npm",))
def npm(command: Command) -> Iterator[Finding]:
    """A package for npm has no version."""
    if command.runs("npm", "install", "i", "add", "in"):
        yield from _npm(command.operands)


@rule("DF024", "adds-node-packages-of-any-version", default=False, programs=("yarn", "pnpm"))
def adds(command: Command) -> Iterator[Finding]:
    """A package for yarn or pnpm has no version."""
    if command.runs("yarn", "add", "global add") or command.runs("pnpm", "add", "install", "i"):
        yield from _npm(command.operands)


@rule("DL3060", "keeps-the-cache-of-yarn", severity=INFO, programs=("yarn",))
def yarn(script: Script, stage: Stage, file: File) -> Iterator[Finding]:
    """yarn leaves what it downloaded in a layer of the image."""
    installs = [command for command in script.commands if _fills_the_cache(command)]
    if not installs or not is_kept(stage, file) or _is_modern(script):
        return
    last, folders = installs[-1], (*YARN_CACHES, *_yarn_folders(installs[-1]))
    cleans = (after.runs("yarn", "cache clean") or removes_cache(after, *folders) for after in script.after(last))
    if mounts_cache(script, *folders) or any(cleans):
        return
    edit = addition(script, file, "yarn cache clean")
    message = "yarn leaves its cache in the image; add && yarn cache clean"
    yield Finding(last.verb.span, message, safe(edit) if edit and not last.prefixed else None)


def _fills_the_cache(command: Command) -> bool:
    """A `yarn install`, also without the word, or `yarn add`."""
    if command.runs("yarn", ""):
        return not command.has("-v", "--version", "-h", "--help")
    return command.runs("yarn", "install", "add", "global add")


def _is_modern(script: Script) -> bool:
    """Yarn 2 and later keeps packages that the program needs in what `yarn cache clean` deletes."""
    found = script.commands
    has_signs = any(each.name == "corepack" or each.runs("yarn", "set") or each.has("--immutable") for each in found)
    copied = (
        word.text for stage in script.stage.line_of_descent for node in stage.of(Transfer) for word in node.sources
    )
    return has_signs or any(text.rstrip("/").endswith((".yarn", ".yarnrc.yml")) or ".yarn/" in text for text in copied)


def _yarn_folders(command: Command) -> list[str]:
    option, scope = command.option("--cache-folder"), command.script.scope
    named = [
        option.value if option else None,
        scope["YARN_CACHE_FOLDER"].text if "YARN_CACHE_FOLDER" in scope else None,
    ]
    return [folder for folder in named if folder]


@rule("DL3028", "installs-gems-of-any-version", default=False, programs=("gem",))
def gem(command: Command) -> Iterator[Finding]:
    """A gem has no version."""
    if command.runs("gem", "install", "i") and not command.has("-v", "--version"):
        ends = [word.span.start for word in command.args if word.text == "--"]
        own = tuple(word for word in command.operands if not ends or word.span.start < ends[0])
        yield from _free(own, pins.gem, ":")


@rule("DL3062", "installs-go-packages-of-any-version", default=False, programs=("go",))
def go(command: Command) -> Iterator[Finding]:
    """A package for go has no version."""
    if command.runs("go", "install", "get"):
        words = command.operands
    elif command.runs("go", "run"):
        words = command.operands[:1]
    else:
        return
    for word in words:
        if word.known and not pins.go(word.text):
            name, at, _ = word.text.partition("@")
            what = f'package "{word.text}" may be any version' if at else f'package "{name}" has no version'
            yield Finding(word.span, f"{what}; write {name}@VERSION")


@rule("DF022", "keeps-the-cache-of-conda", severity=INFO, programs=("conda",))
def conda_cache(script: Script, stage: Stage, file: File) -> Iterator[Finding]:
    """conda leaves what it downloaded in a layer of the image."""
    installs = [each for each in script.commands if each.runs("conda", *PROGRAMS["conda"].installs)]
    if not installs or not is_kept(stage, file) or mounts_cache(script, *CONDA_CACHES):
        return
    last = installs[-1]
    if any(after.runs("conda", "clean") or removes_cache(after, *CONDA_CACHES) for after in script.after(last)):
        return
    edit = addition(script, file, f"{last.name} clean --all --yes")
    message = f"{last.name} leaves its cache in the image; add && {last.name} clean --all --yes"
    yield Finding(last.verb.span, message, safe(edit) if edit and not last.prefixed else None)


@rule("DF023", "installs-crates-of-any-version", default=False, programs=("cargo",))
def cargo(command: Command) -> Iterator[Finding]:
    """A crate has no version, or the repository it comes from no commit."""
    if not command.runs("cargo", "install") or command.has("--version", "--vers", "--path", "--rev", "--tag"):
        return
    if command.has("--git"):
        yield Finding(command.verb.span, "cargo install --git is not held to a commit; add --tag or --rev")
    else:
        yield from _free(command.operands, pins.cargo, "@")


@rule("DF025", "installs-packages-of-any-version-by-uv", default=False, programs=("uv",))
def uv(command: Command) -> Iterator[Finding]:
    """A Python package for uv has no version."""
    if not command.runs("uv", "pip install", "tool install") or command.has("-c", "--constraint", "--constraints"):
        return
    for word in command.operands:
        is_pinned = pins.pip(word.text) or (command.runs("uv", "tool install") and "@" in word.text)
        yield from () if is_pinned else _free((word,), pins.pip, "==")


@rule("DF026", "installs-conda-packages-of-any-version", default=False, programs=("conda",))
def conda(command: Command) -> Iterator[Finding]:
    """A package for conda has no version."""
    if command.runs("conda", "install", "create"):
        yield from _free(command.operands, pins.conda, "=")
