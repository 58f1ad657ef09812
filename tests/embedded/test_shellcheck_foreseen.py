"""What is foreseen of a text is what ShellCheck says of it."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dflint.embedded.foreseen import foreseen
from dflint.embedded.plain import DEAF, MINDED
from tests.embedded.test_shellcheck import needs_program, run

SHELLS = ("sh", "bash", "dash", "ash", "ksh")
Comments = list[dict[str, Any]]

# Commands that nothing is known of, as nearly all are that a RUN calls.
_PROGRAMS = """
add-apt-repository apk apt apt-get apt-key bundle cargo chown cmake composer conda curl dnf dpkg docker dotnet gem git
go groupadd gunzip gradle helm jupyter kubectl ldconfig locale-gen make meson microdnf mix mvn ninja node npm npx
openssl pacman pip pip3 poetry python3 rpm rustup service sort systemctl tar terraform touch true unzip useradd uv
wget yarn yum zypper cut head tail uniq wc seq dirname basename date env nice nohup tee x ./a /opt/a/b.sh ../c bin/d
.venv/bin/pip a_b c++ python3.12 fish git-lfs
"""
PROGRAMS = _PROGRAMS.split()
READERS = [name for name in (*PROGRAMS, "bash", "sh") if name not in DEAF]
# Variables that a shell has itself, and some whose names only begin like theirs.
_SPECIAL = """
BASH BASH_VERSION COMP_CWORD COMPREPLY COMPOSER DIRSTACK EPOCHSECONDS EUID FUNCNAME GROUPS GROUP HISTFILE HOSTNAME
HOSTTYPE HOST_IP LINENO MACHTYPE OSTYPE PIPESTATUS RANDOM READLINE_LINE REPLY SECONDS SHELLOPTS SHLVL UID UIDS
_ COLUMNS COPROC ERRNO LINES MAPFILE OPTIND PPID SRANDOM
"""
SPECIAL = _SPECIAL.split()

# What is foreseen, with the words that lack quotes.
FORESEEN = {
    "make": [],
    "apt-get update && apt-get install -y --no-install-recommends curl=1.0 lib*; rm -rf /var/lib/apt/lists/*": [],
    "git clone ${REPO} /a && cd a && git checkout v$VER": ["${REPO}", "$VER"],
    'make CC=$CC "a $B" \'c <d>\' x"$D"y$E': ["$CC", "$E"],
    "DEBIAN_FRONTEND=noninteractive apt install $PKGS": ["$PKGS"],
    "wget -O - $URL | tar xz -C /opt && mkdir -p $A ~/b": ["$URL", "$A"],
    'echo "a  b" > /etc/a && sudo make install': [],
    "echo a | sudo tee /etc/a ; ": [],
    "curl $X >/dev/null 2>&1": ["$X"],
    "rm $X.tar.gz a-$Y /a/b/c": ["$X", "$Y"],
    "cp -r $A b && ln -s /a b; mv a $B c": ["$A", "$B"],
    "set -eux; . /etc/profile; bash a.sh -x $A; ./configure --prefix=$B": ["$A", "$B"],
    "/a/b.sh && pip3.9 install git+https://a/b#egg=c d~=1": [],
    "bin/a b && .venv/bin/pip install a && kubectl version": [],
    "GOOS=linux FLAGS=-a=b A='b c' go build": [],
    'make "$(nproc)" a"$(dpkg --print-architecture)"': [],
    'export A=b C="d" && make': [],
    r"sed -i -e 's/a$/\(b\)/' --quiet c.d": [],
    r"""printf 'a\n' > /b && printf "a b\n" | make""": [],
    r"find /a . -type f -name '*.b' -exec chmod 644 {} \;": [],
    "find a -maxdepth 1 -delete && ls -l a && cat a": [],
    '[ -f /a ] && test ! -e b/c; [ "$A" = "b" ]; [ -n "$B" ]': [],
    "make < a.patch && make > a.txt 2>&1; make >> ~/.bashrc": [],
    "echo a >> /b && echo c >> /b && echo d >> /b": [],
    "echo 'a = \"b\"' > /c && echo \"a 'b'!\"": [],
    'rm -r -f ~/.cache "$A"': [],
    "make -j$(nproc) $A; tar x$(uname -m | cut -d a -f1).gz": ["$(nproc)", "$A", "$(uname -m | cut -d a -f1)"],
    "[ $A = b ] && test -d /a/$B && [ $(id -u) = 0 ]; [ -z $C ]": ["$A", "$B", "$(id -u)", "$C"],
    "make *.c b*; dpkg -i *": ["*", "*"],
    "cd /a && make; cd $B": ["cd $B", "$B"],
    "set -e; cd a; make": [],
    'echo -e "a\\nb" && echo \'a $B\' "$C"': ["-e", "'a $B'"],
    "make | grep -v 'a.*b$' | awk '{print $2}' | tr -d '\\n' | xargs -r -n1 rm -f": [],
    'make < c.d > $A/b 2>&1; make >> "/a/$B"': ["$A"],
    'make "${A:-b}" "${B##*/}" "a\\"b\\$c"': [],
    'find /a -name \'*.b\' ! -path "c*" -exec rm -rf {} + && rm -rf /opt/a*/b-$A "/tmp/c-$B"': ["$A"],
    "sudo -u a make && gosu b make; /bin/bash c.sh": [],
    "printf '%s\\n' a \"$B\" > /c; mktemp -d; pwd": [],
    "make 2>/dev/null | sh a": [],
}
ASKED = r"""
apt-get install $x
make "$x"
make $UID
echo $RANDOM
rm -rf /usr
rm -rf /tmp
X=1
make `a`
cp a
ln a
chmod -r a
rm -rf $A/*
rm -rf $A/
rm -rf "$A/*"
rm -rf /usr/*
echo a  b
echo a\n
A=1 make $A
A=1 make "$A"
A=make make
A=cat a
make # a
source a
a | chmod b
make || a
make > a a
cat a | b
ls | b
sudo make > /a
make '$A'
make "`a`"
make "~/a"
make '~/a'
make 'a'b
make > 3
make ${A:-b}
make ${#A}
make $1
make $@
make $A[1]
if make; then a; fi
make 2>&1 > /a
make += a
make & a
make |& tee a
find . -name *.c
find . -exec sh -c a {} +
find -name a
find a -name b -o -name c
sed 's/${A}/b/' c
rm do
export A=$B
export A="$(nproc)"
export PATH=a
export A=b && make $A
export MY_A=b && make "$MYA"
printf "$A"
printf '%s'
[ "$A" == b ]
[ "$A" = * ]
[ -n $A ]
[ -n "$MY_A" ] && make "$MYA"
test a
su a
echo a >> /b; echo c >> /b; echo d >> /b
make > /b < /b
make $(grep a b)
make $(a $B)
make $(a $(b))
make $(a; b)
make `a` "$(b)"
echo $(a)
echo "$(a)"
cd a; cd -
cd ..; make
set -u; set -eo pipefail; cd a; make; errexit
make "${a:-b}"
make "${A[0]}"
make -- *.a
make [ab].c
grep '*a' b
grep a* b
make | grep a | wc -l
make | xargs find a
find a | xargs b
find a -name b -o -name c
find a -name *.b
awk "{print $1}" a `b`
tr a-z A-Z
printf '%s %s' a
printf "$A\n" a
export A="$(b)"
export A=$B
[ -n $A ]
[ "$A" == b ]
[ "$A" = b -a c ]
mktemp
DO a
foo. a
time a
""".strip().split("\n")


def said(texts: list[str]) -> dict[str, Comments]:
    """What ShellCheck says of `texts`, without what dflint never asks for."""
    found = {}
    for text, comments in run(texts).found.items():
        plain = [{name: value for name, value in each.items() if name != "file"} for each in comments]
        for each in plain:
            for replacement in (each["fix"] or {}).get("replacements", ()):
                del replacement["precedence"]
        found[text] = sorted(plain, key=lambda each: (each["line"], each["column"], each["code"]))
    return found


@pytest.mark.parametrize(("text", "words"), FORESEEN.items())
def test_foreseen(text: str, words: list[str]) -> None:
    found = foreseen(f"#!/bin/sh\n{text}\n")
    assert found is not None
    assert [text[each["column"] - 1 : each["endColumn"] - 1] for each in found] == words


def test_what_is_said_beside_quotes() -> None:
    codes = {
        "echo -n a": [3037],
        "cd a; make": [2164],
        "make *.c": [2035],
        "echo '$A'": [2016],
        "make $(a) $B": [2046, 2086],
    }
    for text, expected in codes.items():
        assert [each["code"] for each in foreseen(f"#!/bin/sh\n{text}\n") or ()] == expected
    assert foreseen("#!/bin/bash\necho -n a\n") == []
    assert foreseen("#!/bin/sh -e\ncd a; make\n") == []


@pytest.mark.parametrize("text", ASKED)
def test_asked(text: str) -> None:
    assert foreseen(f"#!/bin/sh\n{text}\n") is None


def test_no_other_shell_is_foreseen() -> None:
    assert foreseen("#!/bin/zsh\nmake\n") is foreseen("make\n") is foreseen("#!/bin/sh -u\nmake\n") is None
    assert foreseen("#!/bin/bash\nsource /a b && make\n") == []


@needs_program
def test_every_program() -> None:
    words = (
        "install -y --no-cache a-b=1.0 a.b:c ./d /e/f, @g/h +i % x= --opt=val in for if while case time -- ~/a b* $A"
    )
    lines = [f"{name} {words} && {name} update; X=1 {name} $B" for name in PROGRAMS]
    lines += [f"make | {name} a $A" for name in READERS]
    texts = [f"#!/bin/{shell}\n{line}\n" for shell in SHELLS for line in (*lines, *FORESEEN)]
    expected = {text: comments for text in texts if (comments := foreseen(text)) is not None}
    assert len(expected) >= len(lines) * len(SHELLS)
    assert said(list(expected)) == expected


@needs_program
def test_what_is_minded() -> None:
    texts = [f"#!/bin/sh\n{name} {words}\n" for name in sorted(MINDED) for words in ("a b", "-a b", "/a/b c")]
    expected = {text: comments for text in texts if (comments := foreseen(text)) is not None}
    assert said(list(expected)) == expected


OWN = ("A", "HOME", "PATH", "PWD", "OLDPWD", "IFS", "USER", "TMOUT", "PS1", "VERSION", "__", "_A", "X1", "FPATH")
NAMES = st.sampled_from((*OWN, *OWN, *SPECIAL))
VARIABLES = NAMES.map("$%s".__mod__) | NAMES.map("${%s}".__mod__)
STRINGS = st.sampled_from(
    ("a b", "(a)", "#", "a  b", "<=1", "[x]", "{a}", "a;b", "*", "~", "a&b", "!", "/x/*", "", "s/a/b/", "$(nproc)")
)
PARTS = (
    st.sampled_from(
        ("a", "x/y", "-v", "--o=", "=", "+=", "1", "/usr/lib", ".", "a=b", "-", "/", "in", "do", "-r", "-rf", "#", "~")
    )
    | VARIABLES
    | STRINGS.map("'%s'".__mod__)
    | (STRINGS | VARIABLES).map('"%s"'.__mod__)
    | st.sampled_from(("*", "~/", "lib*", "'s/a$/b/'", "'a \"b\"'", "\"a 'b'\"", '"$x"', "*.c", "$(nproc)", "'$A'"))
    | st.sampled_from(
        ('"${A:-b}"', '"${A##*/}"', '"a\\"b"', '"a\\$b"', '"a\\nb"', "$(uname -m)", "$(b | c)", "${A:-b}", "+")
    )
)
WORDS = st.lists(PARTS, min_size=1, max_size=3).map("".join)
_OTHERS = """
echo,cp,mv -f,ln -s,mkdir -p,rm -rf,rm,cd,source,.,set -e,./a,bash,sudo make,sudo rm,A=1 make,PATH=/a tar,ls -l,cat
grep -q,grep,awk '{print $1}',awk -F:,tr -d,tr a,printf '%s\\n',printf "%s",echo -e,echo -n,pwd
gosu a make,sudo -u a make
rm --recursive,find /a -type f -exec rm -rf,find . ! -name,/bin/bash,[ -z $A,[ "$A" =,test "$A" !=,[ -d /a/$A,gosu a rm
test "$A" =,sed -i,sed,find /a,find . -name,test -e,[ -f a ],printf,export A=b,export B=c D=e,GOOS=linux a,A='b' a
"""
OTHERS = _OTHERS.strip().replace("\n", ",").split(",")
STARTS = st.sampled_from(PROGRAMS) | st.sampled_from(OTHERS)
_ENDS = (" > /dev/null", " 2>&1", " >> /a", " 2> /b", " | tar", " | sudo tee", " | sh a", " < a", " > b.c", " ]")
_MORE_ENDS = (
    " | grep -v a",
    " | awk '{print $1}'",
    " | tr -d a",
    " | xargs -r a",
    " | xargs",
    " {} +",
    ' > "$A"',
    " > $A/b",
    " | wc -l",
)
ENDS = st.sampled_from((*[""] * 8, *_ENDS, *_MORE_ENDS))
COMMANDS = st.tuples(STARTS, st.lists(WORDS, max_size=4), ENDS).map(lambda it: " ".join((it[0], *it[1])) + it[2])
TEXTS = st.builds(
    "#!/bin/{}{}\n{}\n".format,
    st.sampled_from(SHELLS),
    st.sampled_from(("", " -e")),
    st.tuples(st.sampled_from((" && ", "; ", "&&\t")), st.lists(COMMANDS, min_size=1, max_size=4)).map(
        lambda it: it[0].join(it[1])
    ),
)


@needs_program
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.reuse, Phase.generate])
@given(st.lists(TEXTS, min_size=80, max_size=100, unique=True))
def test_what_is_foreseen_is_said(texts: list[str]) -> None:
    expected = {text: comments for text in texts if (comments := foreseen(text)) is not None}
    assert said(list(expected)) == expected
