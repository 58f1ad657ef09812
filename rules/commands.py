"""Commands in RUN that have no place there."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from dflint.embedded.shell import SHELLS
from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.script import WINDOWS, Argument, Command, Script, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Comment, Instruction, Run
from dflint.text import Fix, Span, delete, insert, replace, safe, unsafe

POINTLESS = ("free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim")
# Images whose user is root.
ROOTS = (
    "almalinux", "alpine", "amazonlinux", "archlinux", "busybox", "centos", "debian", "fedora", "golang", "maven",
    "node", "openjdk", "opensuse/leap", "oraclelinux", "php", "python", "rockylinux", "ruby", "rust", "ubuntu",
)  # fmt: skip
# What may stand before a `cd` that leads a RUN: WORKDIR makes the folder.
PREPARING = ("cd", "export", "mkdir", "set", "shopt", "umask")
# What leaves something behind in the shell that a second RUN does not have.
LASTING = (".", "cd", "exec", "exit", "export", "pushd", "set", "shopt", "source", "ulimit", "umask", "unset")
KEYWORDS = frozenset((
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
    "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
))  # fmt: skip
# Programs to which a lone colon is a value.
TAKES_COLON = (
    "[",
    "[[",
    "awk",
    "column",
    "cut",
    "echo",
    "expr",
    "gawk",
    "join",
    "paste",
    "printf",
    "sort",
    "test",
    "tr",
)
PASSING = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock")


def is_final(stage: Stage, file: File) -> bool:
    """True when `stage` is a part of the final image; in a file without FROM all is."""
    return stage in file.descent or stage is file.loose


@rule("DL3001", "runs-a-command-without-use-in-a-build", severity=INFO, default=False, programs=POINTLESS)
def pointless(command: Command) -> Iterator[Finding]:
    """`ps`, `top`, `service`: for a machine that runs, not for an image in the making."""
    if command.name in POINTLESS:
        yield Finding(command.name_span, f'"{command.name}" is of no use in a build; delete it')


@rule("DL3003", "changes-the-folder-by-cd", default=False, programs=("cd",))
def change_folder(command: Command) -> Iterator[Finding]:
    """`RUN cd /x && make`: what WORKDIR is for. A `cd` further on, or in a subshell, is none of its business."""
    message = _instead_of_cd(command)
    if message:
        yield Finding(command.name_span, message)


@rule("DF048", "changes-the-folder-inside-a-run", aliases=("DL3003",), default=False, programs=("cd",))
def change_folder_inside(command: Command) -> Iterator[Finding]:
    """The other `cd`s: in a subshell, a function, a condition, or behind what makes the folder."""
    if not command.script.onbuild and not _instead_of_cd(command):
        yield Finding(command.name_span, "cd changes the folder inside this RUN; WORKDIR does so for all to see")


def _instead_of_cd(command: Command) -> str:
    """What to write for a `cd` that WORKDIR can replace; empty for another."""
    script = command.script
    if script.onbuild or set(command.inside) - {"nested"}:
        return ""
    before = script.commands[: script.commands.index(command)]
    folder = command.args[0].text if command.args else "~"
    if all(other.name in PREPARING for other in before) and not any(mark in folder for mark in "*?(`~"):
        return f"cd leads this RUN; write WORKDIR {folder} before it"
    return f"this cd ends with the RUN; write WORKDIR {folder} after it" if command is script.commands[-1] else ""


@rule("DL3004", "uses-sudo", severity=ERROR, programs=("sudo",))
def sudo(command: Command) -> Iterator[Finding]:
    """A build runs as root unless USER says otherwise; there sudo does nothing."""
    if command.name != "sudo" or _other_user(command):
        return
    if _is_root(command.script):
        yield Finding(command.name_span, "the build is root here; delete sudo", _without_sudo(command))
    elif command is next(other for other in command.script.commands if other.name == "sudo" and not _other_user(other)):
        yield Finding(command.name_span, "sudo is not needed in a build; write USER root before this RUN")


@rule(
    "DF058", "uses-sudo-to-become-another-user", severity=INFO, aliases=("DL3004",), default=False, programs=("sudo",)
)
def sudo_to_user(command: Command) -> Iterator[Finding]:
    """`sudo -u postgres ...`: has its use; USER does the same without a program that must be installed."""
    if command.name == "sudo" and _other_user(command):
        yield Finding(command.name_span, "sudo runs this as another user; write USER before this RUN")


def _other_user(command: Command) -> bool:
    words = [argument.text for argument in command.args]
    return any(word.startswith(("-u", "--user")) for word in words[: _leading_options(words) + 1])


def _leading_options(words: list[str]) -> int:
    return next((at for at, word in enumerate(words) if not word.startswith("-")), len(words))


def _is_root(script: Script) -> bool:
    """True when USER, or the image, says that this RUN is root's."""
    user = script.stage.user(script.node)
    if user is not None:
        return user.known and user.text.partition(":")[0] in ("root", "0")
    image = script.stage.line_of_descent[-1].image
    return image.known and image.text.partition("@")[0].partition(":")[0] in ROOTS


