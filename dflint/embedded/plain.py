"""What simple shell texts are made of: commands whose words mean nothing to ShellCheck, words, variables, quotes."""

import re
from collections.abc import Mapping
from functools import cache

# Commands of which ShellCheck knows more than their name, or the shell does; of all others it knows nothing.
_MINDED = """
adb alias ash awk bash bg bind break builtin busybox caller case cat cd chroot command compgen complete continue
coproc cp dash declare dirs disown do doas done echo egrep elif else enable esac eval exec exit export expr fakeroot
false fc ffmpeg fg fgrep fi find for function gawk getopts gosu grep hash help history if in jobs kill ksh let ln
local logout logger ls mapfile mawk mkdir mktemp mplayer mv nawk newgrp parallel perl pgrep pkill popd printf ps
pushd pwd read readarray readonly rename return rm runuser screen sed select set setsid sh shift shopt source ssh
stdbuf su sudo suspend tempfile test then time timeout times tmux tr trap type typeof typeset ulimit umask unalias
unbuffer unset until wait watch which while whiptail xargs zsh
"""
MINDED = frozenset(_MINDED.split())
# Commands that read nothing of what is piped to them.
_DEAF = "basename chgrp chmod chown du fuser getconf getopt ipcrm ipcs locale renice rmdir sleep touch uname"
DEAF = frozenset(_DEAF.split())
# Further commands of POSIX: a variable is hardly meant to hold such a word.
_UTILITIES = """
admin ar at bc c99 cksum cmp colon comm crontab csplit ctags cut date dd df diff dirname ed env ex expand file fold
gencat get hash head iconv join link logname m4 make man mesg mkfifo more nice nl nm nohup od paste patch pathchk pax pr
sort split strings strip stty tabs tail tee touch tput tsort tty uncompress unexpand uniq unlink vi wc who write zcat
"""
UTILITIES = frozenset(_UTILITIES.split()) | MINDED | DEAF
# Folders at the root that ShellCheck minds rm for, and for some in them.
SYSTEM = "bin|boot|dev|etc|home|lib|lib64|media|mnt|proc|root|run|sbin|srv|sys|tmp|usr|var"
# Variables of upper case are the environment's to ShellCheck; bash has some of its own.
SPECIAL = (
    r"BASH.*|COMP_.*|COMPREPLY|DIRSTACK|EPOCH.*|EUID|FUNCNAME|GROUPS|HIST.*|HOSTNAME|HOSTTYPE|LINENO|MACHTYPE|OSTYPE"
    r"|PIPESTATUS|RANDOM|READLINE.*|REPLY|SECONDS|SHELLOPTS|SHLVL|UID"
)
# Of these names ShellCheck knows what they hold, or that not every shell has them.
KNOWN = r"_|COLUMNS|COPROC|ERRNO|LINES|MAPFILE|OPTIND|PPID|SRANDOM"

# Stands, as often as it fits, for the name of what a command prints (`dflint.embedded.masks`).
MASK = "Z"
MASKED = "${" + MASK

