"""Which values a wish means."""

import os
import re
from collections.abc import Iterator, Sequence

from dflint.model.file import Entry, File
from dflint.model.project import Project, load
from dflint.records import NamedTuple
from dflint.settings import Settings
from dflint.syntax.suggest import suggestion
from dflint.upgrading.selection import Candidate
from dflint.upgrading.spec import Wish
from dflint.upgrading.targets import Dockerfile, Owner, Target, owners

MOST = 3


class Match(NamedTuple):
    """A value that a wish means, and why it must not be edited, or nothing."""

    wish: Wish
    owner: Owner
    target: Target
    obstacle: str


class Matcher:
    """Finds what wishes mean in `projects`; `unmatched` gets a line for each that means nothing."""

    def __init__(self, projects: Sequence[Project], wishes: Sequence[Wish]) -> None:
        self.projects = projects
        self.wishes = wishes
        names = dict.fromkeys(wish.selection.platform for wish in wishes)
        self.by_platform = {name: [it for each in projects for it in owners(_on(each, name))] for name in names}
        self.unmatched: list[str] = []

    @property
    def owners(self) -> list[Owner]:
        """All files, those that were read for several platforms several times."""
        return [owner for found in self.by_platform.values() for owner in found]

    def matches(self, wish: Wish) -> list[Match]:
        """The values that `wish` means, those that are as it wants them already included."""
        named = list(self._named(wish))
        found = [match for match in named if _has_value(match.target, wish)]
        if not found:
            self.unmatched.append(f"{wish.place}: {self._why(wish, named)}")
        return found

    def _named(self, wish: Wish) -> Iterator[Match]:
        for owner in self.by_platform[wish.selection.platform]:
            known = [target for target in owner.targets if target.is_called(wish.name)]
            exact = [target for target in known if target.name == wish.name]
            for target in exact or known or [it for it in owner.targets if it.has_stem(wish.name)]:
                if _is_selected(wish, owner, target):
                    yield Match(wish, owner, target, self._shared(wish, owner, target))

    def _shared(self, wish: Wish, owner: Owner, target: Target) -> str:
        """Why a value in an included file is not for this wish alone, or nothing."""
        if target.path == owner.parts[0]:
            return ""
        if not wish.selection.covers(target.shown):
            return "the file is included from outside of what --in selects"
        for other in self.by_platform[wish.selection.platform]:
            if target.path in other.parts and not _is_selected(wish, other, target):
                return f"{other.candidate.shown}, which is not selected, includes this file, too"
        return "the file is outside of the current directory" if os.path.isabs(target.shown) else ""

    def _why(self, wish: Wish, named: list[Match]) -> str:
        """Why `wish` means nothing."""
        if named:
            places = [f"{target.value} in {target.shown}:{target.line}" for _, _, target, _ in named]
            more = f" and {len(places) - MOST} more" if len(places) > MOST else ""
            return f"{wish.name} is nowhere {wish.old}, but {', '.join(dict.fromkeys(places[:MOST]))}{more}"
        every = self.by_platform[wish.selection.platform]
        taken = [owner for owner in every if wish.selection.takes(owner.candidate)]
        if not taken:
            return _nothing_selected(wish, [owner.candidate for owner in every])
        names = {target.name: None for owner in taken for target in owner.targets}
        hint = suggestion(wish.name, names) or suggestion(wish.name.upper(), [_stem(name) for name in names])
        files = "the selected file" if len(taken) == 1 else f"the {len(taken)} selected files"
        return f"no ARG {wish.name} has a value in {files}{hint}"

    def unseen(self) -> Iterator[str]:
        """Lines about templates, or parts of them, that name what is wished and that no expansion shows."""
        for project in self.projects:
            for file in project.files:
                if file.focus and not file.readable:
                    yield from self._unread(file)
        seen = {(target.path, target.line) for owner in self.owners for target in owner.targets}
        for owner in self.owners:
            if isinstance(owner, Dockerfile) and owner.file.expansion is not None:
                yield from self._hidden(owner, seen)

    def _unread(self, file: File) -> Iterator[str]:
        """A file that could not be read as a Dockerfile, where its text names something wished."""
        source = file.expansion.files[0] if file.expansion else file.source
        why = file.error or "the template cannot be expanded"
        for wish in self.wishes:
            if _declaration(wish.name).search(source.text):
                yield f"{file.shown}: names {wish.name}, but {why}, so it is not changed"

    def _hidden(self, owner: Dockerfile, seen: set[tuple[str, int]]) -> Iterator[str]:
        """Lines of a template that no variant comes to."""
        for wish in self.wishes:
            if not wish.selection.takes(owner.candidate):
                continue
            for path, source in owner.sources().items():
                for match in _declaration(wish.name).finditer(source.text):
                    line = source.line_of(match.start("name"))
                    value = match["value"].strip("\"'")
                    if (path, line) not in seen and value != wish.new and wish.old in (None, value):
                        place = f"{owner.shown_part(path)}:{line}: {match['name']}"
                        yield f"{place} is not upgraded: no variant of the template gives this line"


def _declaration(name: str) -> "re.Pattern[str]":
    return re.compile(
        rf"^[ \t]*ARG[ \t]+(?P<name>{re.escape(name)}(?:_VER|_VERSION)?)=(?P<value>\S*)", re.MULTILINE | re.IGNORECASE
    )


def _has_value(target: Target, wish: Wish) -> bool:
    return wish.old is None or wish.old in (target.value, target.plain) or target.value == wish.new


def _is_selected(wish: Wish, owner: Owner, target: Target) -> bool:
    """True for what the selection takes; the patterns for paths may name the file that is included."""
    selection = wish.selection
    if selection.takes(owner.candidate):
        return True
    return selection.covers(target.shown) and selection._replace(globs=()).takes(owner.candidate)


def _nothing_selected(wish: Wish, known: list[Candidate]) -> str:
    selection = wish.selection
    folders = {file.folder: None for file in known}
    hint = suggestion(selection.source_root.strip("/"), folders) if selection.source_root else ""
    given = {
        "SOURCEROOT": selection.source_root,
        "WORKLOAD": selection.workload,
        "STACK": selection.stack,
        "DOCKERFILE": selection.dockerfile,
        "--in": ", ".join(selection.globs),
    }
    what = ", ".join(f"{name} {value}" for name, value in given.items() if value)
    return f"no file is selected by {what}{hint}" if what else "there is no Dockerfile here"


def _stem(name: str) -> str:
    return re.sub(r"_(VER|VERSION)\Z", "", name.upper())


def _on(project: Project, platform: str) -> Project:
    """`project` with its templates expanded for `platform`."""
    if not platform or not any(file.expansion for file in project.files):
        return project
    entries = {
        file.absolute: Entry(
            file.absolute, file.shown, _settings_on(file.settings, platform), file.focus, file.explicit, None, file.home
        )
        for file in project.files
    }
    return load(project.root, list(entries.values()), project.searched)


def _settings_on(settings: Settings, platform: str) -> Settings:
    """`settings` with the variants for `platform` only; where there are none, it is a name for all templates."""
    template = settings.template
    fitting = tuple(variant for variant in template.variants if variant.get("PLATFORM") == platform)
    definitions = template.definitions if fitting else {**template.definitions, "PLATFORM": platform}
    return settings._replace(template=template._replace(variants=fitting, definitions=definitions))