def _without_sudo(command: Command) -> Fix | None:
    script = command.script
    behind = script.after(command)[:1]
    options = {word.text for word in command.raw.words[1:] if word.end <= (behind[0].raw.start if behind else 0)}
    if script.is_argv or not behind or not behind[0].prefixed or options - {"-E", "-H", "-n", "-EH", "-HE"}:
        return None
    return unsafe(delete(Span(command.name_span.start, behind[0].span.start)))


@rule("DL3046", "adds-a-user-with-a-large-uid", programs=("useradd",))
def large_uid(command: Command) -> Iterator[Finding]:
    """useradd writes /var/log/lastlog up to the uid: gigabytes in the layer, if only as holes."""
    uid = command.option("-u", "--uid") if command.name == "useradd" else None
    if uid is None or command.has("-l", "--no-log-init"):
        return
    value = (uid.value or "").strip("'\"")
    if value.isdecimal() and int(value) > 99_999:
        fix = None if command.script.is_argv else safe(insert(command.name_span.end, " -l"))
        yield Finding(command.name_span, f"useradd makes a huge log for uid {value}; add -l", fix)


@rule("DL4005", "replaces-the-shell-by-a-link", programs=("ln",))
def link_shell(command: Command) -> Iterator[Finding]:
    """`ln -sf /bin/bash /bin/sh`: changes the shell of all who use the image; SHELL changes that of the build."""
    if command.name != "ln" or not command.operands or command.operands[-1].text != "/bin/sh":
        return
    target = command.operands[0].text if len(command.operands) > 1 else "bash"
    if "busybox" in target:
        return
    path = target if target.startswith("/") else f"/bin/{target}"
    message = f'this changes /bin/sh for all programs in the image; write SHELL ["{path}", "-c"]'
    yield Finding(command.operands[-1].span, message, _shell_instead(command, path))


def _shell_instead(command: Command, path: str) -> Fix | None:
    """SHELL in the place of a RUN that does nothing but make the link."""
    script = command.script
    node = script.node
    plain = not (node.is_json or node.heredocs or node.comments or node.options or script.onbuild)
    alone = all(_makes_shell(other) for other in script.commands) and "||" not in script.parsed.operators
    if not plain or not alone or "$" in path or path.rpartition("/")[2] not in SHELLS:
        return None
    return unsafe(replace(node.text_span, f'SHELL ["{path}", "-c"]'))


def _makes_shell(command: Command) -> bool:
    names = [operand.text for operand in command.operands]
    return (command.name in ("ln", "mv") and bool(names)) or (command.name == "rm" and names == ["/bin/sh"])


@rule("DL3059", "has-runs-that-could-be-one", severity=INFO, default=False)
def consecutive(node: Run, stage: Stage, file: File) -> Iterator[Finding]:
    """A RUN of one command right behind another one: two layers for what fits into one."""
    before = _like_it(node, stage) if is_final(stage, file) else None
    if before is not None:
        fix = _joined(before, node, file, stage)
        yield Finding(node.keyword_span, "this RUN follows another one; join them by &&", fix)


@rule("DF049", "has-runs-that-could-be-one-in-a-build-stage", severity=INFO, aliases=("DL3059",), default=False)
def consecutive_in_build(node: Run, stage: Stage, file: File) -> Iterator[Finding]:
    """The same in a stage whose layers are in no image."""
    before = None if is_final(stage, file) else _like_it(node, stage)
    if before is not None:
        fix = _joined(before, node, file, stage)
        yield Finding(node.keyword_span, "this RUN of a build stage follows another one; join them by &&", fix)


def _like_it(node: Run, stage: Stage) -> Run | None:
    """The RUN right before `node`, when both have the same flags and one command each."""
    at = next((at for at, other in enumerate(stage.instructions) if other is node), 0)
    before = stage.instructions[at - 1] if at else None
    if not isinstance(before, Run) or sorted(before.flags) != sorted(node.flags):
        return None
    return before if _count(before, stage) <= 1 and _count(node, stage) <= 1 else None


def _count(node: Instruction, stage: Stage) -> int:
    """The commands of a RUN, tests left out."""
    parts = scripts(node, stage)
    if any(script.shell in WINDOWS for script in parts):
        return 2
    found = [command for script in parts for command in script.commands]
    if node.is_json:
        return 1 + sum(word.text in ("&&", "||", ";", "|") for word in node.args)
    return sum(command.name not in ("[", "[[") and not command.prefixed for command in found)