# A line that is continued goes on after a blank.
BLANK = r"(?:[ \t]|\\\n)"
# `done` and the like are words that may be meant otherwise; so is a `=` at the start.
NO_WORD = r"(?!\+?=|(?:do|done|elif|else|esac|fi|then)\b)"
NAMED = r"\$(?:[A-Z_][A-Z0-9_]*+(?![a-z\[])|\{[A-Z_][A-Z0-9_]*+\})"
# Between quotes any variable may stand.
NAMED_INSIDE = r"\$(?:[A-Za-z_]\w*+(?!\[)|\{[A-Za-z_]\w*+\})"
PART = rf"(?:[\w./:=,+@%-]|{NAMED_INSIDE}|(?<=[\w./-])\*|(?<=[\w./=-])[#~])"
INSIDE = r"[\w ./:=,+@%#()*;&|<>\[\]{}?~^-]"
END = r"(?![^\s;&|<>)])"
SINGLE = rf"'(?!~)(?:{INSIDE}|[\"!])*+'{END}"
# A variable with what it is when it is not set, or shorter.
FORMED = r"\$\{[A-Za-z_]\w*+(?:##?+|%%?+|:?+[+-])[\w ./:=,@%*~+\[\]-]*+\}"
QUOTED = rf'"(?!~)(?:{INSIDE}|{NAMED_INSIDE})++"'
DOUBLE = rf"\"(?!~)(?:{INSIDE}|{NAMED_INSIDE}|{FORMED}|['!]|\\[\"$])*+\""
# What follows a blank and is no redirection.
WORD = (
    rf"(?![12]?>){NO_WORD}"
    rf"(?:(?:~/)?+{PART}++(?:{DOUBLE}{PART}*+|{SINGLE})?+|{DOUBLE}{PART}*+|{SINGLE})(?!['\"])"
)
# The file of a redirection: a number would be taken for a comparison.
TARGET = (
    rf"(?:(?:~?/|[A-Za-z_.]|{NAMED_INSIDE})(?:[\w./:=,+@%-]|{NAMED_INSIDE})*+"
    rf"|\"(?:[\w./+@-]|{NAMED_INSIDE})++\")"
)
# What rm may delete: something in a folder that is meant for that, or deep below, or beside.
PLACE = (
    rf"{NO_WORD}(?:/(?:tmp|opt|srv|var/\w++|usr/\w++)/[\w.+@-](?:[\w./+@*-]|{NAMED_INSIDE})*+"
    rf"|\"(?:[\w.]|/(?:tmp|opt|srv|var/\w++|usr/\w++)/[\w.+@-])(?:[\w./+@-]|{NAMED_INSIDE})*+\""
    rf"|/(?!(?:{SYSTEM})(?![\w.+@-]))[\w.+@-]++(?:/[\w.+@-]++)*+/?+"
    r"|/[\w.+@-]++/[\w.+@-]++/(?:[\w.+@-]++/)*+[\w.+@*-]++"
    r"|~/[\w.][\w./+@-]*+"
    rf"|(?:[\w.]|{NAMED}(?!/))(?:[\w./+@-]|{NAMED}(?!/))*+|\"{NAMED_INSIDE}\")"
)
# The same for the commonest of these, where other programs keep what they need no more.
CACHED = r"/(?:tmp|opt|root|var/(?:cache|lib|log|tmp))/(?:[\w.+@-]++/)*+(?:[\w.+@*-]++)?+"
# What `test` and `[` compare, and what they ask of a file.
_ASKED = rf"(?:{NO_WORD}(?:[\w./-]|{NAMED_INSIDE})++|\"(?:[\w./-]|{NAMED_INSIDE})++\")"
_COMPARED = rf"(?:\"{NAMED_INSIDE}\"|{NAMED_INSIDE}(?=[ \t]))"
_VALUE = rf"(?:{NO_WORD}[\w./-]++|\"(?:[\w./: -]|{NAMED_INSIDE})*+\"|'[\w./: -]*+')"
TESTS = (
    rf"[ \t]++(?:![ \t]++)?(?:-[defghkprsuwxLS][ \t]++{_ASKED}|-n[ \t]++\"{NAMED_INSIDE}\"|-z[ \t]++{_COMPARED}"
    rf"|{_COMPARED}[ \t]++(?:!?=|-(?:eq|ne|lt|le|gt|ge))[ \t]++{_VALUE})"
)
# A search through folders that are named, without choices.
FOUND = (
    rf"(?:[ \t]++(?!-){NO_WORD}[\w./+@-]*[\w/.])++"
    rf"(?:[ \t]++(?:!|-not))?+(?:[ \t]++-(?:(?:type|maxdepth|mindepth|perm|user|group|[acm]time|newer|size)"
    rf"[ \t]++{NO_WORD}[/+-]?+[\w.-]++"
    rf"|i?(?:name|path|regex|wholename)[ \t]++(?:{SINGLE}|\"[\w ./*?+@-]++\"|{NO_WORD}[\w./-]++)"
    r"|delete|print|print0|xdev|empty|depth|mount|follow|executable)(?:[ \t]++(?:!|-not)(?=[ \t]++-))?+)*+"
    rf"(?:[ \t]++-exec[ \t]++(?:chmod|chown|chgrp|touch|gzip|strip|rm)(?:[ \t]++{NO_WORD}[\w.:=+,-]++)*+"
    r"[ \t]++(?:\{\}|'\{\}'|\"\{\}\")[ \t]++(?:\\;|';'|\+))?+"
)
# What a variable is set to before a command; a lone word may be taken for the command whose output was meant.
VALUE = rf"(?:([a-z]++)(?![=\w./:,+@%-])|[\w./:,+@%-][\w./:=,+@%-]*+|{QUOTED}|'{INSIDE}*+')"
# What grep looks for: a star only where it is none of a glob.
_SOUGHT = r"(?:[\w /:=,@%#();&|<>\[{}?^+\"!-]|\\[^'`\n$]|\$(?![\w({])|[.)\]]\*?+)++"
SOUGHT = rf"'{_SOUGHT}'{END}|\"(?!~)(?:[\w ./:=,@%#()+?^|<>-]|{NAMED_INSIDE})++\"{END}|--?[\w.=-]++{END}"
# What awk is to do; it has variables of its own.
PROGRAM = rf"'[^'\\`]++'{END}|-[Fv][ \t]*+(?:[\w.:=,]++|'[^'\\`$*]++'){END}"
# Characters for tr, one at a time, and options.
CHARACTERS = rf"'(?:[^'\\`$\[\]a-z-]|\\[nrt])'{END}|-[a-z]++{END}|'\[:[a-z]++:\]'{END}"
# What sed is to do, in single quotes; what would be a variable without them is spoken of.
EXPRESSION = rf"'(?!~)(?:[^'\\`\n$]|\\[^'`\n$]|\$(?![\w({{]))++'{END}"
EXPRESSION_OF_VARIABLES = rf"\"(?!~)(?:[^\"\\`\n$]|\\[^`\n]|{NAMED_INSIDE}|\$(?![\w({{]))++\"{END}"
# A text for printf that takes no words.
PRINTED = r"[ \t]++(?:'[\w ./:=,+@#()*;&|<>\[\]{}?^\\!\"-]++'|\"[\w ./:=,+@#()*;&|<>\[\]{}?^-]++(?:\\n)?\")"


