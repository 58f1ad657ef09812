"""yum, dnf, microdnf and tdnf."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.embedded.programs import PROGRAMS
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.calls import add_option, call_span, is_answered, unpinned
from dflint.model.file import File
from dflint.model.layers import addition, is_mounted, reaches_image, removes
from dflint.model.script import Command, Script
from dflint.text import safe

YUM = ("yum",)
DNF = ("dnf", "microdnf", "dnf5", "tdnf")
ASKING = ("install", "groupinstall", "localinstall", "group install", "groups install", "module install")
# Subcommands that download packages.
YUM_LOADS = ("install", "group install", "groups install")
DNF_LOADS = (*YUM_LOADS, "in", "reinstall", "upgrade", "update", "up", "upgrade-minimal")


def _calls(command: Command, tools: tuple[str, ...], subcommands: tuple[str, ...]) -> bool:
    return command.program in tools and command.call.subcommand in subcommands


def _asks(command: Command, tools: tuple[str, ...]) -> Iterator[Finding]:
    if not _calls(command, tools, ASKING) or is_answered(command):
        return
    if command.has(*PROGRAMS["dnf"].assent) or command.has("--downloadonly", "--assumeno", "--nodeps"):
        return
    if any("assumeyes=" in (option.value or "") for option in command.call.options):
        return
    edit = add_option(command, "-y")
    message = f"{command.name} {command.call.subcommand} may ask before it installs; add -y"
    severity = None
    if command.name == "microdnf":
        message, severity = "microdnf does not ask, but dnf, which takes its place, does; add -y", INFO
    yield Finding(call_span(command), message, safe(edit) if edit else None, severity=severity)


def _keeps_cache(script: Script, file: File, tools: tuple[str, ...], loading: tuple[str, ...]) -> Iterator[Finding]:
    folders = PROGRAMS["dnf"].caches
    loads = [command for command in script.commands if _calls(command, tools, loading)]
    if not loads or not reaches_image(script.stage, file) or is_mounted(script, *folders):
        return
    last = loads[-1]
    if any(_cleans(command) or removes(command, *folders) for command in script.after(last)):
        return
    edit = None if last.prefixed else addition(script, file, f"{last.name} clean all")
    message = f"the cache of {last.name} stays in the layer; end the RUN with {last.name} clean all"
    yield Finding(call_span(last), message, safe(edit) if edit else None)


def _cleans(command: Command) -> bool:
    if not _calls(command, (*YUM, *DNF), ("clean",)):
        return False
    return any(word.text == "all" or not word.known for word in command.operands)


@cache
def _version() -> "re.Pattern[str]":
    """The version at the end of `name-version`, `name-version-release` or `name-epoch:version-release.arch`."""
    return re.compile(r"-(\d+:)?\d[\w.+~^*]*(-[\d*][\w.+~^*]*)?$|:\d|\.(rpm|noarch)$")


def _unpinned(command: Command, tools: tuple[str, ...]) -> Iterator[Finding]:
    if not _calls(command, tools, ("install", "in", "module install")):
        return
    is_module = command.call.subcommand.startswith("module")
    for word in unpinned(command, "=<>", ".rpm"):
        if is_module or word.text.startswith("@"):
            if ":" not in word.text and is_module:
                message = f'module "{word.text}" has no stream; write {word.text}:STREAM'
                yield Finding(word.span, message)
        elif not word.text.startswith(("/", "./")) and not _version().search(word.text):
            yield Finding(word.span, f'package "{word.text}" has no version; write {word.text}-VERSION')


@rule("DL3030", "waits-for-an-answer-of-yum", programs=YUM)
def yum_asks(command: Command) -> Iterator[Finding]:
    """`yum install` without `-y`: nobody is there to answer, so the build fails."""
    yield from _asks(command, YUM)


@rule("DL3032", "leaves-the-cache-of-yum", programs=YUM)
def yum_cache(script: Script, file: File) -> Iterator[Finding]:
    """`yum install`, and nothing in the same layer deletes what it downloaded."""
    yield from _keeps_cache(script, file, YUM, YUM_LOADS)


@rule("DL3033", "installs-packages-of-yum-without-version", default=False, programs=YUM)
def yum_versions(command: Command) -> Iterator[Finding]:
    """`yum install httpd`: whatever version the repository has on the day of the build."""
    yield from _unpinned(command, YUM)


@rule("DL3038", "waits-for-an-answer-of-dnf", programs=DNF)
def dnf_asks(command: Command) -> Iterator[Finding]:
    """`dnf install` without `-y`: nobody is there to answer, so the build fails."""
    yield from _asks(command, DNF)


@rule("DL3040", "leaves-the-cache-of-dnf", programs=DNF)
def dnf_cache(script: Script, file: File) -> Iterator[Finding]:
    """`dnf install`, and nothing in the same layer deletes what it downloaded."""
    yield from _keeps_cache(script, file, DNF, DNF_LOADS)


@rule("DL3041", "installs-packages-of-dnf-without-version", default=False, programs=DNF)
def dnf_versions(command: Command) -> Iterator[Finding]:
    """`dnf install httpd`: whatever version the repository has on the day of the build."""
    yield from _unpinned(command, DNF)