def _joined(before: Run, node: Run, file: File, stage: Stage) -> Fix | None:
    if any(one.is_json or one.heredocs for one in (before, node)):
        return None
    parts = [script for one in (before, node) for script in scripts(one, stage)]
    if not all(part.parsed.is_chain and part.parsed.commands and not part.parsed.assignments for part in parts):
        return None
    if any(command.name in LASTING for part in parts for command in part.commands):
        return None
    between = [piece for piece in file.document.pieces if before.span.end <= piece.span.start < node.span.start]
    comments = "".join(file.source[piece.span] for piece in between if isinstance(piece, Comment))
    if "ignore=" in comments or "check=" in comments:
        return None
    gap = Span(before.text_span.end, node.rest.span.start)
    return unsafe(replace(gap, f" && {file.document.escape}\n{comments}    "))


@rule("DF050", "has-an-instruction-inside-a-run", severity=ERROR)
def instruction_inside(script: Script, file: File) -> Iterator[Finding]:
    """`RUN a && RUN b`, and an instruction that the line before it swallows by a `\\` too many."""
    for command in script.commands:
        if KEYWORDS.isdisjoint(word.raw for word in command.raw.words):
            continue
        words = [(word, script.locate(word.start, word.end)) for word in command.raw.words]
        if command.prefixed or (script.heredoc and script.parsed.broken):
            continue
        (word, span), *rest = words
        if word.raw in KEYWORDS and not (_starts_line(file, span) and _cut_before(file, span)):
            fix = unsafe(delete(Span(span.start, rest[0][1].start))) if word.raw == "RUN" and rest else None
            yield Finding(span, f"{word.text} is no command of the shell; delete it", None if script.is_argv else fix)
        for word, span in words:
            if word.raw in KEYWORDS and _starts_line(file, span) and span.start > script.node.rest.span.start:
                cut = _cut_before(file, span)
                if cut is not None:
                    message = (
                        f'{word.text} belongs to the RUN above it; delete the "{file.source[cut].strip()}" before it'
                    )
                    between = file.source.text[cut.end : span.start].lstrip(" \t").rstrip(" \t")
                    yield Finding(span, message, unsafe(replace(Span(cut.start, span.start), between)))


def _starts_line(file: File, span: Span) -> bool:
    """True when `span` begins its line, and something follows it there."""
    line = file.source.line_span(file.source.line_of(span.start))
    return not file.source.text[line.start : span.start].strip() and file.source.text[span.end : span.end + 1] in (
        " ",
        "\t",
    )


def _cut_before(file: File, span: Span) -> Span | None:
    """The line continuation above `span`, with the blanks and the `&&` before it; comments may lie between."""
    line = file.source.line_span(file.source.line_of(span.start))
    match = _ending(file.document.escape).search(file.source.text, 0, line.start)
    return Span(*match.span(1)) if match else None


@cache
def _ending(escape: str) -> "re.Pattern[str]":
    return re.compile(rf"([ \t]*(?:&&[ \t]*)?{re.escape(escape)})[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*\Z")


@rule("DF051", "has-a-colon-that-swallows-a-line")
def colon(command: Command, file: File) -> Iterator[Finding]:
    """`ls -lR : \\`: the next line becomes arguments of this command."""
    if command.name in TAKES_COLON or command.prefixed or command.script.is_argv:
        return
    words = command.raw.words
    for word, behind in pairwise(words):
        if word.raw == ":" and _is_command(behind.raw):
            end, start = (command.script.locate(each.start, each.end) for each in (word, behind))
            if "\n" in file.source.text[end.end : start.start]:
                message = f'":" makes "{behind.text}" on the next line an argument; write && or ;'
                yield Finding(end, message, unsafe(replace(end, "&&")))


def _is_command(text: str) -> bool:
    return bool(re.fullmatch(r"[a-z][\w.+-]*", text))


@rule(
    "DF052",
    "makes-files-that-anyone-can-write",
    severity=INFO,
    default=False,
    programs=("chmod", "mkdir", "install"),
)
def world_writable(command: Command) -> Iterator[Finding]:
    """`chmod 777`: every process in the container may replace these files."""
    mode = _mode(command)
    paths = [operand.text for operand in command.operands if operand is not mode]
    if mode is not None and mode.known and _opens(mode.text) and not all(_is_passing(path) for path in paths):
        yield Finding(mode.span, f"mode {mode.text} lets anyone write; give the owner alone that right, and chown")


def _mode(command: Command) -> Argument | None:
    if command.name == "chmod" and len(command.operands) > 1:
        return command.operands[0]
    option = command.option("-m", "--mode") if command.name in ("mkdir", "install") else None
    return next((each for each in command.args if option and each.text == option.value), None)


def _opens(mode: str) -> bool:
    """True for a mode by which others may write; a sticky folder like /tmp is meant to be open."""
    if mode.isdecimal():
        return len(mode) >= 3 and mode[-1] in "2367" and (len(mode) < 4 or mode[-4] in "0246")
    return bool(re.search(r"(?:^|,)[ug]*[oa][ugoa]*[+=][rxXst]*w", mode))


def _is_passing(path: str) -> bool:
    return path.startswith(PASSING)
