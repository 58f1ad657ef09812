"""What the builder rejects once it has split a file: unknown names, wrong flags, missing arguments, misplaced lines.

After moby/buildkit, frontend/dockerfile/instructions/parse.go and bflag.go.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from dflint.syntax import nodes
from dflint.syntax.flagvalues import fault
from dflint.syntax.heredocs import opener_of
from dflint.syntax.nodes import Dockerfile, Flag, Instruction, Problem
from dflint.syntax.piece import lower
from dflint.syntax.suggest import suggestion
from dflint.text import Span

# keyword -> flag -> what it takes: a text, several of them, or true/false
FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "chown": "text", "chmod": "text", "link": "bool", "keep-git-dir": "bool", "checksum": "text",
        "unpack": "bool", "exclude": "texts",
    },
    "COPY": {"chown": "text", "from": "text", "chmod": "text", "link": "bool", "exclude": "texts", "parents": "bool"},
    "FROM": {"platform": "text"},
    "HEALTHCHECK": {
        "interval": "text", "timeout": "text", "start-period": "text", "start-interval": "text", "retries": "text",
    },
    "RUN": {"mount": "texts", "network": "text", "security": "text", "device": "texts"},
}  # fmt: skip
# The builder never looks at flags of these.
UNCHECKED_FLAGS = ("ARG", "STOPSIGNAL")
ONE_ARGUMENT = ("MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR")
SOME_ARGUMENTS = ("ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "SHELL", "VOLUME")


def validate(file: Dockerfile, errors: list[Problem]) -> None:
    """Append to `errors` what the builder rejects in `file` beyond its parser's own errors."""
    broken = {problem.span for problem in errors}
    for node in file.instructions:
        for problem in check(node):
            if problem.span not in broken:
                errors.append(problem)
    errors.extend(_check_order(file))


def check(node: Instruction) -> Iterator[Problem]:
    """What is wrong with one instruction."""
    if isinstance(node, nodes.Unknown):
        hint = suggestion(node.keyword, _keywords())
        yield Problem("E001", f'unknown instruction "{node.written}"{hint}', node.keyword_span)
        return
    if node.keyword not in UNCHECKED_FLAGS and not _is_no_health(node):
        yield from _check_flags(node)
    if node.keyword in SOME_ARGUMENTS + ONE_ARGUMENT and not node.args:
        yield _arguments(node, "needs an argument")
    elif (extra := EXTRA.get(node.keyword)) is not None:
        yield from extra(node)


def _is_no_health(node: Instruction) -> bool:
    """True for HEALTHCHECK NONE, whose flags the builder never looks at."""
    return isinstance(node, nodes.Healthcheck) and bool(node.args) and node.args[0].text.upper() == "NONE"


def _keywords() -> list[str]:
    from dflint.syntax.build import KEYWORDS

    return list(KEYWORDS)


def _arguments(node: Instruction, what: str, span: Span | None = None) -> Problem:
    return Problem("E004", f"{node.keyword} {what}", span or node.text_span)


def _check_flags(node: Instruction) -> Iterator[Problem]:
    known = FLAGS.get(node.keyword, {})
    seen: set[str] = set()
    for flag in node.options:
        problem = _check_flag(node, flag, known, seen)
        if problem:
            yield Problem("E003", problem, flag.span)
        seen.add(flag.name)


def _check_flag(node: Instruction, flag: Flag, known: dict[str, str], seen: set[str]) -> str | None:
    takes = known.get(flag.name)
    if takes is None:
        return f"{node.keyword} has no flag --{flag.name}{suggestion(flag.name, known)}"
    if flag.name in seen and takes != "texts":
        return f"--{flag.name} is given twice; keep one"
    if takes == "bool":
        if flag.value is not None and flag.value.lower() not in ("true", "false"):
            return f'--{flag.name} is true or false, not "{flag.value}"'
    elif flag.value is None:
        return f"--{flag.name} needs a value: --{flag.name}=..."
    return fault(node.keyword, flag)


def _check_from(node: Instruction) -> Iterator[Problem]:
    assert isinstance(node, nodes.From)
    if len(node.args) != 1 and node.name is None:
        comment = next((word.span for word in node.args if word.text.startswith("#")), None)
        what = "takes an image, or an image AS a name"
        if comment is not None:
            span = Span(comment.start, node.rest.span.end)
            yield _arguments(node, f"{what}; put the comment on a line of its own", span)
        else:
            yield _arguments(node, what, node.rest.span if node.args else None)
    elif node.name is not None and not is_stage_name(node.name.text):
        message = f'stage name "{node.name.text}" must start with a letter and hold only letters, digits, - _ .'
        yield Problem("E005", message, node.name.span)


