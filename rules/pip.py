"""pip: versions, its cache, its layers, and packages that Alpine has to compile."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.embedded import pins
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.calls import commands, is_alpine, may_hide_options, stands
from dflint.model.file import File
from dflint.model.layers import is_kept, mounts_cache, removes_cache
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Env, Onbuild, Run
from dflint.text import insert, safe

CACHE = ".cache/pip"
# What pip takes for a boolean. Any of them turns the cache off: for the sake of old files, `0` and `off` do so too.
BOOLEANS = ("1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off")
PLAIN = ("1", "true", "yes", "on")
NUMERIC = (
    "numpy", "pandas", "scipy", "matplotlib", "scikit-image", "statsmodels", "pyarrow", "h5py", "spacy", "geopandas",
    "seaborn", "sklearn",
)  # fmt: skip
WITHOUT_WHEELS = (
    "torch", "torchvision", "torchaudio", "pytorch", "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "opencv-python",
    "opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless", "opencv", "scikit-learn",
    "xgboost", "lightgbm", "catboost", "numba", "llvmlite", "jax", "jaxlib", "onnxruntime", "faiss-cpu", "cartopy",
)  # fmt: skip


@rule("DL3013", "installs-python-packages-of-any-version", default=False, programs=("pip", "pipx"))
def unpinned(command: Command) -> Iterator[Finding]:
    """A package for pip or pipx has no version."""
    installs = command.runs("pip", "install") or command.runs("pipx", "install")
    if not installs or command.has("-c", "--constraint"):
        return
    for word in command.operands:
        if word.known and not pins.pip(word.text):
            yield Finding(word.span, _pin(word.text))


def _pin(word: str) -> str:
    """What to write for a package without a version."""
    if pins.is_vcs(word):
        return f'repository "{word}" is not held to a commit; add @ and a tag or commit'
    return f'package "{word}" has no version; write {word}==VERSION'


@rule("DL3042", "keeps-the-cache-of-pip", programs=("pip",))
def cached(command: Command, stage: Stage, file: File) -> Iterator[Finding]:
    """pip leaves what it downloaded in a layer of the image."""
    if not _may_leave(command, stage, file) or _words_for_off(command.script):
        return
    can_fix = not command.script.is_argv and stands(file.source, command.verb) and not command.has("--cache-dir")
    fix = safe(insert(command.verb.span.end, " --no-cache-dir")) if can_fix else None
    yield Finding(command.verb.span, "pip install leaves its cache in the image; add --no-cache-dir", fix)


@rule(
    "DF027",
    "switches-the-cache-of-pip-off-by-a-no",
    severity=INFO,
    aliases=("DL3042",),
    default=False,
    programs=("pip",),
)
def off_by_no(command: Command, stage: Stage, file: File) -> Iterator[Finding]:
    """`PIP_NO_CACHE_DIR=0`: there is no cache, though it reads as if there was one."""
    words = _words_for_off(command.script)
    if words and words[0].lower() not in PLAIN and _may_leave(command, stage, file):
        message = f"pip has no cache here, though PIP_NO_CACHE_DIR is {words[0]}; write PIP_NO_CACHE_DIR=1"
        yield Finding(command.verb.span, message)


def _may_leave(command: Command, stage: Stage, file: File) -> bool:
    """An install with a cache, unless PIP_NO_CACHE_DIR says otherwise, and that cache reaches the image."""
    is_left = command.runs("pip", "install") and is_kept(stage, file)
    return is_left and not may_hide_options(command) and not _has_no_cache(command)


def _has_no_cache(command: Command) -> bool:
    """pip uses no cache by its options, keeps it in a mount, or a later command deletes or uses it."""
    script, folders = command.script, (CACHE, ".pip/cache", *_cache_folders(command))
    return (
        any(option.name.startswith("--no-ca") and option.value is None for option in command.call.options)
        or mounts_cache(script, *folders)
        or any(_empties(after, folders) for after in script.after(command))
    )


def _empties(command: Command, folders: tuple[str, ...]) -> bool:
    """`command` deletes the cache, or takes something out of it."""
    takes = command.name in ("cp", "mv") and any(CACHE in word.text for word in command.args)
    return takes or command.runs("pip", "cache purge") or removes_cache(command, *folders)


def _cache_folders(command: Command) -> list[str]:
    """The folders that the command line or the environment names for the cache."""
    option, scope = command.option("--cache-dir"), command.script.scope
    named = [option.value if option else None, scope["PIP_CACHE_DIR"].text if "PIP_CACHE_DIR" in scope else None]
    named.append(scope["XDG_CACHE_HOME"].text + "/pip" if "XDG_CACHE_HOME" in scope else None)
    return [folder for folder in named if folder]


@cache
def _switch() -> "re.Pattern[str]":
    return re.compile(r"""PIP_NO_CACHE_DIR=\\?["']?(\w+)""")


def _words_for_off(script: Script) -> list[str]:
    """What PIP_NO_CACHE_DIR is set to, by ENV or anywhere in the script, where pip takes that; plain words first."""
    value = script.scope.get("PIP_NO_CACHE_DIR")
    texts = [*_switch().findall(script.text), *_deferred(script)]
    if value is not None:
        texts.append(value.text if value.known else "1")
    return sorted((text for text in texts if text.lower() in BOOLEANS), key=lambda text: text.lower() not in PLAIN)


def _deferred(script: Script) -> Iterator[str]:
    """The values that PIP_NO_CACHE_DIR gets by ONBUILD ENV, for a script in ONBUILD."""
    for stage in script.stage.line_of_descent if script.onbuild else ():
        for node in stage.of(Onbuild):
            if isinstance(node.inner, Env):
                yield from (p.value.text for p in node.inner.pairs if p.value and p.name.text == "PIP_NO_CACHE_DIR")


@rule("DF020", "runs-pip-in-layer-after-layer", severity=INFO, default=False)
def layers(stage: Stage) -> Iterator[Finding]:
    """Two RUNs in a row that only differ in what pip installs."""
    previous = None
    for node in stage.instructions:
        parts = scripts(node, stage) if isinstance(node, Run) else []
        calls = [each for script in parts for each in script.commands if each.runs("pip", "install")]
        flags = sorted(node.flags)
        if calls and previous == flags:
            yield Finding(calls[0].verb.span, "the RUN before this one runs pip install, too; make one RUN of the two")
        previous = flags if calls else None


@rule("DF021", "installs-numeric-packages-on-alpine")
def alpine(stage: Stage) -> Iterator[Finding]:
    """pip or conda installs packages on Alpine that come ready-made for the C library of GNU."""
    if not is_alpine(stage):
        return
    for command in commands(stage):
        if not command.runs("pip", "install") and not command.runs("conda", "install", "create"):
            continue
        for word in command.operands:
            name = pins.pip_name(word.text)
            if name in WITHOUT_WHEELS:
                message = (
                    f'package "{name}" has no wheels for Alpine; build on an image with glibc, such as python:slim'
                )
                yield Finding(word.span, message)
            elif name in NUMERIC and "=" in word.text:
                message = f'most versions of "{name}" have to be compiled on Alpine; python:slim has wheels for all'
                yield Finding(word.span, message, severity=INFO)
