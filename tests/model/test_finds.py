"""What stages install, clone and download, and what of it ships."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dflint.model.carried import ships
from dflint.model.file import Entry, File, read_source
from dflint.model.find import Find
from dflint.model.finds import read_finds
from dflint.model.reach import reached
from dflint.settings import preset
from tests.model.texts import file

SHA = "0123456789abcdef0123456789abcdef01234567"
SUM = "a" * 64
HUB = "https://github.com/o/tool"
DEB = "https://x.org/tool_1.2_amd64.deb"


def shown(find: Find, source: File) -> str:
    """`apt-get install: curl 7.1`, a `-` before what does not ship, `#` before what holds it fast."""
    mark = "" if ships(find, reached(source)) else "- "
    pin = f" #{find.pin}" if find.pin else ""
    return f"{mark}{find.how}: {find.name} {find.version}".rstrip() + pin


def finds(text: str) -> list[str]:
    source = file(text, settings=preset("docker"))
    return [shown(find, source) for find in read_finds(source)]


def run(*lines: str) -> str:
    return "\n".join(["FROM x", *(f"RUN {line}" for line in lines)])


PACKAGES = [
    ("apt-get update && apt-get install -y --no-install-recommends curl=7.1 git", ["curl 7.1", "git"]),
    ("apt-get install -qy -t bookworm-backports curl", ["curl"]),
    ("sudo -E apt-get install curl", ["curl"]),
    ("DEBIAN_FRONTEND=noninteractive apt-get install curl", ["curl"]),
    ("su -c 'umask 0002 && apt-get install curl'", ["curl"]),
    ("if a; then apt-get install curl; fi", ["curl"]),
    ("apt-get install python3-{pip,venv}", ["python3-pip", "python3-venv"]),
    ("for p in curl git; do apt-get install $p; done", ["curl", "git"]),
    ("for p in $(list); do apt-get install $p; done", []),
    ('P="curl git" && apt-get install $P vim', ["curl", "git", "vim"]),
    ('P="curl"; P="$P git"; apt-get install $P', ["curl", "git"]),
    ('P=(curl "git=1") && apt-get install "${P[@]}"', ["curl", "git 1"]),
    ("P=(curl); P+=(git); apt-get install ${P[@]}", ["curl", "git"]),
    ('export P=( "curl" ) && apt-get install "${P[@]}" git', ["curl", "git"]),
    ("if a; then P=curl; else P=git; fi; apt-get install $P", ["curl", "git"]),
    ('apt-get install "tool$(if a; then echo -x; fi)"', ["tool$(if a; then echo -x; fi)"]),
    ("apt-get install $(cat list) curl", ["curl"]),
    ('P="$(list)"; apt-get install $P curl', ["curl"]),
    ("apt-get install $P curl", ["${P}", "curl"]),
    ("apt-get install less `# a pager` vim", ["less", "vim"]),
    ("apt-get install $APT_OPTS curl", ["curl"]),
    ("apt-get install ./tool.deb curl", ["curl"]),
    ("install_packages curl", ["curl"]),
    ("apt-get -s install curl | grep x; echo apt-get install y", ["curl"]),
]


@pytest.mark.parametrize(("command", "expected"), PACKAGES)
def test_packages_of_the_system(command: str, expected: list[str]) -> None:
    assert [line.partition(": ")[2] for line in finds(run(command))] == expected


LANGUAGES = [
    ("pip install --no-cache-dir -i https://x.org/s 'a>=1' b[c]==2", ["pip install: a >=1", "pip install: b 2"]),
    ("python3 -m pip install -U pip", ["pip install: pip"]),
    ("/opt/venv/bin/pip3 install a", ["pip install: a"]),
    ("$PYTHON -m pip install a", ["pip install: a"]),
    ("pip install . && pip install -e . && pip install /wheels/*", []),
    (f"pip install -e git+{HUB}@{SHA}", [f"pip install: tool {SHA} #{SHA}"]),
    ("pip wheel a==1", ["pip wheel: a 1"]),
    ("pipx install a==1", ["pipx install: a 1"]),
    ("uv pip install --system a==1 && uv tool install b", ["uv pip install: a 1", "uv tool install: b"]),
    ("pip install a && pip uninstall -y a", ["- pip install: a"]),
    ("npm install -g @a/b@1.2 c && npm i d", ["npm install: @a/b 1.2", "npm install: c", "npm i: d"]),
    ("yarn global add a@1 && pnpm add -g b", ["yarn global add: a 1", "pnpm add: b"]),
    ("corepack enable && corepack prepare pnpm@8.6 --activate", ["corepack prepare: pnpm 8.6"]),
    ("gem install a:1 && gem install b -v 2", ["gem install: a 1", "gem install: b 2"]),
    ("go install x.org/a/b@v1 && go get -u x.org/c", ["go install: x.org/a/b v1", "go get: x.org/c"]),
    ("go install ./... && go build ./cmd/x", []),
    ("cargo install a --version 1 && cargo install --path .", ["cargo install: a 1"]),
    (f"cargo install --git {HUB} --tag v1", ["cargo install: tool v1"]),
    ("mamba install -y -c x a=1 'b>=2'", ["conda install: a 1", "conda install: b >=2"]),
    ("conda run -n base pip install a==1", ["pip install: a 1"]),
    ("rapids-conda-retry install -y a=1", ["conda install: a 1"]),
    ("pecl install redis-6.0 && docker-php-ext-enable redis", ["pecl install: redis 6.0"]),
    ("composer create-project a/b:1 .", ["composer create-project: a/b 1"]),
    ("luarocks install a 1.0-1", ["luarocks install: a 1.0-1"]),
    ("dnf install -y a-1.2 @tools", ["dnf install: a 1.2", "dnf install: @tools"]),
    ("yum groupinstall 'Development Tools'", ["yum groupinstall: Development Tools"]),
    ("rpm -i https://x.org/a-1.2.noarch.rpm && rpm -q b", ["rpm: a 1.2"]),
    ("pacman -Syu --noconfirm a", ["pacman: a"]),
    ("zypper -n in a=1", ["zypper in: a 1"]),
]


@pytest.mark.parametrize(("command", "expected"), LANGUAGES)
def test_packages_of_other_managers(command: str, expected: list[str]) -> None:
    assert finds(run(command)) == expected


REMOVED = [
    ("apt-get install a b && apt-get purge -y --auto-remove a", ["- a", "b"]),
    ("apt-get install a; B='a b'; apt-get install $B; apt-get remove $B", ["- a", "- a", "- b"]),
    ("apt-get install gcc-12 gcc-13 && apt-get remove 'gcc-*'", ["- gcc-12", "- gcc-13"]),
    ("apk add --virtual .build gcc make && apk add curl && apk del .build", ["- gcc", "- make", "curl"]),
    ("apk add -t build gcc && apk del --no-network build", ["- gcc"]),
    ("apk add a b && apk del b", ["a", "- b"]),
    ("apt-get install --mark-auto curl && apt-get autoremove --purge", ["- curl"]),
    ("apt-get install a && apt-get autoremove", ["a"]),
    ("apt-get install a && apt-mark auto a && apt-get autoremove", ["- a"]),
    (
        'apt-get install a; s="$(apt-mark showmanual)"; apt-get install b c; apt-mark auto ".*" > /dev/null; '
        "apt-mark manual $s; apt-mark manual c; apt-get purge -y --auto-remove",
        ["a", "- b", "c"],
    ),
    ("yum install -y a && yum install -y b && yum history undo last -y", ["a", "- b"]),
    ("yum install a && yum remove -y a && yum install a", ["- a", "a"]),
    ("apt-get install a && apt-mark hold a=1.2", ["a 1.2 #apt-mark hold"]),
]


@pytest.mark.parametrize(("command", "expected"), REMOVED)
def test_what_is_removed_again(command: str, expected: list[str]) -> None:
    marked = [line.replace("apt-get install: ", "").replace("apk add: ", "") for line in finds(run(command))]
    assert [line.replace("yum install: ", "") for line in marked] == expected


def test_what_a_later_run_removes() -> None:
    assert finds(run("apt-get install a b", "apt-get purge a")) == ["- apt-get install: a", "apt-get install: b"]


CLONES = [
    ([f"git clone {HUB}.git"], "tool"),
    ([f"git clone -b v1 --depth 1 {HUB} /src"], "tool v1"),
    ([f"git clone --branch=v1 -- {HUB}/ ."], "tool v1"),
    ([f"git clone {HUB} && cd tool && git checkout v2"], "tool v2"),
    ([f"git clone {HUB} && cd tool && git checkout tags/v2 -b build"], "tool v2"),
    ([f"git clone {HUB} && cd tool && git checkout -q -f {SHA}"], f"tool {SHA} #{SHA}"),
    ([f"git clone {HUB} && cd tool/sub && git reset --hard {SHA}"], f"tool {SHA} #{SHA}"),
    ([f"git clone {HUB} && git -C tool checkout v2"], "tool v2"),
    ([f"git clone {HUB} /src", "cd /src && git checkout v2"], "tool v2"),
    ([f"git clone -b v1 {HUB} && cd tool && git checkout -b mine && git checkout -- a.c"], "tool v1"),
    ([f"git clone {HUB} && cd tool && git checkout . && git reset --hard HEAD~1"], "tool"),
    ([f"git clone {HUB} && (cd tool && git checkout v2) && git checkout v3"], "tool v2"),
    ([f"git clone --bare {HUB} && git --git-dir=/tool.git --work-tree=. checkout {SHA} -- src x.h"],
     f"tool {SHA} #{SHA}"),
    ([f"git init t && cd t && git remote add origin {HUB} && git fetch --depth 1 origin {SHA} && "
      "git checkout FETCH_HEAD"], f"tool {SHA} #{SHA}"),
    ([f"R={HUB} V=1.2; git clone -b v$V $R"], "tool v1.2"),
    ([f"R={HUB} V=1.2 git clone -b v$V $R"], "${R} v${V}"),
    ([f"R={HUB}; V=1.2; git clone -b v$V $R"], "tool v1.2"),
    ([f"git clone -b $V {HUB}"], "tool ${V}"),
    (["git clone https://me:token@github.com/o/tool"], "tool"),
    (["git clone /src/tool"], None),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CLONES)
def test_clones(lines: list[str], expected: str | None) -> None:
    assert finds(run(*lines)) == ([f"git clone: {expected}"] if expected else [])


def test_no_password_is_told() -> None:
    text = run("git clone https://me:token@x.org/a", "curl -O https://me:token@x.org/a.tgz", "pip install b")
    assert not any("token" in find.source for find in read_finds(file(text)))


DOWNLOADS = [
    ("curl -fsSLO https://x.org/a-1.2.tar.gz", "archive a 1.2"),
    ("curl -L https://x.org/a-1.2.tar.gz | tar xz", "archive a 1.2"),
    ("wget -qO- https://x.org/latest/a | sudo tar -xJ", "archive a"),
    ("wget -T 30 -P /tmp https://x.org/a-1.2.zip", "archive a 1.2"),
    ("aria2c -o a.zip https://x.org/a-1.2.zip", "archive a 1.2"),
    (f"curl -o t.deb {DEB} && dpkg -i t.deb && rm t.deb", "archive tool 1.2"),
    (f"curl -sSLo /usr/bin/t {HUB}/releases/download/v1.2/t_linux", "file tool 1.2"),
    ("curl https://x.org/a > /etc/a", "file a"),
    ("curl https://x.org/a | tee /etc/a", "file a"),
    ("curl -s https://get.x.org | bash -s -- -y", "script get.x.org"),
    ('bash -c "$(curl -fsSL https://x.org/i.sh)"', "script i"),
    ("bash <(curl -s https://x.org/i.sh)", "script i"),
    ("curl -O https://x.org/i.sh && sh i.sh", "script i"),
    ("curl -s https://x.org/tool.gpg | apt-key add -", "- key tool"),
    ("curl -o /etc/apt/keyrings/t.asc https://x.org/gpg", "- key gpg"),
    ("curl https://x.org/hook", None),
    ("curl -s https://x.org/v | jq .tag", None),
    ("V=$(curl -s https://x.org/v) && echo $V", None),
    ("curl -X POST -o x https://x.org/a", None),
    ("curl -d a=1 -o x https://x.org/a", None),
    ("wget --spider https://x.org/a", None),
    ("curl -o x http://localhost:80/a", None),
    ("curl -o x.sha256 https://x.org/a.tgz.sha256", None),
    ("curl -o /dev/null -w x https://x.org/a | cat > /dev/null", "file a"),
    ("get() { curl -o x $1; }; get a", None),
    ("V=1.2; curl -O https://x.org/a-$V.tgz", "archive a 1.2"),
    ("curl -O https://x.org/a-$A_VERSION.tgz", "archive a ${A_VERSION}"),
    ("curl -O https://x.org/1.2/a-$(uname -m).tgz", "archive a 1.2"),
    ("curl -O https://x.org/b/a-$V-b.tgz -O https://x.org/a-$V-b.tgz.asc", "archive a-${V}-b"),
    (f"curl -O https://x.org/a-1.0.tgz && echo '{SUM}  a-1.0.tgz' | sha256sum -c -", f"archive a 1.0 #sha256:{SUM}"),
    (f"S={SUM}; curl -o a https://x.org/a-1.0.tgz; echo \"$S *a\" | sha256sum -c", f"archive a 1.0 #sha256:{SUM}"),
    (f"curl -o a https://x.org/a-1.0.tgz; echo '{SUM} b' | sha256sum -c", "archive a 1.0"),
    (f"curl -o a https://x.org/a-1.0.tgz; echo {SUM}", "archive a 1.0"),
    ("mkdir /tmp/t && curl -o /tmp/t/a https://x.org/a && rm -rf /tmp/t", "- file a"),
    (f"case $(arch) in x) U=https://x.org/x/a-1.0.tgz S={SUM};; y) U=https://x.org/y/a-1.0.tgz;; esac; curl -O $U",
     "archive a 1.0"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "expected"), DOWNLOADS)
def test_downloads(command: str, expected: str | None) -> None:
    source = file(run(command), settings=preset("docker"))
    found = [(find, shown(find, source).replace(f"{find.how}: ", f"{find.kind} ", 1)) for find in read_finds(source)]
    assert [text for _, text in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ADD https://x.org/a-1.2.tgz /tmp/", "archive a 1.2"),
        (f"ADD --checksum=sha256:{SUM} https://x.org/a-1.2.tgz /", f"archive a 1.2 #sha256:{SUM}"),
        (f"ADD {HUB}.git#v1.2:docs /src", "git repository tool v1.2"),
        (f"ADD {HUB}.git?ref={SHA} /src", f"git repository tool {SHA} #{SHA}"),
        ("ADD https://api.github.com/repos/o/r/git/refs/heads/main /x", None),
        ("ADD a.tgz /", None),
        ("COPY https://x.org/a /", None),
        ("ONBUILD ADD https://x.org/a-1.2.tgz /tmp/", None),
    ],
)
def test_add(line: str, expected: str | None) -> None:
    found = read_finds(file(f"FROM x\n{line}\n"))
    texts = [f"{it.kind} {it.name} {it.version}" + (f" #{it.pin}" if it.pin else "") for it in found]
    assert texts == ([expected] if expected else [])


SHIPPING = [
    ("FROM x AS a\nRUN apt-get install p\nFROM a\nRUN apt-get install q", ["apt-get install: p", "apt-get install: q"]),
    ("FROM x AS a\nRUN apt-get install p\nFROM y\n", ["- apt-get install: p"]),
    (
        f"FROM x AS a\nRUN apt-get install p && git clone {HUB} && curl -O https://x.org/a-1.0.tgz\n"
        "FROM y\nCOPY --from=a /out/bin /bin\n",
        ["- apt-get install: p", "git clone: tool", "curl: a 1.0"],
    ),
    (
        f"FROM x AS a\nRUN git clone {HUB}\nFROM y AS b\nCOPY --from=a / /\nFROM z\nCOPY --from=b /o /o",
        ["git clone: tool"],
    ),
    ("FROM x AS a\nRUN apt-get install p\nFROM scratch\nCOPY --from=a / /", ["apt-get install: p"]),
    ("FROM x AS a\nRUN dnf install --installroot /r p\nFROM scratch\nCOPY --from=a /r /", ["dnf install: p"]),
    ("FROM x AS a\nRUN pip install p\nFROM y\nCOPY --from=a /usr/local/lib/python3 /l", ["pip install: p"]),
    ("FROM x AS a\nRUN pip install p\nFROM y\nCOPY --from=a /out/tool /bin/", ["- pip install: p"]),
    ("FROM x AS a\nRUN pip install --prefix=/deps p\nFROM y\nCOPY --from=a /deps /", ["pip install: p"]),
    ("FROM x AS a\nRUN go install x.org/cmd/t@v1\nFROM y\nCOPY --from=a /go/bin/t /", ["go install: x.org/cmd/t v1"]),
    ("FROM x AS a\nRUN go install x.org/cmd/t@v1\nFROM y\nCOPY --from=a /app /", ["- go install: x.org/cmd/t v1"]),
    ("FROM x AS a\nRUN curl -O https://x.org/go1.22.1.tgz\nFROM y\nCOPY --from=a /app /", ["- curl: go 1.22.1"]),
    ("FROM x AS a\nRUN curl -o /usr/bin/t https://x.org/t\nFROM y\nCOPY --from=a /app /", ["- curl: t"]),
    ("FROM x AS a\nRUN curl -o /usr/bin/t https://x.org/t\nFROM y\nCOPY --from=a /usr/bin/t /", ["curl: t"]),
    (f"FROM x AS a\nRUN git clone {HUB}\nFROM y\nRUN --mount=from=a,target=/a cp /a/x /", ["git clone: tool"]),
    (
        "FROM x AS a-amd64\nRUN apt-get install p\nFROM a-$TARGETARCH AS b\nRUN apt-get install q",
        ["apt-get install: p", "apt-get install: q"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SHIPPING)
def test_what_ships(text: str, expected: list[str]) -> None:
    assert finds(text) == expected


LISTS = {
    "requirements.txt": "a==1\n-r more.txt\n",
    "more.txt": "b>=2\n-r ../secret.txt\n",
    "limits.txt": "c==3\nd==4\n",
    "env/environment.yml": "dependencies:\n  - python=3.11\n  - pip:\n      - e==5\n",
    "package.json": '{"dependencies": {"f": "^6"}, "devDependencies": {"g": "7"}}',
    "Gemfile": "gem 'h', '8'\n",
}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("COPY requirements.txt /tmp/\nRUN pip install -r /tmp/requirements.txt", ["a 1", "b >=2"]),
        ("WORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt", ["a 1", "b >=2"]),
        ("WORKDIR /app\nCOPY *.txt ./\nRUN cd /app && pip install -rrequirements.txt", ["a 1", "b >=2"]),
        ("COPY requirements.txt /r.txt\nRUN pip install -r /r.txt", ["a 1", "b >=2"]),
        ("COPY requirements.txt /code\nRUN cd /code && pip install -r requirements.txt", ["a 1", "b >=2"]),
        ("RUN --mount=type=bind,source=requirements.txt,target=/r.txt pip install -r /r.txt", ["a 1", "b >=2"]),
        ("RUN pip install -r /tmp/requirements.txt", []),
        ("RUN pip install -r r.txt\nCOPY requirements.txt /r.txt", []),
        ("COPY limits.txt /\nRUN pip install -c /limits.txt c x", ["c 3", "x"]),
        ("COPY <<EOF /r.txt\na==1\nEOF\nRUN pip install -r /r.txt", ["a 1"]),
        ("COPY env /env\nRUN conda env create -f /env/environment.yml", ["python 3.11", "e 5"]),
        ("COPY env/environment.yml /tmp/\nRUN micromamba install -y -f /tmp/environment.yml", ["python 3.11", "e 5"]),
        ("WORKDIR /app\nCOPY package*.json ./\nRUN npm ci", ["f ^6"]),
        ("WORKDIR /app\nCOPY package.json .\nRUN yarn install --frozen-lockfile", ["f ^6"]),
        ("WORKDIR /app\nCOPY Gemfile .\nRUN bundle install", ["h 8"]),
    ],
)  # fmt: skip
def test_lists(tmp_path: Path, lines: str, expected: list[str]) -> None:
    for name, text in LISTS.items():
        (tmp_path / "c" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "c" / name).write_text(text)
    (tmp_path / "secret.txt").write_text("secret==1\n")
    path = tmp_path / "c" / "Dockerfile"
    path.write_text(f"FROM x\n{lines}\n")
    entry = Entry(str(path), "Dockerfile", preset("docker"))
    source = File(entry, "Dockerfile", *read_source(entry, "Dockerfile"))
    assert [f"{find.name} {find.version}".rstrip() for find in read_finds(source)] == expected


@pytest.mark.parametrize(
    ("lines", "beside", "expected"),
    [
        ("COPY requirements.txt /r.txt\nRUN pip install -r /r.txt", "", ["a 1"]),
        ("COPY app/r.txt /r.txt\nRUN pip install -r /r.txt", "entry.sh", ["b 2"]),
        ("WORKDIR /x\nCOPY . .\nRUN pip install -r requirements.txt", "README.md", ["a 1"]),
        ("WORKDIR /x\nCOPY . .\nRUN pip install -r requirements.txt", "main.py", []),
        ("COPY requirements.txt x /\nRUN pip install -r /requirements.txt", "", []),
        ("COPY requirements.txt x /\nRUN pip install -r /requirements.txt", "x", []),
        ("COPY requirements.txt /\nRUN pip install -r /requirements.txt", ".dockerignore", []),
    ],
)
def test_lists_of_the_repository(tmp_path: Path, lines: str, beside: str, expected: list[str]) -> None:
    for name in ("app", "docker/web", ".git"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "app" / "r.txt").write_text("b==2\n")
    path = tmp_path / "docker" / "web" / "Dockerfile"
    path.write_text(f"FROM x\n{lines}\n")
    if beside:
        (path.parent / beside).write_text("x\n")
    entry = Entry(str(path), "docker/web/Dockerfile", preset("docker"))
    source = File(entry, "docker/web/Dockerfile", *read_source(entry, "docker/web/Dockerfile"))
    assert [f"{find.name} {find.version}".rstrip() for find in read_finds(source)] == expected


def test_places() -> None:
    source = file("FROM x\nRUN apt-get install \\\n  a \\\n  b\nCOPY <<EOF /r\n# c\nd==1\nEOF\nRUN pip install -r /r\n")
    assert [source.source.line_of(find.span.start) for find in read_finds(source)] == [3, 4, 7]


def test_resolved() -> None:
    found = read_finds(file(run("pip install a==$V b==1", f"git clone $R && git clone -b $(x) {HUB}")))
    assert [find.resolved for find in found] == [False, True, False, False]
    assert found[3].version == "$(x)"


PIECES = st.sampled_from(
    (
        *("apt-get install -y ", "apk add -t .b ", "apk del .b", "pip install ", "git clone ", "git checkout "),
        *("curl -O ", "wget -qO- ", " | tar x", "cd ", "for p in ", "; do ", "; done", "case ", "esac", "npm i "),
        *("apt-mark hold ", "go install ", "conda run -n x ", "https://", "x.org/", "a-1.2.tgz", ".git", "X=", "$X"),
        *("${X", "[@]}", "{a,b}", "<<E", "\nE\n", "\\\n", "é", *" &;()}`'\"#@=/\t", "$(", "--", " -b "),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_any_text_gives_whole_finds(command: str) -> None:
    source = file(f"FROM x AS a\nRUN {command}\nFROM y\nCOPY --from=a / /x\n", settings=preset("docker"))
    for find in read_finds(source):
        assert find.name
        assert 0 <= find.span.start <= find.span.end <= len(source.source.text)
        assert isinstance(ships(find, reached(source)), bool)