def is_stage_name(name: str) -> bool:
    """True for what the builder takes as the name of a stage, in either case of letters."""
    return bool(_stage_name().fullmatch(lower(name)))


@cache
def _stage_name() -> "re.Pattern[str]":
    return re.compile(r"[a-z][a-z0-9-_.]*")


def _check_transfer(node: Instruction) -> Iterator[Problem]:
    if len(node.args) < 2:
        yield _arguments(node, "needs a source and a destination")
    elif opener_of(node.args[-1].text):
        yield _arguments(node, "cannot write to a heredoc; name a destination", node.args[-1].span)


def _check_pairs(node: Instruction) -> Iterator[Problem]:
    assert isinstance(node, nodes.Assignments)
    for pair in node.pairs:
        if not pair.name.text:
            yield _arguments(node, "has a value without a name", pair.span)


def _check_onbuild(node: Instruction) -> Iterator[Problem]:
    assert isinstance(node, nodes.Onbuild) and node.inner is not None
    inner = node.inner
    if inner.keyword in ("ONBUILD", "FROM", "MAINTAINER"):
        yield Problem("E009", f"ONBUILD cannot hold {inner.keyword}", inner.keyword_span)
    else:
        yield from check(inner)


def _check_volume(node: Instruction) -> Iterator[Problem]:
    for word in node.args:
        if not word.text.strip():
            yield _arguments(node, "has an empty path", word.span)


def _check_shell(node: Instruction) -> Iterator[Problem]:
    if not node.is_json:
        yield _arguments(node, 'needs a JSON array, such as ["/bin/bash", "-c"]', node.rest.span)


def _check_health(node: Instruction) -> Iterator[Problem]:
    kind = node.args[0].text.upper()
    if kind == "NONE":
        if len(node.args) > 1:
            yield _arguments(node, "NONE takes no arguments", node.args[1].span)
    elif kind != "CMD":
        yield _arguments(node, f'takes CMD or NONE, not "{node.args[0].text}"', node.args[0].span)
    elif len(node.args) < 2:
        yield _arguments(node, "CMD needs a command")
    else:
        yield from _check_health_flags(node)


def _check_health_flags(node: Instruction) -> Iterator[Problem]:
    for flag in node.options:
        if not flag.value or flag.name not in FLAGS["HEALTHCHECK"]:
            continue
        if flag.name == "retries":
            if not re.fullmatch(r"\+?0*[0-9]{1,10}|-0+", flag.value) or float(flag.value) >= 2**31:
                yield Problem("E003", f'--retries is a number of tries, not "{flag.value}"', flag.span)
        elif not _is_duration(flag.value):
            yield Problem("E003", f'--{flag.name} is a duration such as 30s, not "{flag.value}"', flag.span)


def _is_duration(text: str) -> bool:
    """True for a duration of Go's `time.ParseDuration` that is 0 or at least a millisecond."""
    number = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
    if re.fullmatch(r"[+-]?0", text):
        return True
    match = re.fullmatch(rf"([+-]?)((?:{number}(?:ns|us|µs|μs|ms|s|m|h))+)", text)
    if not match:
        return False
    total = sum(float(n) * _UNITS[unit] for n, unit in re.findall(rf"({number})([a-zµμ]+)", match[2]))
    return total < 1 or (match[1] != "-" and 1e6 <= total < 2**63)


# in nanoseconds, of which the builder keeps only whole ones
_UNITS = {"ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 6e10, "h": 3.6e12}

EXTRA: dict[str, Callable[[Instruction], Iterator[Problem]]] = {
    "ADD": _check_transfer,
    "ARG": _check_pairs,
    "COPY": _check_transfer,
    "ENV": _check_pairs,
    "FROM": _check_from,
    "HEALTHCHECK": _check_health,
    "LABEL": _check_pairs,
    "ONBUILD": _check_onbuild,
    "SHELL": _check_shell,
    "VOLUME": _check_volume,
}


def _check_order(file: Dockerfile) -> Iterator[Problem]:
    """Only ARG may stand before the first FROM, and there must be a FROM; without one, the first other is told."""
    has_from = any(isinstance(node, nodes.From) for node in file.instructions)
    for node in file.instructions:
        if isinstance(node, nodes.From):
            return
        if not isinstance(node, nodes.Arg | nodes.Unknown):
            message = f"{node.keyword} before the first FROM; only ARG may stand there"
            yield Problem("E010", message, node.keyword_span)
            if not has_from:
                break
    end = len(file.source.text)
    what = "no FROM" if file.instructions else "no instructions"
    yield Problem("E011", f"file has {what}; the builder needs at least FROM image", Span(end, end))
