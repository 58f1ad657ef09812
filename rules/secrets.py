"""Secrets."""

import re
from collections.abc import Iterator

from dflint.embedded.words import unquoted
from dflint.lint.finding import INFO, Finding
from dflint.lint.rule import rule
from dflint.model.file import File
from dflint.model.secrets import has_part_of_secret, is_allowed, is_harmless_value, is_secret_name, kinds_in, leaks
from dflint.model.stages import Stage
from dflint.model.values import Value
from dflint.settings import Settings
from dflint.syntax.nodes import Arg, Assignments, Env, Instruction, Onbuild, Pair
from dflint.text import Span

# Not secret, but part of what opens an account.
ACCOUNTS = ("docker_email", "ci_deploy_user", "heroku_api_user", "facebook_app_id")
INDEXES = (
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX",
    "POETRY_REPOSITORIES_PRIVATE_URL", "NPM_CONFIG_REGISTRY", "GOPROXY",
)  # fmt: skip


def _value(pair: Pair, node: Instruction, file: File) -> Value:
    """The value of `pair`, resolved in its stage."""
    text = pair.value.text if pair.value else ""
    stage = next((stage for stage in file.stages if node in stage.instructions), None)
    value = stage.expand(text, node) if stage else file.outer.expand(text)
    return value if value.known else Value(unquoted(text), "unknown")


def _secrets(node: Assignments, file: File, allowed: tuple[str, ...]) -> Iterator[tuple[Pair, bool]]:
    """The pairs of ARG and ENV with the name of a secret, and whether the value can be one."""
    for pair in node.pairs if isinstance(node, Arg | Env) else ():
        if is_secret_name(pair.name.text, allowed):
            text = _value(pair, node, file).text
            if not text:
                yield pair, isinstance(node, Arg)
            elif not is_harmless_value(pair.name.text, text):
                yield pair, True


@rule("DL3064", "keeps-a-secret-in-arg-or-env", aliases=("SecretsUsedInArgOrEnv", "BK016"))
def secret(node: Assignments, file: File, settings: Settings) -> Iterator[Finding]:
    """An ARG or ENV with the name of a secret: it can be read from the image or its history."""
    for pair, possible in _secrets(node, file, settings.not_secret):
        if possible:
            where = "the image" if isinstance(node, Env) else "the history of the image"
            advice = "give it to the RUN by --mount=type=secret"
            yield Finding(pair.name.span, f"anyone can read {pair.name.text} from {where}; {advice}")


@rule(
    "DF078",
    "asks-for-a-secret-in-env",
    severity=INFO,
    aliases=("DL3064", "SecretsUsedInArgOrEnv", "BK016"),
    default=False,
)
def asked(node: Env, file: File, settings: Settings) -> Iterator[Finding]:
    """An empty ENV with the name of a secret."""
    for pair, possible in _secrets(node, file, settings.not_secret):
        if not possible:
            yield Finding(pair.name.span, f"{pair.name.text} invites to put a secret into the image; leave the ENV out")


@rule(
    "DF087",
    "has-a-variable-named-like-a-secret",
    severity=INFO,
    aliases=("SecretsUsedInArgOrEnv", "BK016"),
    default=False,
)
def named_like(node: Assignments, stage: Stage, file: File, settings: Settings) -> Iterator[Finding]:
    """A name that has the word for a secret in it, where another part, or the value, says that it holds none."""
    if stage.index < 0 or node not in stage.instructions:
        return
    told = {pair.name.span for pair, _ in _secrets(node, file, settings.not_secret)}
    for pair in node.pairs if isinstance(node, Arg | Env) else ():
        name = pair.name.text
        if has_part_of_secret(name) and not is_allowed(name, settings.not_secret) and pair.name.span not in told:
            yield Finding(pair.name.span, f"{name} reads like the name of a secret; choose another name if it is none")


@rule("DF076", "keeps-an-account-in-arg-or-env", severity=INFO, aliases=("DL3064",), default=False)
def account(node: Assignments, settings: Settings) -> Iterator[Finding]:
    """The name of an account, which is half of what opens it."""
    for pair in node.pairs if isinstance(node, Arg | Env) else ():
        name = pair.name.text.lower()
        if (name in ACCOUNTS or "username" in name) and not is_allowed(name, settings.not_secret):
            yield Finding(pair.name.span, f"anyone can read {pair.name.text}, the name of an account, from the image")


@rule("DF075", "has-a-secret")
def leaked(file: File) -> Iterator[Finding]:
    """A key, a token or a password that is known by its form."""
    kinds = kinds_in(file.source.text)
    for node in file.document.instructions if kinds else ():
        for place in _texts(node.inner or node if isinstance(node, Onbuild) else node):
            for leak in leaks(file.source[place], kinds):
                span = Span(place.start + leak.start, place.start + leak.end)
                yield Finding(span, f"this is {leak.kind}, which anyone can read here and in the image; revoke it")


def _texts(node: Instruction) -> list[Span]:
    """The places of what `node` says: its arguments, its flags, its heredocs."""
    rest = Span(node.rest.span.start, node.text_span.end)
    return [rest, *(flag.span for flag in node.options), *(heredoc.body for heredoc in node.heredocs)]


@rule("DF077", "keeps-the-password-of-an-index-in-env", severity=INFO)
def index(node: Env, file: File) -> Iterator[Finding]:
    """An index of packages with credentials by way of a variable, which ENV keeps in the image."""
    for pair in node.pairs:
        if pair.name.text.upper() in INDEXES and pair.value is not None:
            name = _passed(pair, node, file)
            if name:
                message = f"{name} may bring a password, which stays in the image; use --mount=type=secret"
                yield Finding(pair.name.span, message)


def _passed(pair: Pair, node: Instruction, file: File) -> str | None:
    """The variable that brings the credentials: one before `@`, or an ARG that only the build gives a value."""
    text = pair.value.text.strip("\"'") if pair.value else ""
    match = re.search(r"://[^/\s]*\$\{?(\w+)[^/\s]*@", text)
    if match:
        return match[1]
    match = re.fullmatch(r"\$\{?(\w+)\}?", text)
    given = [
        each
        for arg in file.document.instructions
        if isinstance(arg, Arg) and arg.span.start < node.span.start
        for each in arg.pairs
        if match and each.name.text == match[1]
    ]
    return match[1] if match and given and not any(each.value for each in given) else None
