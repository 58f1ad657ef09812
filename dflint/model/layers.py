"""What a RUN leaves in the layers of the image: is it kept, mounted or removed, and how is it removed at the end."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dflint.model.file import File
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Copy, Onbuild, Run
from dflint.text import Edit, insert

WILD = "*?["


def reaches_image(stage: Stage, file: File) -> bool:
    """True when what `stage` leaves behind is in the final image: it builds on the stage, or copies all of it."""
    return stage is file.loose or stage in _kept(file)


def is_kept(stage: Stage, file: File) -> bool:
    """True when `stage` is the final one, or any other builds on it, as if that were an image of its own."""
    stages = file.stages
    return stage.index < 0 or stage is stages[-1] or any(other.parent is stage for other in stages)


def _kept(file: File) -> list[Stage]:
    """The stages of the final image, and those that they copy from `/` to `/`; the list grows as it is read."""
    kept = list(file.descent)
    for stage in kept:
        for node in stage.of(Copy):
            if any(source.text == "/" for source in node.sources):
                sources = [reference.stage for reference in file.references if reference.node is node]
                kept += [each for source in sources if source for each in source.line_of_descent if each not in kept]
    return kept


def later_scripts(script: Script, file: File) -> Iterator[Script]:
    """The scripts that run after `script` in its stage, and those of the stages that build on it."""
    for stage in file.blocks:
        if script.stage in stage.line_of_descent:
            for node in stage.instructions:
                run = node.inner if isinstance(node, Onbuild) else node
                if isinstance(run, Run) and (stage is not script.stage or run.span.start > script.node.span.start):
                    yield from scripts(run, stage, isinstance(node, Onbuild))


def is_mounted(script: Script, *folders: str) -> bool:
    """True when a cache or tmpfs mount of the RUN holds one of `folders`, which then leave nothing in the layer."""
    for target in script.mounts("cache", "tmpfs"):
        path = "/" + target.strip("/")
        if any(path == each or each.startswith(path + "/") or each.strip("/") in path for each in folders):
            return True
    return False


def removes(command: Command, *folders: str) -> bool:
    """True when `command` deletes one of `folders` or what is in it, or may do so by a word that is not known."""
    if command.name not in ("rm", "find", "cd"):
        return False
    paths = command.args if command.name == "rm" else command.args[:1]
    return any(not path.known or _covers(path.text, folder) for path in paths for folder in folders)


def _covers(text: str, folder: str) -> bool:
    """True when the path `text`, with braces and wildcards, is `folder`, a folder around it, or all that is in it."""
    parts = folder.strip("/").split("/")
    around = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
    for path in braces(text):
        bare = path.strip("/").removesuffix("/**").removesuffix("/*").removesuffix("/.").strip("/")
        if any(bare.count("/") == each.count("/") and fnmatchcase(each, bare) for each in around):
            return True
        inside = bare.startswith(around[-1] + "/") and any(mark in bare for mark in WILD)
        if inside or (not folder.startswith("/") and bare.endswith(around[-1])):
            return True
    return False


def braces(text: str) -> list[str]:
    """`text` with its braces expanded: `a{b,c}` is `ab` and `ac`."""
    found: list[str] = []
    pending = [text]
    while pending and len(found) < 100:
        each = pending.pop()
        close = each.find("}")
        start = each.rfind("{", 0, close) if close >= 0 else -1
        if start < 0:
            found.append(each)
        else:
            pending += [each[:start] + part + each[close + 1 :] for part in each[start + 1 : close].split(",")[::-1]]
    return found


def addition(script: Script, file: File, command: str) -> Edit | None:
    """An edit that runs `command` at the end of the shell text of a RUN, if that is a chain of `&&` without a mount.

    On a RUN of several lines it gets its own, in the manner of the last one.
    """
    if script.is_argv or script.heredoc or script.node.heredocs or not script.parsed.is_chain:
        return None
    if script.node.options or not script.commands:
        return None
    end = script.locate(len(script.text.rstrip()) - 1, len(script.text.rstrip())).end
    first = file.source.line_of(script.node.span.start)
    last = file.source.line_of(end)
    line = file.source.line_text(last)
    indent = line[: len(line) - len(line.lstrip())]
    if first == last or not indent:
        return insert(end, f" && {command}")
    broken = f"{file.document.escape}\n{indent}"
    return insert(end, f" {broken}&& {command}" if line.lstrip().startswith("&&") else f" && {broken}{command}")


def mounts_cache(script: Script, *parts: str) -> bool:
    """True when a cache or tmpfs mount holds one of the folders `parts`, or one that is not known."""
    return any(_names(target, *parts) or "$" in target for target in script.mounts("cache", "tmpfs"))


def removes_cache(command: Command, *parts: str) -> bool:
    """True when `command` is an `rm -r` of one of the folders `parts`."""
    return (
        command.runs("rm")
        and command.has("-r", "-R", "--recursive")
        and any(_names(word.text, *parts) for word in command.operands)
    )


def _names(path: str, *parts: str) -> bool:
    """True when what is at `path` has one of `parts` in it: its name says so, or it is the `.cache` around it."""
    path = path.rstrip("/*")
    around = [part.rpartition("/")[0] for part in parts if part.count("/")]
    return any(part in path for part in parts) or any(name and path.endswith(name) for name in around)
