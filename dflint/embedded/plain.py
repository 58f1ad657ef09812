"""Shell text so plain that ShellCheck has nothing to say of it: literal words of programs that it does not know.

A third of all texts are like that.
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
WORD = r"(?!=|(?:do|done|elif|else|esac|fi|then)\b)[\w./:=,+@%-]++"


@cache
def _plain() -> "re.Pattern[str]":
    blanks = r"[ \t]++"
    path = rf"(?:{blanks}(?!-){WORD})"
    place = r"/(?:tmp|opt|root|var/(?:cache|lib|log|tmp))/(?:[\w.+@-]++/)*+(?:[\w.+@-]++|\*)?+"
    others = (
        rf"mkdir(?:{blanks}-p)?+{path}++",
        rf"(?:cp|ln|mv)(?:{blanks}-[a-zA-Z]++)*+{path}{{2,}}+",
        rf"rm(?:{blanks}-[frv]++)?+(?:{blanks}{place}(?![^\s&;]))++",
        rf"cd{path}(?=[ \t]*+&&)",
    )
    assignments = rf"(?:[A-Z_]++=[\w./:,+@%-]++{blanks})*+"
    command = rf"(?:{assignments}(?:{'|'.join(PROGRAMS)})(?![^\s&;])(?:{blanks}{WORD})*+|{'|'.join(others)})[ \t]*+"
    return re.compile(rf"[ \t]*+{command}(?:(?:&&|;)[ \t]*+{command})*+(?:;[ \t]*+)?+\n*+", re.ASCII)


def is_plain(text: str) -> bool:
    """True when ShellCheck would say nothing of `text`."""
    return _plain().fullmatch(text) is not None
