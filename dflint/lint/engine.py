"""The walk: every file once, every rule on what it subscribed to, findings to diagnostics.

Files whose findings hang together make a part of the project. One part is one piece of work: `Visit` runs all rules on
it, and what it needs of other files it asks the project for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from dflint import disk
from dflint.globs import matches
from dflint.lint import shellcheck
from dflint.lint.finding import ERROR, Diagnostic, Finding, Severity
from dflint.lint.foreign import BUILDER
from dflint.lint.places import is_doubtful, locate
from dflint.lint.rule import Rule
from dflint.lint.scripts import Answers, Scripts
from dflint.lint.selection import Active, is_fixable, is_on, suggest, weight
from dflint.lint.suppress import Suppression, suppressions
from dflint.lint.tables import Batch, Table, Tables, batches
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.python_script import PythonScript, python_scripts
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.model.templates import is_untold
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.syntax.nodes import Instruction, Onbuild, Run, Transfer
from dflint.text import Span

if TYPE_CHECKING:
    from typing import Any

# What can be said of a file that was not parsed: it cannot be read, or its template not be expanded.
UNPARSED = ("E012", "TP")
UNUSED = "DF001"
MISSPELT = "DF002"
Found = list[tuple[Rule, Finding]]
Lines = dict[tuple[str, int], str]


def lint(project: Project, notes: list[str] | None = None) -> list[Diagnostic]:
    """What the rules and ShellCheck say of the files of `project` that are in focus, by path and place.

    `notes` gets a line for what ShellCheck could not do.
    """
    from dflint.lint.run import check

    return list(check([project], notes=notes))


class Part(NamedTuple):
    """Files whose findings hang together, and their components: a group, or one file by itself in all its variants."""

    files: tuple[File, ...]
    components: tuple[Component, ...] = ()


def parts(project: Project) -> list[Part]:
    """The parts of `project`, by the path of their first file."""
    files: dict[str, list[File]] = {}
    components: dict[str, list[Component]] = {}
    for file in project.files:
        component = file.component if project.has_conventions else None
        key = "group " + component.group if component else "file " + file.path
        files.setdefault(key, []).append(file)
    for component in project.components if project.has_conventions else ():
        components.setdefault("group " + component.group, []).append(component)
    return [Part(tuple(members), tuple(components.get(key, ()))) for key, members in files.items()]


class Context(dict[tuple[type, ...], "tuple[Any, ...] | None"]):
    """What belongs to a thing, by kind: gives rules what they need, None where some of it is missing."""

    def __init__(self, *things: object) -> None:
        super().__init__()
        self._by_kind = {type(thing): thing for thing in things}

    def __missing__(self, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
        found = all(kind in self._by_kind for kind in kinds)
        self[kinds] = tuple(self._by_kind[kind] for kind in kinds) if found else None
        return self[kinds]

    def also(self, thing: object) -> Context:
        """This context and `thing`."""
        return Context(*self._by_kind.values(), thing)


class Walk:
    """Runs rules; `found` has the findings by file."""

    def __init__(self, project: Project, files: Iterable[File], tables: Tables) -> None:
        self.project = project
        self.tables = tables
        self.found: dict[File, Found] = {file: [] for file in files}

    def apply(self, batches: list[Batch], thing: object, file: File, context: Context) -> None:
        """Run the rules of `batches` on `thing`; those whose context is missing here are silent."""
        for batch in batches:
            needs = context[batch.needs]
            if needs is None:
                continue
            for check, rule in batch.checks:
                try:
                    for finding in check(thing, *needs):
                        self.found[finding.file or file].append((rule, finding))
                except Exception as error:  # a broken rule must not take the others' findings
                    disk.spoil()
                    self.found[file].append((rule, _internal(rule, error)))


def of_project(project: Project, tables: Tables) -> dict[File, Found]:
    """What the rules for the project as a whole find, in any of its files."""
    if not project.files:
        return {}
    file = project.files[0]
    rules = tables.of_settings(file.settings).batches(Project)
    walk = Walk(project, project.files if rules else (), tables)
    walk.apply(rules, project, file, Context(project, file.settings))
    return {file: found for file, found in walk.found.items() if found}


class Visit(Walk):
    """One walk over a part of a project. `scripts` has the texts that ShellCheck is to read for it.

    `given` are the findings of the rules for the project; a rule that speaks of several files names none outside of
    the part.
    """

    def __init__(self, project: Project, part: Part, tables: Tables, given: Mapping[File, Found]) -> None:
        super().__init__(project, part.files, tables)
        self.part = part
        self.scripts = Scripts(tables.wishes, tables.speaks, tables.sifts)
        self._run()
        for file in part.files:
            self.found[file] += given.get(file, ())

    def _run(self) -> None:
        for file in self.part.files:
            if file.focus:
                self.scripts.add(file)
                self._file(file)
        for component in self.part.components:
            self._component(component)

    def diagnostics(self, answers: Answers) -> list[Diagnostic]:
        """The findings of the files in focus, suppressed ones left out, with those that `answers` hold."""
        for file, rule, finding in self.scripts.findings(answers):
            self.found[file].append((rule, finding))
        result: dict[tuple[object, ...], Diagnostic] = {}
        for file, found in self.found.items():
            if file.focus:
                merge(result, self._report(file, found), file.expansion is not None)
        return list(result.values())

    def _file(self, file: File) -> None:
        """Run the rules for `file` and all that it holds."""
        table = self.tables.of_file(file)
        context = Context(file, self.project, file.settings)
        if self.project.has_conventions and file.component is not None:
            context = context.also(file.component)
        if not file.readable:
            rules = [rule for rule in table.rules(File) if rule.code.startswith(UNPARSED)]
            self.apply(batches(rules), file, file, context)
            return
        self.apply(table.batches(File), file, file, context)
        for node in file.unstaged:
            self.apply(table.batches(type(node)), node, file, context)
        for stage in file.blocks:
            self._stage(table, stage, file, context.also(stage))

    def _stage(self, table: Table, stage: Stage, file: File, context: Context) -> None:
        self.apply(table.batches(Stage), stage, file, context)
        for node in [stage.node, *stage.instructions] if stage.index >= 0 else stage.instructions:
            self.apply(table.batches(type(node)), node, file, context)
            inner = node.inner if isinstance(node, Onbuild) else None
            if inner is not None:
                self.apply(table.batches(type(inner)), inner, file, context)
            run = inner or node
            self._python(table, run, stage, file, context)
            if isinstance(run, Run):
                for script in scripts(run, stage, inner is not None):
                    self._script(table, script, file, context)

    def _python(self, table: Table, node: Instruction, stage: Stage, file: File, context: Context) -> None:
        rules = table.batches(PythonScript)
        for script in python_scripts(node, stage) if rules and isinstance(node, Run | Transfer) else ():
            self.apply(rules, script, file, context)

    def _script(self, table: Table, script: Script, file: File, context: Context) -> None:
        if not table.batches(Script) and not table.batches(Command):
            return
        self.apply(table.batches_for_script(script.programs), script, file, context)
        for command in script.commands:
            self.apply(table.batches_for(command.program), command, file, context)

    def _component(self, component: Component) -> None:
        """Run the rules for a component."""
        file = component.files[0]
        context = Context(component, self.project, file.settings)
        self.apply(self.tables.of_settings(file.settings).batches(Component), component, file, context)

    def _report(self, file: File, found: Found) -> Iterator[Diagnostic]:
        table = self.tables.of_file(file)
        written, malformed = suppressions(file.document) if file.settings.inline_ignores else ([], [])
        lines: Lines = {}
        if file.expansion is not None or is_untold(file.document):
            found = [item for item in found if not is_doubtful(file, *item)]
        for rule, finding in found:
            if not _is_hidden(written, rule, finding.span) and not _ignored_here(file, rule):
                yield diagnostic(file, rule, finding, table.active, lines)
        if written or malformed:
            found = []
            self._judge(file, table, written, found)
            misspelt = table.active.rules.get(MISSPELT)
            found += [(misspelt, Finding(item.span, item.message)) for item in malformed if misspelt]
            yield from (diagnostic(file, rule, finding, table.active, lines) for rule, finding in found)

    def _judge(self, file: File, table: Table, written: list[Suppression], found: Found) -> None:
        """Findings about suppressions that hide nothing or name no rule."""
        unused, misspelt = table.active.rules.get(UNUSED), table.active.rules.get(MISSPELT)
        for item in written:
            if not item.rules and misspelt:
                message = f'"{item.name}" is no rule{suggest(item.name)}'
                found.append((misspelt, Finding(item.span, message)))
            elif unused and not item.used and self._is_judged(item, file, table):
                message = f"nothing here is hidden by ignoring {item.name}; delete it"
                found.append((unused, Finding(item.span, message)))

    def _is_judged(self, item: Suppression, file: File, table: Table) -> bool:
        """True when what `item` names was looked for; of a check of the builder, all that it may mean."""
        spoke = (self._can_speak(rule, file, table) for rule in item.rules)
        return all(spoke) if item.tool == BUILDER else item.tool in ("", table.preset) and any(spoke)

    def _can_speak(self, rule: Rule, file: File, table: Table) -> bool:
        """True when `rule` has looked at `file`."""
        if rule.chapter == shellcheck.CHAPTER:
            return self.scripts.has_read(file) and is_on(rule, file.settings)
        return rule.code in table.active.rules


def merge(result: dict[tuple[object, ...], Diagnostic], items: Iterable[Diagnostic], is_template: bool) -> None:
    """Add `items` to `result`: the variants of a template share most findings, and a fix that differs is none."""
    for item in items:
        key = (*item[:6], item.message)
        known = result.setdefault(key, item)
        if is_template and known.fix != item.fix:
            result[key] = known._replace(fix=None)


def _is_hidden(written: list[Suppression], rule: Rule, span: Span) -> bool:
    hiding = [item for item in written if item.hides(rule, span)]
    for item in hiding:
        item.used = True
    return bool(hiding)


def _ignored_here(file: File, rule: Rule) -> bool:
    """True when `per-file-ignores` has `rule` off for `file`."""
    if not file.settings.per_file_ignores:
        return False
    for pattern, names in file.settings.per_file_ignores.items():
        if matches(file.path, (pattern,)) and any(weight(name, rule) >= 0 for name in names):
            return True
    return False


def _internal(rule: Rule, error: Exception) -> Finding:
    message = f"rule {rule.code} failed here ({type(error).__name__}: {error}); please report this"
    return Finding(Span(0, 0), message, severity=ERROR)


def diagnostic(file: File, rule: Rule, finding: Finding, rules: Active, lines: Lines) -> Diagnostic:
    """`finding` as it is printed. `lines` keeps lines, so that a thousand findings in one share its text."""
    place = locate(file, finding)
    source = place.source
    start, end = source.position(place.span.start), source.position(place.span.end)
    severity = rules.severities.get(rule.code, finding.severity or rule.severity)
    fix = place.fix
    if fix is not None and not is_fixable(rule, file.settings):
        fix = fix._replace(applicability="display")
    if (place.path, start.line) not in lines:
        lines[place.path, start.line] = source.line_text(start.line) if source.line_count else ""
    code, others = _codes(rule)
    return Diagnostic(
        place.path, start.line, start.column, end.line, end.column, code, rule.name, others, Severity(severity),
        finding.message, url(rule), fix, place.related, lines[place.path, start.line],
    )  # fmt: skip


@cache
def _codes(rule: Rule) -> tuple[str, tuple[str, ...]]:
    """The code of `rule` that is printed, and its other names."""
    return rule.shown, tuple(name for name in (rule.code, *rule.aliases) if name != rule.shown)


@cache
def url(rule: Rule) -> str:
    """Where `rule` is explained: an address, or a path in the project's repository."""
    if rule.chapter == shellcheck.CHAPTER:
        return shellcheck.url(rule.code)
    return f"rules/{rule.chapter}.md#{rule.code.lower()}-{rule.name.lower()}"
