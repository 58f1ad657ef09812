"""Shell text so plain that ShellCheck has nothing to say of it: literal words of programs that it does not know.

A third of all texts are like that, and more than half where nobody asks for quotes around variables (SC2086).
"""

import re
from functools import cache

# Programs of whose words, where these are literal, ShellCheck knows nothing.
PROGRAMS = (
    *("add-apt-repository", "addgroup", "adduser", "apk", "apt", "apt-cache", "apt-get", "apt-key", "bundle", "cabal"),
    *("cargo", "chmod", "chown", "cmake", "composer", "conda", "corepack", "cpanm", "curl", "dnf", "dpkg"),
    *("docker-php-ext-configure", "docker-php-ext-enable", "docker-php-ext-install", "dotnet", "gem", "git"),
    *("go", "groupadd", "gunzip", "ldconfig", "locale-gen", "make", "meson", "microdnf", "mix", "mkfifo", "mvn"),
    *("ninja", "npm", "npx", "pacman", "pecl", "pip", "pip3", "pipenv", "pnpm", "poetry", "python", "python3", "rpm"),
    *("rustup", "systemctl", "tar", "tdnf", "touch", "true", "unzip", "update-alternatives", "update-ca-certificates"),
    *("useradd", "usermod", "uv", "wget", "yarn", "yum", "yum-config-manager", "zypper"),
)
# `done` and the like are words that may be meant otherwise; so is a `=` at the start.
NO_WORD = r"(?!=|(?:do|done|elif|else|esac|fi|then)\b)"
WORD = NO_WORD + r"[\w./:=,+@%-]++"
# Variables of upper case, which ShellCheck takes for the environment's; bash has some of its own.
NAME = (
    r"(?!BASH|COMP|DIRSTACK|EPOCH|EUID|FUNCNAME|GROUPS|HIST|HOST|LINENO|MACHTYPE|OSTYPE|PIPESTATUS|RANDOM|READLINE|REPLY"
    r"|SECONDS|SHELLOPTS|SHLVL|UID)[A-Z_][A-Z0-9_]*+(?![a-z])"
)
VARIABLE = rf"\$(?:{NAME}(?!\[)|\{{{NAME}\}})"
STRING = rf'"(?:[\w ./:=,+@%#()-]|{VARIABLE})*+"'
LOOSE_WORD = rf"{NO_WORD}(?:[\w./:=,+@%*-]|{VARIABLE}|{STRING})++"


@cache
def _plain(loose: bool) -> "re.Pattern[str]":
    blanks = r"[ \t]++"
    word = LOOSE_WORD if loose else WORD
    path = rf"(?:{blanks}(?!-){word})"
    place = r"/(?:tmp|opt|root|var/(?:cache|lib|log|tmp))/(?:[\w.+@-]++/)*+(?:[\w.+@-]++|\*)?+"
    others: tuple[str, ...] = (
        rf"mkdir(?:{blanks}-p)?+{path}++",
        rf"(?:cp|ln|mv)(?:{blanks}-[a-zA-Z]++)*+{path}{{2,}}+",
        rf"rm(?:{blanks}-[frv]++)?+(?:{blanks}{place}(?![^\s&;]))++",
        rf"cd{path}(?=[ \t]*+&&)",
        r"set -[eux]++",
    )
    if loose:
        others += (
            rf"rm(?:{blanks}-[frv]++)?+(?:{blanks}(?![-/]){word})++",
            rf"echo(?:{path})++(?:[ \t]*+>>?[ \t]*+{word})?+",
        )
    assignments = rf"(?:[A-Z_]++=[\w./:,+@%-]++{blanks})*+"
    program = rf"(?:{'|'.join(PROGRAMS)}|\.\.?/[\w./+-]++)(?![^\s&;])"
    command = rf"(?:{assignments}{program}(?:{blanks}{word})*+|{'|'.join(others)})[ \t]*+"
    return re.compile(rf"[ \t]*+{command}(?:(?:&&|;)[ \t]*+{command})*+(?:;[ \t]*+)?+\n*+", re.ASCII)


def is_plain(text: str, loose: bool = False) -> bool:
    """True when ShellCheck would say nothing of `text`; if `loose`, nothing but how it uses variables."""
    return _plain(loose).fullmatch(text) is not None
