"""Places of findings as people see them: in the file, or, for an expanded template, where a person would edit it."""

import posixpath
from typing import NamedTuple

from dflint.lint.finding import Finding, Related
from dflint.lint.rule import Rule
from dflint.model.file import File
from dflint.template.expansion import Expansion, Place
from dflint.text import Edit, Fix, Position, Source, Span

# Text that m4 or Jinja2 would read as more than text.
MARKS = ("`", "'", "dnl", "{{", "{%", "{#", "$(")

# Notes that say that the result lacks text.
MISSING = ("include", "outside", "forbidden")


class Located(NamedTuple):
    """A finding's place: printed path, source and span there, the fix with edits in that source, further places."""

    path: str
    source: Source
    span: Span
    fix: Fix | None
    related: tuple[Related, ...]


def locate(file: File, finding: Finding) -> Located:
    """Where `finding` of `file` is to be shown."""
    expansion = file.expansion
    if expansion is None:
        return Located(file.shown, file.source, finding.span, finding.fix, finding.related)
    origin = finding.origin
    place = expansion.origin_place(origin) if origin is not None else expansion.place(finding.span)
    source = expansion.files[place.file]
    related = finding.related
    if not place.literal and origin is None:
        related += _expanded_line(file, finding.span)
    fix = _mapped(file, expansion, finding.fix) if finding.fix and place.file == 0 else None
    return Located(_shown(file, place, source), source, place.span, fix, related)


def is_doubtful(expansion: Expansion, rule: Rule, finding: Finding) -> bool:
    """True for a finding that may only come from what is missing in the expansion.

    That is one in a line that a name without a value is part of, and a syntax error where an include was not found.
    """
    if finding.origin is not None:
        return False
    if rule.code.startswith("E") and any(note.kind in MISSING for note in expansion.notes):
        return True
    place = expansion.place(finding.span)
    source = expansion.files[place.file]
    notes = [note for note in expansion.notes if note.kind == "undefined" and note.origin.file == place.file]
    lines = [source.line_of(note.origin.start) for note in notes]
    return source.line_of(place.span.start) in lines


def _shown(file: File, place: Place, source: Source) -> str:
    """The path of the template, or of the file that it includes, as diagnostics print it."""
    return file.shown if place.file == 0 else _shown_part(file, source)


def included(file: File) -> list[str]:
    """The files that the template `file` includes, as diagnostics print them."""
    return [_shown_part(file, source) for source in file.expansion.files[1:]] if file.expansion else []


def _shown_part(file: File, source: Source) -> str:
    way = posixpath.relpath(source.path, file.folder or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(file.shown), way))


def _expanded_line(file: File, span: Span) -> tuple[Related, ...]:
    """A note that shows the line which the macro makes."""
    if not file.source.line_count:
        return ()
    line = file.source.line_text(file.source.line_of(span.start)).strip()
    return (Related(file.shown, Position(file.source.line_of(span.start), 1), f"expands to: {line}"),) if line else ()


def _mapped(file: File, expansion: Expansion, fix: Fix) -> Fix | None:
    """`fix` in the template; None unless each edit stays within text that was copied from there."""
    edits = [_edit(file, expansion, edit) for edit in fix.edits]
    return Fix(tuple(edit for edit in edits if edit), fix.applicability) if all(edits) else None


def _edit(file: File, expansion: Expansion, edit: Edit) -> Edit | None:
    if not expansion.is_literal(edit.span) or any(mark in edit.text for mark in MARKS):
        return None
    names = {*file.settings.build_args, *file.settings.template.definitions, "WORKLOAD", "STACK"}
    if any(name in edit.text for name in names):
        return None
    place = expansion.place(edit.span)
    return Edit(place.span, edit.text) if place.file == 0 and place.literal else None
