"""Users and permissions."""

import re
from collections.abc import Iterator
from functools import cache

from dflint.embedded.words import unquoted
from dflint.lint.finding import ERROR, INFO, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.script import Command, is_windows, scripts
from dflint.model.stages import Stage
from dflint.syntax.nodes import Run, User
from dflint.text import Fix, Span, replace, unsafe

INSTALLERS = ("apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper", "pacman", "tdnf")
INSTALLING = ("install", "update", "upgrade", "dist-upgrade", "add", "in", "remove", "purge", "groupinstall")
# Programs that run what follows as another user.
SWITCHES = ("sudo", "su", "doas", "gosu", "su-exec", "runuser", "fakeroot", "fakechroot", "proot", "chroot")
# Options that install elsewhere than into the system.
ELSEWHERE = ("--root", "--installroot", "-p", "--download-only", "-d", "--dry-run", "-s", "--simulate")


def _in_force(file: File) -> tuple[Stage, User] | None:
    """The USER that the final image ends up with, and its stage."""
    return file.final.last(User) if file.final else None


def _who(text: str) -> str:
    """The user of `USER user[:group]`."""
    return text.partition(":")[0]


def _is_root(stage: Stage, node: User) -> bool:
    value = stage.expand(node.rest.text, node)
    return value.known and _who(value.text) in ("root", "0")


def _name_span(node: User) -> Span:
    return node.locate(0, len(_who(node.rest.text)))


@rule("DL3002", "runs-as-root")
def root(file: File) -> Iterator[Finding]:
    """The last USER that the final image gets is root."""
    found = _in_force(file)
    if found and _is_root(*found):
        user = _who(found[0].expand(found[1].rest.text, found[1]).text)
        message = f'the image runs as "{user}"; end with a USER that is not root'
        yield Finding(_name_span(found[1]), message)


@rule("DF082", "ends-a-build-stage-as-root", severity=INFO, aliases=("DL3002",), default=False)
def root_in_stage(stage: Stage, file: File) -> Iterator[Finding]:
    """The last USER of a stage that only helps to build is root."""
    users = stage.of(User)
    found = _in_force(file)
    if stage.index < 0 or not users or (found and users[-1] is found[1]):
        return
    if _is_root(stage, users[-1]):
        yield Finding(_name_span(users[-1]), "the stage ends as root; a stage that builds on it starts so, too")


def _without_number(node: User, stage: Stage) -> bool:
    """True for a user that is certainly given by name."""
    value = stage.expand(node.rest.text, node)
    return value.certainty == "known" and not re.fullmatch(r"[0-9]+", _who(value.text))


def _by_name(node: User, stage: Stage) -> Finding:
    user = _who(unquoted(node.rest.text))
    number = _number_of(user, stage)
    fix: Fix | None = None
    if number and _who(node.rest.text) == user and "$" not in user:
        fix = unsafe(replace(_name_span(node), number))
    return Finding(_name_span(node), f'"{user}" is a name; write its number, which Kubernetes can tell from root', fix)


def _number_of(user: str, stage: Stage) -> str | None:
    """The uid that a `useradd -u` of the stage, or of one that it builds on, gives to `user`."""
    for each in stage.line_of_descent:
        for node in each.of(Run):
            for script in scripts(node, each):
                for command in script.commands:
                    if command.name in ("useradd", "adduser") and (uid := _uid(command, user)):
                        return uid
    return None


def _uid(command: Command, user: str) -> str | None:
    words = [argument.text for argument in command.args if argument.known]
    if user not in words:
        return None
    text = " ".join(words)
    match = re.search(r"(?:^| )(?:-[a-zA-Z]*u|--uid)[ =]?([1-9][0-9]*)(?: |$)", text)
    return match[1] if match else None


@rule("DL3066", "names-a-user-without-its-number", severity=INFO, default=False)
def named(node: User, stage: Stage, file: File) -> Iterator[Finding]:
    """The USER of the final image is a name."""
    found = _in_force(file)
    if (found is None or found[1] is node) and node in stage.instructions and _without_number(node, stage):
        yield _by_name(node, stage)


@rule("DF083", "switches-to-a-user-without-its-number", severity=INFO, aliases=("DL3066",), default=False)
def named_before(node: User, stage: Stage, file: File) -> Iterator[Finding]:
    """A USER that is a name, though the image does not start with it."""
    found = _in_force(file)
    if found is not None and found[1] is not node and node in stage.instructions and _without_number(node, stage):
        yield _by_name(node, stage)


@rule("DF080", "runs-as-the-user-of-its-base", severity=INFO, default=False)
def no_user(file: File, project: Project) -> Iterator[Finding]:
    """No USER in the final image, nor in the images of the project that it builds on."""
    if file.base is None or any(other.in_force(User) is not None for other in project.ancestry(file)):
        return
    image = project.ancestry(file)[-1].base
    if image is None or not image.value.known or not image.value.text:
        return
    if _without_root().search(image.value.text.lower()):
        return
    if file.final is not None and not is_windows(file.final):
        yield Finding(file.base.word.span, "the image runs as root, for no USER says otherwise; add a USER")


@cache
def _without_root() -> "re.Pattern[str]":
    """Images that are known to run as somebody else."""
    return re.compile(
        r"nonroot|non-root|rootless|unprivileged|cgr\.dev/chainguard/|(^|/)bitnami|(^|/)(jupyter|jenkins|grafana)/"
        r"|(^|/)ubi[0-9]+/(nodejs|python|go|openjdk|ruby|php|perl)|(^|/)(sclorg|selenium|circleci|cimg)/|chiseled"
        r"|(^|/)(elasticsearch|kibana|logstash|sonarqube|solr|prom/\w+|hashicorp/http-echo)([:@]|$)"
    )


@rule("DF081", "installs-packages-without-being-root", severity=ERROR, programs=INSTALLERS)
def not_root(command: Command, stage: Stage) -> Iterator[Finding]:
    """A package manager of the system in a RUN of another user: it will be refused."""
    if command.name not in INSTALLERS or command.call.subcommand not in INSTALLING or command.script.onbuild:
        return
    user = stage.user(command.script.node)
    if user is None or not user.known or _who(user.text) in ("root", "0", "") or is_windows(stage):
        return
    switches = any(re.search(rf"(?<![\w-]){name}(?![\w-])", command.script.text) for name in SWITCHES)
    if not switches and not command.has(*ELSEWHERE):
        message = f'{command.name} needs root, but USER is "{user.text}" here; write USER root before it'
        yield Finding(command.name_span, message)
