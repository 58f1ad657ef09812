"""Which files are templates, what their build gives them, and what becomes of them."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from functools import cache

from dflint.globs import matches
from dflint.records import TYPE_CHECKING, NamedTuple
from dflint.settings import Settings

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from dflint.syntax.nodes import Dockerfile
    from dflint.template.expansion import Expansion
    from dflint.text import Source

M4 = (".m4",)
JINJA = (".j2", ".jinja", ".jinja2")
EXPANDED = ("m4", "jinja")
# Templates of other languages: seen, and not expanded.
OTHERS = (
    *(".tmpl", ".tpl", ".template", ".in", ".erb", ".ftl", ".mustache", ".gotmpl"),
    *(".gomplate", ".ejs", ".hbs", ".liquid", ".njk", ".mako", ".ncl", ".epp"),
)
# What the text of a template in another language has in the middle of an instruction.
MARKS = ("{{", "}}", "{%", "<%", "%>", "%%")
ENDINGS = (*M4, *JINJA, *OTHERS)


class Template(NamedTuple):
    """A template to expand: its text, its path relative to `root`, and the settings that govern it.

    `root` is the absolute folder that nothing is read outside of, `home` the one where the paths of the settings start.
    What is found in a template without `focus` is not printed.
    """

    source: "Source"
    path: str
    root: str
    home: str
    settings: Settings
    focus: bool = True


def language(path: str, home: str | None, settings: Settings) -> str | None:
    """What the file at the absolute `path` is written in, under settings whose patterns start at `home`.

    `m4`, `jinja`, `other` for a template that is not expanded, or None for a plain file.
    """
    lower = path.lower()
    if lower.endswith(M4):
        return "m4"
    if lower.endswith(JINJA) or (settings.template.files and matches(below(path, home), settings.template.files)):
        return "jinja"
    return "other" if lower.endswith(OTHERS) else None


@cache
def _lines() -> "re.Pattern[str]":
    """Lines of a template in a language that is not expanded here: of Go, of jq, of sed, of the preprocessor of C."""
    marks = r"^[ \t]*(?:\{\{|\{%|<%|%%[A-Z]|@[A-Z_]+@[ \t]*$)"
    return re.compile(rf"{marks}|^#(?:include[ \t]+[\"<]|(?:ifdef|ifndef|elif)[ \t]|endif\b)", re.MULTILINE)


def is_untold(document: "Dockerfile") -> bool:
    """True for what the builder refuses, and what has lines of a template whose name does not tell that it is one."""
    return bool(document.errors) and _lines().search(document.source.text) is not None


def below(path: str, home: str | None) -> str:
    """The absolute `path` relative to `home`, with `/` on every system."""
    return (os.path.relpath(path, home) if home else path).replace(os.sep, "/").lstrip("/")


def ahead(paths: Iterable[str]) -> "AbstractContextManager[None]":
    """A context in which Jinja2 gets ready in its process, if some of the files `paths` are templates of it."""
    if not any(path.lower().endswith(JINJA) for path in paths):
        return nullcontext()
    from dflint.template.jinja_child import early

    return early()


def expand(templates: list[Template]) -> "Iterator[tuple[str, list[Expansion]]]":
    """The path of each of `templates` with its expansions, one for each variant. Never raises.

    A template of whose language no package is installed is left out.
    """
    jinja = []
    for template in templates:
        if template.path.lower().endswith(M4):
            yield template.path, [_m4(template, name, given) for name, given in variants(template)]
        else:
            jinja.append(template)
    if jinja:
        from dflint.model.jinja_jobs import expand_all

        found = expand_all(jinja)
        yield from ((path, results) for path, results in found.items() if not _lacks_means(results))


def _lacks_means(results: "list[Expansion]") -> bool:
    """True where the package that expands templates of this language is not installed."""
    return any(result.error is not None and result.error.kind == "missing" for result in results)


def _m4(template: Template, name: str, given: Mapping[str, object]) -> "Expansion":
    from dflint.template.m4_expand import expand_m4

    definitions = {key: str(value) for key, value in given.items()}
    return expand_m4(template.source, template.root, folders(template), definitions, name)


def folders(template: Template) -> list[str]:
    """Where included files are looked for: in the template's folder, in those of the options there, and at the root."""
    folder = os.path.join(template.root, os.path.dirname(template.path))
    names = template.settings.template.include
    return [
        folder,
        *(os.path.join(base, name) for base in dict.fromkeys((folder, template.home, template.root)) for name in names),
    ]


def variants(template: Template) -> Iterator[tuple[str, dict[str, object]]]:
    """Name and definitions of each variant that the template is built in."""
    options = template.settings.template
    common: dict[str, object] = {**component_name(template), **template.settings.build_args, **options.definitions}
    if not options.variants:
        yield "", common
    for number, variant in enumerate(options.variants, 1):
        given = {key: value for key, value in variant.items() if key != "name"}
        yield str(variant.get("name", number)), {**common, **given}


def component_name(template: Template) -> dict[str, object]:
    """What the build calls the component: WORKLOAD or STACK, the folder's name in lower case."""
    parts = os.path.dirname(template.path).split("/")
    for root in template.settings.roots:
        if parts[0] == root and len(parts) > 1:
            return {root.upper(): parts[1].lower()}
    name = parts[-1] or os.path.basename(template.root)
    return {"WORKLOAD": name.lower()} if template.settings.conventions else {}
