"""What simple shell texts are made of: programs whose words mean nothing to ShellCheck, words, variables, quotes."""

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
# Further programs of whose words ShellCheck knows nothing.
MORE = (
    *(
        "apt-mark",
        "autoreconf",
        "bc",
        "bzip2",
        "dd",
        "dpkg-divert",
        "dpkg-reconfigure",
        "fix-permissions",
        "g++",
        "gcc",
    ),
    *("gpg", "groupdel", "gzip", "install", "java", "javac", "mamba", "micromamba", "node", "openssl", "patch", "php"),
    *(
        "pipx",
        "rake",
        "rsync",
        "ruby",
        "service",
        "split",
        "ssh-keygen",
        "strip",
        "sync",
        "userdel",
        "virtualenv",
        "wine",
    ),
    *("xz", "zip"),
)
# Programs that read what is piped to them.
READERS = (
    *("apt-key", "base64", "bash", "chpasswd", "debconf-set-selections", "gpg", "gunzip", "md5sum", "patch", "python"),
    *("python3", "sh", "sha1sum", "sha256sum", "sha512sum", "tar", "tee"),
)
# Folders at the root that ShellCheck minds rm for, and for some in them.
SYSTEM = "bin|boot|dev|etc|home|lib|lib64|media|mnt|proc|root|run|sbin|srv|sys|tmp|usr|var"
# Variables of upper case are the environment's to ShellCheck; bash has some of its own, whose names start like this.
SPECIAL = (
    *(
        "BASH",
        "COMP",
        "DIRSTACK",
        "EPOCH",
        "EUID",
        "FUNCNAME",
        "GROUPS",
        "HIST",
        "HOST",
        "LINENO",
        "MACHTYPE",
        "OSTYPE",
    ),
    *("PIPESTATUS", "RANDOM", "READLINE", "REPLY", "SECONDS", "SHELLOPTS", "SHLVL", "UID"),
)
# Of these names ShellCheck knows what they hold, or that not every shell has them.
KNOWN = {"_", "COLUMNS", "COPROC", "ERRNO", "LINES", "MAPFILE", "OPTIND", "PPID", "SRANDOM"}

# `done` and the like are words that may be meant otherwise; so is a `=` at the start.
NO_WORD = r"(?!\+?=|(?:do|done|elif|else|esac|fi|then)\b)"
NAMED = r"\$(?:[A-Z_][A-Z0-9_]*+(?![a-z\[])|\{[A-Z_][A-Z0-9_]*+\})"
PART = rf"(?:[\w./:=,+@%-]|{NAMED}|(?<=[\w./-])\*)"
INSIDE = r"[\w ./:=,+@%#()*;&|<>\[\]{}?~^-]"
SINGLE = rf"'(?!~){INSIDE}++'(?![^\s;&|<>])"
DOUBLE = rf'"(?!~)(?:{INSIDE}|{NAMED})++"'
# What follows a blank and is no redirection.
WORD = (
    rf"(?![12]?>){NO_WORD}"
    rf"(?:(?:~/)?+{PART}++(?:{DOUBLE}{PART}*+|{SINGLE})?+|{DOUBLE}{PART}*+|{SINGLE})(?!['\"])"
)
# What rm may delete: something in a folder that is meant for that, or deep below, or beside.
PLACE = (
    rf"{NO_WORD}(?:/(?:tmp|opt|root|var/(?:cache|lib|log|tmp))/(?:[\w.+@-]++/)*+(?:[\w.+@*-]++)?+"
    rf"|/(?!(?:{SYSTEM})(?![\w.+@-]))[\w.+@-]++(?:/[\w.+@-]++)*+/?+"
    r"|/[\w.+@-]++/[\w.+@-]++/(?:[\w.+@-]++/)*+[\w.+@*-]++"
    rf"|(?:[\w.]|{NAMED}(?!/))(?:[\w./+@-]|{NAMED}(?!/))*+)"
)
END = r"(?![^\s;&|<>])"


class Patterns:
    """What texts are made of, compiled."""

    def __init__(self) -> None:
        def compiled(pattern: str) -> "re.Pattern[str]":
            return re.compile(pattern, re.ASCII)

        self.head = compiled(r"#!/bin/(sh|bash|dash|ash|ksh)(?: -e)?\n[ \t]*+")
        self.blanks = compiled(r"[ \t]++")
        self.word = compiled(WORD)
        self.path = compiled(rf"(?!['\"]?-){WORD}")
        self.place = compiled(PLACE + END)
        self.literal = compiled(rf"{NO_WORD}[\w./:=,+@%-]++{END}")
        self.option = compiled(rf"-[a-zA-Z]++{END}|--parents{END}")
        self.assignment = compiled(r"([A-Z_]++)=[\w./:,+@%-]++[ \t]++")
        self.sudo = compiled(r"sudo(?:[ \t]++-[EHn])*+[ \t]++")
        self.name = compiled(rf"[\w./+-]++{END}")
        self.script = compiled(r"\.\.?/[\w./+-]++|/(?:[\w.+-]++/)+[\w+-]++\.sh|(?:python|pip)[\d.]*+")
        self.flags = compiled(rf"-[eux]++{END}")
        self.quoted = compiled(r"\"[^\"]*\"|'[^']*'")
        self.redirect = compiled(rf"[ \t]*+(?:2>&1|[12]?>>?[ \t]*+(/[\w./:=,+@%-]++)){END}")
        self.separator = compiled(r"[ \t]*+(&&|;|\|(?!\|))[ \t]*+")
        self.stop = compiled(r"[ \t]*+\n*+\Z")
        self.variable = compiled(NAMED)
        self.bare = compiled(rf"{DOUBLE}|{SINGLE}|({NAMED})")


@cache
def patterns() -> Patterns:
    """The patterns, compiled once."""
    return Patterns()
