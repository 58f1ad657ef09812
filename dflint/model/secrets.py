"""What a secret looks like: by the name of a variable, by its value, and by itself in any text."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache

from dflint.records import NamedTuple

# Parts of a name, between underscores, that speak of a secret.
PARTS = (
    "apikey", "auth", "credential", "credentials", "key", "passphrase", "passwd", "password", "pword", "secret",
    "token",
)  # fmt: skip
# Of these, the ones that the builder looks for, and those that rule them out.
BUILDERS = tuple(part for part in PARTS if part != "passphrase")
BUILDERS_HARMLESS = ("public", "file", "version")
# Parts whose value may be a number.
PASSWORDS = ("passphrase", "passwd", "password", "pword", "secret")
# What speaks of a secret also in the middle of a word.
WITHIN = ("api_key", "client_key", "private_key", "password", "secret", "token")
# Parts that say: this is something about a secret, or a key that anyone may see.
HARMLESS = (
    "public", "file", "files", "version", "ver", "repo", "url", "uri", "path", "dir", "directory", "home", "name",
    "type", "mode", "method", "plugin", "enabled", "enable", "disabled", "length", "size", "ttl", "expiry",
    "expiration", "expires", "timeout", "server", "host", "port", "algorithm", "alg", "issuer", "audience", "header",
    "format", "provider", "domain", "realm", "manager", "policy", "count", "limit", "encoding", "cache", "role",
    "scope", "endpoint", "prefix", "suffix", "checking", "checksum", "sha256", "digest", "fingerprint", "fingerprints",
    "ids", "gpg", "pgp", "signing", "sock", "keyserver", "parallelism", "user", "username", "email", "zonefile",
)  # fmt: skip
HARMLESS_WORDS = ("tokeniz", "tiktoken", "goprivate", "pubkey", "release_key", "site_key", "publishable_key")
ALWAYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "pgpassword", "sshpass")
# One of these is in every name that speaks of a secret.
SIGNS = ("auth", "credential", "key", "pass", "pword", "secret", "token")
SWITCHES = ("true", "false", "yes", "no", "on", "off", "none", "null", "enabled", "disabled", "auto", "default")


class Leak(NamedTuple):
    """A secret in a text: its offsets, and what it is."""

    start: int
    end: int
    kind: str


def is_secret_name(name: str, allowed: tuple[str, ...] = ()) -> bool:
    """True for the name of something secret; `allowed` are names, with `*` and `?`, of what is none."""
    lower = name.lower()
    if not any(sign in lower for sign in SIGNS) or is_allowed(lower, allowed):
        return False
    if lower in ALWAYS:
        return True
    parts = _parts(lower)
    if any(part in HARMLESS for part in parts) or any(word in lower for word in HARMLESS_WORDS):
        return False
    if parts[-1] == "id" or (parts[-1].endswith("s") and parts[-1] != "credentials" and parts[-1][:-1] in PARTS):
        return False
    return any(part in PARTS for part in parts) or any(word in lower for word in WITHIN)


def has_part_of_secret(name: str) -> bool:
    """True for a name that the builder itself takes for that of a secret."""
    parts = name.lower().split("_")
    return any(part in BUILDERS for part in parts) and not any(part in BUILDERS_HARMLESS for part in parts)


def is_allowed(name: str, allowed: tuple[str, ...]) -> bool:
    """True for a name that one of the patterns `allowed` means; case does not count."""
    return any(fnmatchcase(name.lower(), pattern.lower()) for pattern in allowed)


def _parts(lower: str) -> list[str]:
    return re.split(r"[_\-.]+", lower)


def is_harmless_value(name: str, value: str) -> bool:
    """True for a value that is no secret under any name: a path, a switch, an address, and mostly a number."""
    if value.lower() in SWITCHES or _path().fullmatch(value):
        return True
    if re.fullmatch(r"[a-z+]+://[^@\s]*", value):
        return True
    parts = _parts(name.lower())
    may_be_number = any(part in PASSWORDS or "password" in part for part in parts)
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)*[smhd]?", value):
        return not may_be_number
    return "key" in parts and re.fullmatch(r"(0x)?([0-9A-Fa-f]{16}|[0-9A-Fa-f]{40})", value) is not None


@cache
def _path() -> "re.Pattern[str]":
    ending = r"key|pem|crt|cer|json|ya?ml|sh|txt|pass|conf|cfg|properties|jks|p12|toml|asc|gpg|pub"
    return re.compile(rf"(?:~|\.{{1,2}})?/[\w./$={{}}-]*|[A-Za-z]:[\\/].*|[\w./${{}}-]+\.(?:{ending})|\$\{{?\w+\}}?/.*")


MARKS = {
    "an AWS access key": ("AKIA", "ASIA"),
    "a GitHub token": ("gho_", "ghp_", "ghr_", "ghs_", "ghu_", "github_pat_"),
    "a GitLab token": ("glpat-",),
    "a Slack token": ("xox",),
    "a Slack webhook": ("hooks.slack.com",),
    "a Stripe key": ("k_live_",),
    "a Google API key": ("AIza",),
    "an npm token": ("npm_",),
    "a PyPI token": ("pypi-",),
    "a Hugging Face token": ("hf_",),
    "a Docker Hub token": ("dckr_",),
    "an Anthropic API key": ("sk-ant-",),
    "an OpenAI API key": ("T3BlbkFJ",),
    "a SendGrid key": ("SG.",),
    "a DigitalOcean token": ("_v1_",),
    "a private key": ("PRIVATE KEY",),
    "a password in a URL": ("@",),
}


@cache
def _kinds() -> "dict[str, re.Pattern[str]]":
    """Secrets that are known by their form; `MARKS` has the letters without which a text holds none of a kind."""
    forms = {
        "an AWS access key": r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b",
        "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{22,}",
        "a GitLab token": r"\bglpat-[\w-]{20,}",
        "a Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
        "a Slack webhook": r"https://hooks\.slack\.com/services/T\w{6,}/B\w{6,}/\w{16,}",
        "a Stripe key": r"\b[sr]k_live_[0-9A-Za-z]{20,}",
        "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}\b",
        "an npm token": r"\bnpm_[A-Za-z0-9]{36}\b",
        "a PyPI token": r"\bpypi-AgE[\w-]{50,}",
        "a Hugging Face token": r"\bhf_[A-Za-z]{34}\b",
        "a Docker Hub token": r"\bdckr_(?:pat|oat)_[\w-]{27,}",
        "an Anthropic API key": r"\bsk-ant-[\w-]{32,}",
        "an OpenAI API key": r"\bsk-(?:proj-)?[\w-]{20,}T3BlbkFJ[\w-]{20,}",
        "a SendGrid key": r"\bSG\.[\w-]{22}\.[\w-]{43}",
        "a DigitalOcean token": r"\bdo[op]_v1_[0-9a-f]{64}\b",
        "a private key": r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----(?=(?:\\n|[\s\\\"'])+[A-Za-z0-9+/]{20})",
        "a password in a URL": r"(?<=https://)[^\s/:@'\"<>${}]+:[^\s/:@'\"<>${}*]{3,}(?=@[\w.-]+)"
        r"|(?<=http://)[^\s/:@'\"<>${}]+:[^\s/:@'\"<>${}*]{3,}(?=@[\w.-]+)",
    }
    return {kind: re.compile(form) for kind, form in forms.items()}


def kinds_in(text: str) -> list[str]:
    """The kinds of secrets that `text` may hold, by the letters that stand in it."""
    return list(dict.fromkeys(kind for mark, kind in _marks() if mark in text))


@cache
def _marks() -> list[tuple[str, str]]:
    return [(mark, kind) for kind, marks in MARKS.items() for mark in marks]


def leaks(text: str, kinds: list[str]) -> Iterator[Leak]:
    """The secrets of `kinds` in `text` that give themselves away by their form; placeholders are none."""
    for kind in kinds:
        for match in _kinds()[kind].finditer(text) if any(mark in text for mark in MARKS[kind]) else ():
            if not _is_placeholder(match[0]):
                yield Leak(match.start(), match.end(), kind)


def _is_placeholder(text: str) -> bool:
    """True for an example that stands in for a secret."""
    lower = text.lower()
    if any(word in lower for word in ("example", "xxxx", "your", "changeme", "placeholder", "dummy", "....")):
        return True
    user, _, password = lower.partition(":")
    named = ("user", "username", "login", "name", "foo", "token", "usr")
    return user in named and password in ("password", "pass", "passwd", "pwd", "token", "bar", "secret", "pw")
