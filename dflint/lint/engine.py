"""The walk: every file once, every rule on what it subscribed to, findings to diagnostics."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from dflint.globs import matches
from dflint.lint import shellcheck
from dflint.lint.finding import ERROR, Diagnostic, Finding, Severity
from dflint.lint.foreign import BUILDER, with_orders
from dflint.lint.places import is_doubtful, locate
from dflint.lint.rule import Rule
from dflint.lint.scripts import Ahead, Scripts
from dflint.lint.selection import Active, active, is_fixable, is_on, suggest, weight
from dflint.lint.suppress import Suppression, suppressions
from dflint.model.component import Component
from dflint.model.file import File
from dflint.model.project import Project
from dflint.model.python_script import PythonScript, python_scripts
from dflint.model.script import Command, Script, scripts
from dflint.model.stages import Stage
from dflint.model.templates import is_untold
from dflint.settings import Settings
from dflint.syntax.nodes import Instruction, Onbuild, Run, Transfer
from dflint.text import Span

# What can be said of a file that was not parsed: it cannot be read, or its template not be expanded.
UNPARSED = ("E012", "TP")
UNUSED = "DF001"
MISSPELT = "DF002"
Found = list[tuple[Rule, Finding]]
Lines = dict[tuple[str, int], str]


class Table:
    """The rules that are on for one configuration, by what they subscribe to."""

    def __init__(self, settings: Settings) -> None:
        self.active: Active = active(settings)
        self.preset = settings.preset
        self._by_kind: dict[type, list[Rule]] = {}
        self._by_program: dict[str, list[Rule]] = {}

    def rules(self, kind: type) -> list[Rule]:
        """The rules for things of `kind`, those of its base classes included."""
        if kind not in self._by_kind:
            self._by_kind[kind] = [rule for rule in self.active.rules.values() if issubclass(kind, rule.kind)]
        return self._by_kind[kind]

    def rules_for(self, program: str) -> list[Rule]:
        """The rules for commands that call `program`."""
        if program not in self._by_program:
            rules = self.rules(Command)
            self._by_program[program] = [rule for rule in rules if not rule.programs or program in rule.programs]
        return self._by_program[program]

    def rules_for_script(self, programs: frozenset[str]) -> list[Rule]:
        """The rules for scripts that call `programs`."""
        return [rule for rule in self.rules(Script) if not rule.programs or not programs.isdisjoint(rule.programs)]


def lint(project: Project, ahead: Ahead | None = None, notes: list[str] | None = None) -> list[Diagnostic]:
    """What the rules and ShellCheck say of the files of `project` that are in focus, by path and place.

    With `ahead` ShellCheck has begun already; `notes` gets a line for what it could not do.
    """
    run = _Run(project, ahead.scripts(project.root) if ahead else Scripts(project.root))
    try:
        for file in project.files:
            run.scripts.add(file)
        run.scripts.flush()
        run.all()
        for file, rule, finding in run.scripts.findings():
            run.found[file].append((rule, finding))
    finally:
        run.scripts.close()
    if notes is not None:
        notes += [note for note in run.scripts.notes if note not in notes]
    return run.diagnostics()


class _Run:
    """One walk over a project; `found` has the findings by file."""

    def __init__(self, project: Project, scripts: Scripts) -> None:
        self.project = project
        self.found: dict[File, Found] = {file: [] for file in project.files}
        self.tables: dict[int, Table] = {}
        self.ordered: dict[tuple[int, str], Table] = {}
        self.scripts = scripts

    def all(self) -> None:
        """Run all rules."""
        for file in self.project.files:
            if file.focus:
                self.file(file)
                self.scripts.tick()
        for component in self.project.components if self.project.has_conventions else ():
            self.component(component)
        self.project_rules()

    def table(self, settings: Settings) -> Table:
        """The rules that are on under `settings`."""
        if id(settings) not in self.tables:
            self.tables[id(settings)] = Table(settings)
        return self.tables[id(settings)]

    def table_of(self, file: File) -> Table:
        """The rules that are on for `file`: its settings, and what it says itself in `# check=`."""
        order = next((one.value for one in file.document.directives if one.name == "check"), None)
        if order is None:
            return self.table(file.settings)
        key = (id(file.settings), order)
        if key not in self.ordered:
            self.ordered[key] = Table(with_orders(file.settings, file.document))
        return self.ordered[key]

    def file(self, file: File) -> None:
        """Run the rules for `file` and all that it holds."""
        table = self.table_of(file)
        context: dict[type, Any] = {
            File: file,
            Component: file.component if self.project.has_conventions else None,
            Project: self.project,
            Settings: file.settings,
        }
        if not file.readable:
            self.apply([rule for rule in table.rules(File) if rule.code.startswith(UNPARSED)], file, file, context)
            return
        self.apply(table.rules(File), file, file, context)
        for node in file.unstaged:
            self.apply(table.rules(type(node)), node, file, context)
        for stage in file.blocks:
            self._stage(table, stage, file, context | {Stage: stage})

    def _stage(self, table: Table, stage: Stage, file: File, context: dict[type, Any]) -> None:
        self.apply(table.rules(Stage), stage, file, context)
        for node in [stage.node, *stage.instructions] if stage.index >= 0 else stage.instructions:
            self.apply(table.rules(type(node)), node, file, context)
            inner = node.inner if isinstance(node, Onbuild) else None
            if inner is not None:
                self.apply(table.rules(type(inner)), inner, file, context)
            run = inner or node
            self._python(table, run, stage, file, context)
            if isinstance(run, Run):
                for script in scripts(run, stage, inner is not None):
                    self._script(table, script, file, context)

    def _python(self, table: Table, node: Instruction, stage: Stage, file: File, context: dict[type, Any]) -> None:
        rules = table.rules(PythonScript)
        for script in python_scripts(node, stage) if rules and isinstance(node, Run | Transfer) else ():
            self.apply(rules, script, file, context)

    def _script(self, table: Table, script: Script, file: File, context: dict[type, Any]) -> None:
        if not table.rules(Script) and not table.rules(Command):
            return
        self.apply(table.rules_for_script(script.programs), script, file, context)
        for command in script.commands:
            self.apply(table.rules_for(command.program), command, file, context)

    def component(self, component: Component) -> None:
        """Run the rules for a component."""
        file = component.files[0]
        context = {Component: component, Project: self.project, Settings: file.settings}
        self.apply(self.table(file.settings).rules(Component), component, file, context)

    def project_rules(self) -> None:
        """Run the rules for the project."""
        if self.project.files:
            file = self.project.files[0]
            context = {Project: self.project, Settings: file.settings}
            self.apply(self.table(file.settings).rules(Project), self.project, file, context)

    def apply(self, rules: list[Rule], thing: object, file: File, context: dict[type, Any]) -> None:
        """Run `rules` on `thing`; a rule whose context is missing here is silent."""
        for rule in rules:
            needs = [context.get(kind) for kind in rule.needs] if rule.needs else ()
            if None in needs:
                continue
            try:
                for finding in rule.check(thing, *needs):
                    self.found[finding.file or file].append((rule, finding))
            except Exception as error:  # a broken rule must not take the others' findings
                self.found[file].append((rule, _internal(rule, error)))

    def diagnostics(self) -> list[Diagnostic]:
        """The findings of the files in focus, suppressed ones left out."""
        result: dict[tuple[object, ...], Diagnostic] = {}
        for file, found in self.found.items():
            if file.focus:
                for item in self._report(file, found):  # the variants of a template share most findings
                    known = result.setdefault((*item[:6], item.message), item)
                    if file.expansion is not None and known.fix != item.fix:
                        result[(*item[:6], item.message)] = known._replace(fix=None)
        return sorted(result.values(), key=lambda item: (item.path, item.line, item.column, item.code, item.message))

    def _report(self, file: File, found: Found) -> Iterator[Diagnostic]:
        table = self.table_of(file)
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