_SOURCES = {
    "head": r"#!/bin/(sh|bash|dash|ash|ksh)(?: -e)?\n[ \t]*+",
    "blanks": rf"{BLANK}++",
    "word": WORD,
    # A star at the start of a word.
    "starred": rf"\*[\w.+@*-]*+{END}",
    "star": r"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|(?<=[ \t])(\*)",
    "dash": r"['\"]?-",
    "place": PLACE + END,
    "cached": CACHED + END,
    "removing": rf"-[frvR]++{END}|--(?:recursive|force|verbose){END}",
    # One without anything that has a meaning of its own.
    "plain": rf"(?![12]?>){NO_WORD}[\w./:=,+@%-]++{END}",
    "literal": rf"{NO_WORD}[\w./:=,+@%-]++{END}",
    "option": rf"-[a-zA-Z]++{END}|--parents{END}",
    "assignment": rf"([A-Z_][A-Z0-9_]*+)={VALUE}(?=[ \t])[ \t]++",
    "exported": rf"(?!PATH=)([A-Z_][A-Z0-9_]*+)=(?:[\w./:,+@%-]++|{QUOTED}){END}",
    "sought": SOUGHT,
    "awk": PROGRAM,
    "characters": CHARACTERS,
    "expression": rf"{EXPRESSION}|{EXPRESSION_OF_VARIABLES}|--?[\w.=-]++{END}",
    "printed": PRINTED,
    "sudo": r"(?:sudo(?:[ \t]++(?:-[EHn]++|-u[ \t]++[a-z][\w-]*+))*+|gosu[ \t]++[a-z][\w-]*+)[ \t]++",
    "name": rf"(?:[\w./+-]++|\[){END}",
    "program": r"(?:[\w.+-]*+/)*([a-z](?:[\w.+-]*[\w+-])?)",
    "flags": rf"-[eux]++{END}",
    "test": TESTS + END,
    "bracket": rf"[ \t]++\]{END}",
    "found": FOUND + END,
    "quoted": r"\"(?:[^\"\\]|\\.)*\"|'[^']*'",
    "errors": rf"[ \t]*+2>(?:&1|/dev/null){END}(?=[ \t]*+\|(?!\|))",
    "each": rf"[ \t]++(?:-(?:r|t|n ?[0-9]+|P ?[0-9]+|0)+{END}|--[a-z-]++{END})",
    "called": rf"[ \t]++([a-z][\w.-]*+){END}",
    "flag": rf"[ \t]++(-[ne]++){END}",
    "said": rf"(?!'-)'[^'`\\\n]*+'{END}",
    "unexpanded": r"\"(?:[^\"\\]|\\.)*+\"|('[^'$]*+(?:\$(?![({\w])[^'$]*+)*+\$[({\w][^']*+')|'[^']*+'",
    "escaped": rf"(?!['\"]-)(?:'[^'`\n]*+'{END}|\"(?:{INSIDE}|{NAMED_INSIDE}|['!]|\\[^`\n])*+\"{END})",
    "lines": r"[ \t]++(?:'%s\\n'|\"%s\\n\")(?=[ \t])",
    # What stands before a condition, and after it.
    "condition": r"(?:\b(?:if|while|until|elif)|!)[ \t]*\Z",
    "then": r"\s*[;\n]\s*(?:then|do)\b",
    "errexit": r"\A#!\S+(?: -e|\s+set[ \t]+-[a-z]*e)",
    "perhaps": r"\bset[ \t]+-[a-z]*e|\berrexit\b",
    "otherwise": r"[ \t]*\|\|",
    "back": r"\bcd[ \t]+(?:-|\.\.)",
    "redirect": rf"{BLANK}*+(?:2>&1|1?>&2|[12]?>>?[ \t]*+({TARGET})){END}",
    "to_errors": r"[ \t]++1?>&2(?=[ \t])",
    "input": rf"[ \t]*+<[ \t]*+({TARGET}){END}",
    "separator": rf"{BLANK}*+(&&|;|\|(?!\|)){BLANK}*+",
    "stop": r"[ \t]*+\n*+\Z",
    # What follows a backslash is none.
    "variable": r"\$(?<!\\\$)(?:[A-Za-z_]\w*+(?!\[)|\{[A-Za-z_]\w*+\})",
    "named": r"\$(?<!\\\$)\{?#?([A-Za-z_]\w*)",
    # What is not between single quotes.
    "outside": r"(\"(?:[^\"\\]|\\.)*+\"|[^'\"]++)|'[^']*+'",
    "formed": r"\$(?<!\\\$)\{#?([A-Za-z_]\w*)[^\w}]",
    "special": f"{SPECIAL}|{KNOWN}",
    "bare": rf"\"(?:[^\"\\]|\\.)*+\"|'[^']*+'|({NAMED_INSIDE})",
}


class Patterns:
    """Patterns by name, each compiled when it is wanted: most texts need few."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def __getattr__(self, name: str) -> "re.Pattern[str]":
        found = re.compile(self._sources[name], re.ASCII)
        setattr(self, name, found)
        return found


@cache
def patterns() -> Patterns:
    """What texts are made of."""
    return Patterns(_SOURCES)
