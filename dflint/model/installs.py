"""The packages that a stage installs, and what becomes of them: removed, held, kept."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

from dflint.embedded.packages import CONDA, MANAGERS, NODE, OS, PYTHON, RUST, Manager, Named, is_commit, repository_name
from dflint.embedded.pins import pip_name
from dflint.model.find import Find
from dflint.model.requirements import Requirements
from dflint.model.stages import Stage
from dflint.model.steps import Step
from dflint.model.variables import Token, is_open

APT = ("apt-get", "apt", "aptitude")
APK_SETS = ("-t", "--virtual")
FILES = ("-r", "--requirement", "--requirements")
# Parts of the names of variables that hold options.
OPTIONS = ("opt", "arg", "flag", "param", "quiet", "verbos")
# Options that say where packages go.
_PIP_HOMES = ("-t", "--target", "--prefix", "--root", "--wheel-dir", "-w")
HOMES: dict[str, tuple[str, ...]] = {
    "pip": _PIP_HOMES,
    "uv": _PIP_HOMES,
    "conda": ("-p", "--prefix"),
    "npm": ("--prefix",),
    "gem": ("-i", "--install-dir"),
    "cargo": ("--root",),
    "apk": ("-p", "--root"),
    "zypper": ("-R", "--root", "--installroot"),
    **dict.fromkeys(("yum", "dnf", "dnf5", "microdnf", "tdnf"), ("--installroot",)),
}
# Programs that install into the folder that they run in.
LOCAL = ("npm", "yarn", "pnpm", "composer")
CONDA_FILES = ("-f", "--file")
# Subcommands that install what `package.json` lists.
NODE_LISTED = (("npm", "ci"), ("npm", "clean-install"), ("npm", "install-clean"), ("yarn", ""), ("yarn", "install"))


class Installs:
    """The packages of one stage; `step` reads its steps in order, `finds` has what they install."""

    def __init__(self, stage: Stage, requirements: Requirements) -> None:
        self.stage = stage
        self.requirements = requirements
        self.finds: list[Find] = []
        # Sets of packages of apk by their names: `.build-deps`.
        self.sets: dict[str, list[Find]] = {}
        # What was installed when apt was last asked for what is wanted: `savedAptMark="$(apt-mark showmanual)"`.
        self.marked = 0
        # What apt may remove when nothing needs it.
        self.unwanted: list[Find] = []
        self.last: list[Find] = []

    def step(self, step: Step) -> None:
        """Take in one step, if it is about packages."""
        if step.program == "apt-mark":
            self._mark(step)
        elif step.program in ("bundle", "bundler") and step.words[1:2] and step.words[1].text == "install":
            self._add_listed(step, "Gemfile", step.path("Gemfile"))
        elif step.program in MANAGERS:
            self._manage(step, MANAGERS[step.program])

    def _manage(self, step: Step, manager: Manager) -> None:
        subcommand = step.call.subcommand
        if not manager.installs:
            if _installs_plainly(step):
                self._install(step, manager)
        elif subcommand in manager.installs:
            self._install(step, manager)
        elif subcommand in manager.removes:
            self._remove(step, manager, subcommand)
        elif subcommand == "history undo" and step.operands and step.operands[0].text == "last":
            _mark_removed(self.last)
        else:
            self._other(step)

    def _install(self, step: Step, manager: Manager) -> None:
        before, home = len(self.finds), _home(step)
        words = [word for word in _packages(step) if not _is_output(word, step)]
        for word in words:
            named = manager.read(word.text)
            if named is not None and named.name:
                self._add(step, manager.kind, _completed(named, step, manager), word, home)
        source = step.value("--git") if manager.kind == RUST else None
        if source and not words:
            self._add(step, RUST, _completed(Named(repository_name(source)), step, manager), Token(source), home)
        self._listed(step, manager, self.finds[before:])
        self.last = self.finds[before:]
        if step.program == "apk":
            for name in (value for option in APK_SETS for value in step.values(option)):
                self.sets.setdefault(name.text, []).extend(self.last)
        if step.program in APT and step.has("--mark-auto", "--auto"):
            self.unwanted += self.last

    def _add(self, step: Step, kind: str, named: Named, word: Token, home: str) -> None:
        found = Find(
            kind, named.name, named.version, named.source, how=_how(step), span=step.span(word),
            stage=self.stage.index, pin=named.pin, names=word.names, home=home,
        )  # fmt: skip
        self.finds.append(found)

    def _listed(self, step: Step, manager: Manager, named: list[Find]) -> None:
        """What the files list that the command names, or that it reads by itself."""
        if manager.kind == PYTHON:
            limits = self._constraints(step)
            for find in named:
                find.version = find.version or limits.get(pip_name(find.name), "")
            for path in step.values(*FILES):
                self._add_listed(step, "requirements", step.path(path.text), limits)
        elif manager.kind == CONDA:
            files = [word for word in step.operands if word.text.endswith((".yml", ".yaml"))]
            for path in [*step.values(*CONDA_FILES), *files]:
                self._add_listed(step, "environment", step.path(path.text))
        elif manager.kind == NODE and not step.operands and step.program != "corepack":
            self._add_listed(step, "package.json", step.path("package.json"))

    def _constraints(self, step: Step) -> dict[str, str]:
        """The versions that the files of constraints give, by the normalised names of packages."""
        limits: dict[str, str] = {}
        for path in step.values("-c", "--constraint"):
            for item in self.requirements.read(self.stage, step.script.node, "requirements", step.path(path.text)):
                limits[pip_name(item.item.named.name)] = item.item.named.version
        return limits

    def _other(self, step: Step) -> None:
        """Subcommands that install what a file lists."""
        subcommand = step.call.subcommand
        if step.program == "conda" and subcommand in ("env create", "env update"):
            for path in step.values(*CONDA_FILES) or [Token("environment.yml")]:
                self._add_listed(step, "environment", step.path(path.text))
        elif (step.program, subcommand) in NODE_LISTED:
            self._add_listed(step, "package.json", step.path("package.json"))

    def _add_listed(self, step: Step, form: str, path: str, limits: Mapping[str, str] = {}) -> None:
        for listed in self.requirements.read(self.stage, step.script.node, form, path):
            named = listed.item.named
            found = Find(
                listed.item.kind, named.name, named.version or limits.get(pip_name(named.name), ""), named.source,
                how=listed.how, span=listed.span or step.command.span, stage=self.stage.index, pin=named.pin,
                home=_home(step), spot=listed.spot,
            )  # fmt: skip
            self.finds.append(found)

    def _remove(self, step: Step, manager: Manager, subcommand: str) -> None:
        for word in step.operands:
            if word.text in self.sets:
                _mark_removed(self.sets.pop(word.text))
                continue
            name = _bare_name(word.text, manager)
            _mark_removed(find for find in self.finds if find.kind == manager.kind and _is_of(find.name, name))
        if step.program in APT and (subcommand == "autoremove" or step.has("--auto-remove", "--autoremove")):
            _mark_removed(self.unwanted)
            self.unwanted = []

    def _mark(self, step: Step) -> None:
        """`apt-mark`: what is asked for, what nobody wants any more, what is wanted, what stays at its version."""
        verb, names = (step.words[1].text if len(step.words) > 1 else ""), step.words[2:]
        if verb == "showmanual":
            self.marked = len(self.finds)
        elif verb == "auto":
            every = any(name.text in (".*", "*") for name in names)
            self.unwanted += [
                find for find in (self.finds[self.marked :] if every else self.finds)
                if find.kind == OS and (every or any(_is_of(find.name, name.text) for name in names))
            ]  # fmt: skip
        elif verb in ("manual", "unmarkauto"):
            self.unwanted = [find for find in self.unwanted if not any(_is_of(find.name, it.text) for it in names)]
        elif verb == "hold":
            self._hold(names)

    def _hold(self, names: list[Token]) -> None:
        for word in names:
            name, _, version = word.text.partition("=")
            for find in self.finds:
                if find.kind == OS and find.name == name:
                    find.version = find.version or version
                    find.pin = find.pin or "apt-mark hold"


def _packages(step: Step) -> list[Token]:
    """The words that name packages."""
    words = step.operands
    if step.program == "luarocks":
        return words[:1]
    if step.program == "pip":
        return words + step.values("-e", "--editable")
    if step.program == "pipx" and step.call.subcommand == "inject":
        return words[1:]
    if step.program == "composer" and step.call.subcommand == "create-project":
        version = words[2].text if len(words) > 2 else ""
        return [word._replace(text=f"{word.text}:{version}".rstrip(":")) for word in words[:1]]
    return words


def _is_output(word: Token, step: Step) -> bool:
    """True for a word that names no package: the output of a command, all arguments, a variable of options."""
    text = word.text
    if "$" not in text and "`" not in text:
        return False
    bare = text[2:-1] if text.startswith("${") and text.endswith("}") and text.count("$") == 1 else ""
    is_option = any(part in bare.lower() for part in OPTIONS)
    return text.startswith(("$(", "`")) or bare in step.computed or is_option or text in ("$@", "$*")


def _completed(named: Named, step: Step, manager: Manager) -> Named:
    """`named` with what options, or the word behind it, say of its version and source."""
    version = next((value for name in manager.version if (value := step.value(name))), "")
    if step.program == "luarocks" and len(step.operands) > 1:
        version = step.operands[1].text
    if manager.kind == RUST and (source := step.value("--git")):
        ref = step.value("--tag", "--rev", "--branch") or ""
        return Named(named.name, ref or version, source, ref if is_commit(ref) else "")
    return named._replace(version=version) if version and not named.version else named


def _installs_plainly(step: Step) -> bool:
    """True when a program without subcommands installs: `rpm -i`, `pacman -S`, `cpanm`."""
    if step.program == "rpm":
        return step.has("-i", "-U", "-F", "--install", "--upgrade") and not step.has("-q", "-e", "--import")
    return step.program != "pacman" or step.has("-S")


def _how(step: Step) -> str:
    return f"{step.program} {step.call.subcommand}".strip()


def _home(step: Step) -> str:
    """Where the packages go, where that is not the usual place: a folder, or that of a virtual environment."""
    given = step.value(*HOMES[step.program]) if step.program in HOMES else None
    if given:
        return step.path(given)
    if step.program in LOCAL and "global" not in _how(step) and not step.has("-g", "--global"):
        return step.folder
    name = step.command.raw.words[0].text if step.command.raw.words else ""
    folder, _, _ = name.rpartition("/bin/")
    return folder if folder not in ("", "/usr", "/usr/local") else ""


def _mark_removed(finds: Iterable[Find]) -> None:
    for find in finds:
        find.removed = True


def _bare_name(text: str, manager: Manager) -> str:
    """The name in a word that removes: without a version, and what `apt-get install name-` says."""
    named = manager.read(text) if not is_open(text) else None
    return named.name if named else text


def _is_of(name: str, pattern: str) -> bool:
    """True when the package `name` is the one that `pattern` names, or one of those."""
    if any(mark in pattern for mark in "*?["):
        return fnmatchcase(name, pattern)
    return name == pattern or name.partition(":")[0] == pattern
