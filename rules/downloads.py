"""Downloads: how they are shown, with what, and whether anybody checks what comes."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.calls import commands, deferred_commands, is_alpine, may_hide_options, piped
from dflint.model.file import File
from dflint.model.script import Argument, Command
from dflint.model.stages import Stage
from dflint.syntax.nodes import Add
from dflint.text import insert, unsafe

LOADERS = ("curl", "wget")
SHELLS = ("sh", "bash", "ash", "dash", "zsh", "ksh")
CHECKS = (
    "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "shasum", "md5sum", "b2sum", "cksum", "gpg", "gpg2",
    "gpgv", "cosign", "minisign", "signify", "openssl", "rhash", "slsa-verifier",
)  # fmt: skip
UNPACKERS = ("tar", "bsdtar", "unzip", "gunzip", "7z", "7za", "xz", "unxz", "bunzip2", "zcat", "cpio", "unsquashfs")
RUNNERS = (*SHELLS, "chmod", "dpkg", "rpm", "python", "python3", "perl", "java", "install", "source", ".")
BRANCHES = ("main", "master", "develop", "dev", "devel", "development", "trunk", "head", "next", "latest", "stable")


@rule("DL3047", "downloads-with-a-progress-bar", severity=INFO, default=False, programs=("wget",))
def progress(command: Command, file: File, stage: Stage) -> Iterator[Finding]:
    """wget draws a bar that fills the log of the build."""
    if not command.runs("wget") or may_hide_options(command) or _is_quiet(command):
        return
    name = command.name_span
    can_fix = file.source[name] == "wget" and not command.script.is_argv and not is_alpine(stage)
    fix = unsafe(insert(name.end, " --progress=dot:giga")) if can_fix else None
    yield Finding(name, "wget fills the log with a progress bar; add --progress=dot:giga or -q", fix)


def _is_quiet(command: Command) -> bool:
    """wget shows no bar, writes it elsewhere, or loads nothing."""
    return command.has(
        "--progress", "-q", "--quiet", "-o", "--output-file", "-a", "--append-output", "-nv", "--no-verbose",
        "-b", "--background", "--spider", "-V", "--version", "-h", "--help",
    )  # fmt: skip


@rule("DL4001", "downloads-with-both-wget-and-curl", default=False)
def both(stage: Stage) -> Iterator[Finding]:
    """A stage uses wget and curl, where one would do."""
    for group in (commands(stage), deferred_commands(stage)):
        first: dict[str, Command] = {}
        for command in group:
            if command.name in LOADERS:
                first.setdefault(command.name, command)
        if len(first) == 2:
            before, later = first
            message = f"{later} is used beside {before} in this stage; use one of the two"
            yield Finding(first[later].name_span, message)


@rule("DF030", "runs-a-download-unseen", programs=SHELLS)
def unseen(command: Command) -> Iterator[Finding]:
    """What curl or wget loads goes into a shell as it comes."""
    if not _reads_a_script(command):
        return
    for source in piped(command):
        if source.name in LOADERS and not _is_local(source):
            message = (
                f"{command.name} runs what {source.name} loads, whatever it is; save it, check its checksum, run it"
            )
            yield Finding(command.name_span, message)
            return


def _reads_a_script(command: Command) -> bool:
    """The command is a shell that runs its standard input."""
    if command.name not in SHELLS or command.has("-c"):
        return False
    return command.has("-s") or all(word.text == "-" for word in command.operands[:1])


def _is_local(command: Command) -> bool:
    """It asks a server in the same container."""
    texts = [word.text for word in command.args]
    return any("localhost" in text or "127.0.0.1" in text or text == "--unix-socket" for text in texts)


@rule("DF031", "adds-a-url-without-a-checksum", severity=INFO, default=False)
def unchecked_add(node: Add, stage: Stage) -> Iterator[Finding]:
    """ADD loads a file that nothing holds to its content."""
    if node.flag("checksum") is not None:
        return
    for word in node.sources:
        if _is_file(stage.expand(word.text, node).text):
            yield Finding(word.span, f'nothing checks what "{word.text}" holds; add --checksum=sha256:DIGEST')


def _is_file(url: str) -> bool:
    """An address of a file, not of a repository, nor one that is asked for the sake of its changes."""
    is_web = url.startswith(("http://", "https://"))
    return is_web and not re.search(r"\.git([#?]|$)|//api\.|/git/refs/|[?&](time|date|ts)=", url)


@rule("DF032", "trusts-a-download-without-a-checksum", severity=INFO, default=False, programs=LOADERS)
def unchecked(command: Command) -> Iterator[Finding]:
    """A RUN unpacks or runs what it has loaded, and checks it nowhere."""
    found = command.script.commands
    if command.name not in LOADERS or _is_local(command) or any(each.name in CHECKS for each in found):
        return
    target = _target(command)
    for after in command.script.after(command):
        if (after.name in UNPACKERS and command in piped(after)) or _uses(after, target):
            yield Finding(command.name_span, f"{after.name} uses what {command.name} loads; check its checksum first")
            return


def _target(command: Command) -> str:
    """Name of the file that is loaded, without its folder; empty when there is none, or it is not known."""
    option = command.option("-O", "--output-document") if command.name == "wget" else command.option("-o", "--output")
    if option is not None and option.value:
        name = option.value
    elif command.name == "wget" or command.has("-O", "--remote-name"):
        name = command.operands[-1].text if command.operands else ""
    else:
        return ""
    return name.rpartition("/")[2] if "$(" not in name and "`" not in name else ""


def _uses(command: Command, target: str) -> bool:
    """`command` unpacks or runs the file `target`."""
    if not target or command.name not in (*UNPACKERS, *RUNNERS):
        return command.name == target != "" and command.raw.words[0].text.startswith((".", "/"))
    return any(word.text.rpartition("/")[2] == target for word in command.args)


@rule("DF033", "clones-what-changes", severity=INFO, default=False, programs=("git",))
def clone(command: Command) -> Iterator[Finding]:
    """git clone takes what a branch holds today."""
    if not command.runs("git", "clone") or not command.operands or _names_a_tag(command):
        return
    later = list(_later_git(command))
    clones = [each for each in later if each.runs("git", "clone") and not _names_a_tag(each)]
    pinning = [each for each in later if _checks_out(each)]
    if (later and later[0] in pinning) or len(pinning) > len(clones):
        return
    yield Finding(command.verb.span, "git clone takes what the branch holds today; check out a tag or commit")


def _later_git(command: Command) -> Iterator[Command]:
    """The clones and checkouts behind `command` in its stage."""
    behind = False
    for each in commands(command.script.stage):
        if each.program != "git":
            continue
        if behind and (each.runs("git", "clone") or _checks_out(each)):
            yield each
        behind = behind or each.span == command.span


def _names_a_tag(command: Command) -> bool:
    """`--branch` with what is no common name of a branch, or `--revision`."""
    option = command.option("-b", "--branch")
    return command.has("--revision") or (option is not None and _is_fixed(option.value or ""))


def _checks_out(command: Command) -> bool:
    """A command that takes a clone to a tag or commit."""
    if command.runs("git", "reset") and not command.has("--hard"):
        return False
    is_checkout = command.runs("git", "checkout", "reset", "switch", "fetch", "pull")
    return is_checkout and any(_is_fixed(word.text) and _is_ref(word) for word in command.operands)


def _is_ref(word: Argument) -> bool:
    return word.text not in ("origin", "upstream", ".", "--") and "://" not in word.text


@cache
def _branch() -> "re.Pattern[str]":
    return re.compile(
        rf"(?:(?:refs/)?(?:heads/|remotes/)?(?:origin/|upstream/)?)(?:{'|'.join(BRANCHES)})?", re.IGNORECASE
    )


def _is_fixed(ref: str) -> bool:
    """False for the common names of branches."""
    return not _branch().fullmatch(ref)
