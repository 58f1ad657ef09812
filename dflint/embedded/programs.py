"""What is known of the programs that install software: subcommands, options with values, how a version is pinned.

`read_call` takes the words of a command apart by this table; rules ask for a subcommand or an option by its name.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from dflint.records import NamedTuple, Protocol


class Text(Protocol):
    """A word: whatever has a text."""

    @property
    def text(self) -> str: ...


class Program(NamedTuple):
    """How the command line of a program is read, and what it does.

    `valued` are the options that take a value, `nested` the subcommands that have subcommands (`uv pip install`),
    `long` the options of several letters after a single dash. `installs`, `refreshes`, `cleans` are subcommands that
    install packages, fetch lists of them, delete caches; `caches` are the folders that hold caches; `assent` are the
    options that answer all questions.
    """

    valued: tuple[str, ...] = ()
    nested: tuple[str, ...] = ()
    long: tuple[str, ...] = ()
    installs: tuple[str, ...] = ()
    refreshes: tuple[str, ...] = ()
    cleans: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    assent: tuple[str, ...] = ()


APT_LISTS = "/var/lib/apt/lists"
_APT = Program(
    valued=(
        "-t", "--target-release", "--default-release", "-o", "--option", "-c", "--config-file", "-a",
        "--host-architecture", "-P", "--build-profiles", "--with-source", "--solver", "--planner",
    ),
    installs=("install",), refreshes=("update",), cleans=("clean",),
    caches=("/var/lib/apt/lists", "/var/lib/apt", "/var/cache/apt"),
    assent=("-y", "--yes", "--assume-yes", "-qq"),
)  # fmt: skip
_RPM_VALUED = (
    "-c", "--config", "-d", "--debuglevel", "-e", "--errorlevel", "-R", "--randomwait", "-x", "--exclude",
    "--excludepkgs", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--installroot", "--releasever",
    "--setopt", "--color", "--disableplugin", "--enableplugin", "--disableexcludes", "--advisory", "--bz", "--cve",
    "--sec-severity", "--repofrompath", "--nogpgcheck-repo", "--forcearch", "--downloaddir", "--destdir", "--comment",
)  # fmt: skip
_DNF = Program(
    valued=_RPM_VALUED, nested=("group", "groups", "module", "config-manager", "mark", "history"),
    installs=(
        "install", "in", "localinstall", "groupinstall", "group install", "groups install", "module install",
        "reinstall", "upgrade", "update", "up", "upgrade-minimal", "builddep",
    ),
    refreshes=("makecache",), cleans=("clean",),
    caches=("/var/cache/dnf", "/var/cache/libdnf5", ".cache/libdnf5", "/var/cache/yum", "/var/cache/tdnf"),
    assent=("-y", "--assumeyes", "--assume-yes"),
)  # fmt: skip
_PIP = Program(
    valued=(
        "-r", "--requirement", "-c", "--constraint", "-e", "--editable", "-t", "--target", "--platform",
        "--python-version", "--implementation", "--abi", "--root", "--prefix", "--src", "--upgrade-strategy",
        "--config-settings", "-C", "--global-option", "--install-option", "--build-option", "--no-binary",
        "--only-binary", "--progress-bar", "-i", "--index-url", "--extra-index-url", "-f", "--find-links", "--proxy",
        "--retries", "--timeout", "--exists-action", "--trusted-host", "--cert", "--client-cert", "--cache-dir",
        "--use-feature", "--use-deprecated", "--python", "--log", "--report", "--root-user-action",
            "--keyring-provider",
        "-b", "--build", "--group", "--default-timeout", "--download-cache", "--resume-retries", "--uploaded-prior-to",
    ),
    nested=("cache",), installs=("install",), cleans=("cache purge",), caches=(".cache/pip",),
)  # fmt: skip
_UV_VALUED = (
    *_PIP.valued, "-p", "--default-index", "--index", "--index-strategy", "--resolution", "--prerelease",
    "--exclude-newer", "--link-mode", "--extra", "--with", "--directory", "--project", "--package", "--from",
    "--torch-backend", "--override", "--no-build-isolation-package", "--reinstall-package", "--config-file",
)  # fmt: skip
_NPM_VALUED = (
    "--prefix", "-C", "--registry", "--tag", "--omit", "--include", "-w", "--workspace", "--cache", "--loglevel",
    "--userconfig", "--globalconfig", "--fetch-retries", "--fetch-timeout", "--install-strategy", "--otp", "--scope",
    "--maxsockets", "--network-timeout", "--target", "--arch", "--only", "--save-prefix", "--https-proxy", "--proxy",
    "--before", "--cafile", "--node-options", "--script-shell", "--depth",
)  # fmt: skip

PROGRAMS: dict[str, Program] = {
    "apt-get": _APT,
    "apt": _APT,
    "aptitude": _APT._replace(installs=("install", "full-upgrade", "safe-upgrade")),
    "apk": Program(
        valued=(
            "-t", "--virtual", "-X", "--repository", "-p", "--root", "--arch", "--cache-dir", "--cache-max-age",
            "--keys-dir", "--repositories-file", "--wait", "--progress-fd", "--timeout",
        ),
        installs=("add",), refreshes=("update",), cleans=("cache clean",), nested=("cache",),
            caches=("/var/cache/apk", "/etc/apk/cache"),
    ),
    "yum": _DNF,
    "dnf": _DNF,
    "microdnf": _DNF,
    "tdnf": _DNF,
    "dnf5": _DNF,
    "zypper": Program(
        valued=(
            "-R", "--root", "-D", "--reposd-dir", "-C", "--cache-dir", "--solv-cache-dir", "--raw-cache-dir", "-p",
            "--plus-repo", "--plus-content", "-c", "--config", "-r", "--repo", "--from", "-t", "--type", "--releasever",
            "--installroot", "-s", "--download", "--gpg-key",
        ),
        installs=("install", "in"), refreshes=("refresh", "ref"), cleans=("clean", "cc"),
        caches=("/var/cache/zypp",),
        assent=("-n", "--non-interactive", "-y", "--no-confirm"),
    ),
    "pip": _PIP,
    "pipx": Program(
        valued=("--python", "--suffix", "-i", "--index-url", "--pip-args", "--preinstall", "--spec", "--backend"),
        installs=("install",), nested=("runpip",),
    ),
    "uv": Program(
        valued=_UV_VALUED, nested=("pip", "tool", "python", "cache"),
        installs=("pip install", "tool install", "add"), cleans=("cache clean", "cache prune"), caches=(".cache/uv",),
    ),
    "conda": Program(
        valued=("-n", "--name", "-p", "--prefix", "-c", "--channel", "-f", "--file", "--solver", "--subdir",
            "--repodata-fn"),
        nested=("env", "config"), installs=("install", "create", "update", "env create", "env update"),
        cleans=("clean",), caches=("/opt/conda/pkgs",),
        assent=("-y", "--yes"),
    ),
    "npm": Program(
        valued=_NPM_VALUED, nested=("cache", "config", "run"), installs=("install", "i", "add", "in"),
        cleans=("cache clean",), caches=(".npm",),
    ),
    "yarn": Program(
        valued=("--cwd", "--registry", "--cache-folder", "--modules-folder", "--network-timeout", "--mutex",
            "--use-yarnrc"),
        nested=("global", "cache", "config", "workspaces"), installs=("install", "add", "global add"),
        cleans=("cache clean", "cache clear"), caches=(".cache/yarn", ".yarn/cache", "/usr/local/share/.cache"),
    ),
    "pnpm": Program(
        valued=("-C", "--dir", "--store-dir", "--registry", "-F", "--filter", "--reporter"), nested=("store", "config"),
        installs=("install", "i", "add"), cleans=("store prune",), caches=("pnpm/store", ".pnpm-store"),
    ),
    "gem": Program(
        valued=(
            "-v", "--version", "-s", "--source", "-i", "--install-dir", "-n", "--bindir", "-P", "--trust-policy",
            "--platform", "-p", "--http-proxy", "--config-file", "-B", "--bulk-threshold", "-g", "--file", "--document",
            "--build-root", "--without", "-w",
        ),
        installs=("install", "i"), cleans=("cleanup",),
    ),
    "go": Program(
        valued=(
            "-tags", "-ldflags", "-gcflags", "-asmflags", "-gccgoflags", "-mod", "-modfile", "-o", "-p", "-C", "-exec",
            "-buildmode", "-compiler", "-installsuffix", "-pkgdir", "-toolexec", "-overlay", "-pgo", "-covermode",
            "-coverpkg", "-buildvcs",
        ),
        long=("*",), nested=("mod", "work", "tool", "env"), installs=("install", "get"),
            caches=("/go/pkg/mod", ".cache/go-build"),
    ),
    "cargo": Program(
        valued=(
            "--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--registry", "--index",
            "-F", "--features", "--target", "--target-dir", "--profile", "-j", "--jobs", "--bin",
                "--example", "--color",
            "-Z", "--config", "--message-format",
        ),
        installs=("install", "add"), caches=("/usr/local/cargo/registry", ".cargo/registry"),
    ),
    "wget": Program(
        valued=(
            "-O", "--output-document", "-P", "--directory-prefix", "-o", "--output-file", "-a", "--append-output", "-t",
            "--tries", "-T", "--timeout", "-U", "--user-agent", "--header", "-i", "--input-file", "-e", "--execute",
            "-w", "--wait", "-Q", "--quota", "--user", "--password", "--http-user", "--http-password", "-A", "--accept",
            "-R", "--reject", "-D", "--domains", "-I", "-X", "-l", "--level", "--post-data", "--method", "--body-data",
            "--waitretry", "--read-timeout", "--connect-timeout", "--ca-certificate", "--referer", "-B", "--base",
        ),
        long=("-nv", "-nc", "-np", "-nd", "-nH", "-nh", "-nr"),
    ),
    "curl": Program(
        valued=(
            "-o", "--output", "-H", "--header", "-X", "--request", "-d", "--data", "--data-binary", "--data-raw",
            "--data-urlencode", "-u", "--user", "-A", "--user-agent", "-e", "--referer", "-m", "--max-time",
            "--connect-timeout", "--retry", "--retry-delay", "--retry-max-time", "-x", "--proxy", "-T", "--upload-file",
            "-F", "--form", "-b", "--cookie", "-c", "--cookie-jar", "-w", "--write-out", "-E", "--cert", "--key",
            "--cacert", "--capath", "--url", "-K", "--config", "-r", "--range", "-y", "-Y", "-z", "--time-cond", "-C",
            "--continue-at", "--ciphers", "--output-dir", "-Q", "--quote", "-D", "--dump-header", "--proto",
            "--proto-redir", "--resolve", "--max-redirs", "--unix-socket", "--limit-rate", "--speed-limit",
            "--speed-time", "--stderr", "--trace", "--keepalive-time", "--noproxy", "--tls-max",
        ),
    ),
    "useradd": Program(
        valued=(
            "-u", "--uid", "-g", "--gid", "-G", "--groups", "-d", "--home-dir", "--home", "-s", "--shell", "-c",
            "--comment", "-k", "--skel", "-K", "--key", "-p", "--password", "-b", "--base-dir", "-e", "--expiredate",
            "-f", "--inactive", "-R", "--root", "-P", "--prefix", "-Z", "--selinux-user",
        ),
    ),
    "git": Program(
        valued=(
            "-b", "--branch", "--depth", "-c", "--config", "-C", "-o", "--origin", "-j", "--jobs", "--reference",
            "--separate-git-dir", "--shallow-since", "--shallow-exclude", "--filter", "--template", "-u",
            "--upload-pack", "--git-dir", "--work-tree", "--exec-path", "--server-option", "-m", "--message",
        ),
        nested=("submodule", "config", "lfs", "remote"),
    ),
    "tar": Program(valued=("-f", "--file", "-C", "--directory", "-T", "--files-from", "-X", "--exclude-from",
        "-I", "--exclude", "--strip-components", "--transform", "--one-top-level")),
    "chmod": Program(valued=("--reference",)),
    "rm": Program(),
    "mkdir": Program(valued=("-m", "--mode")),
    "install": Program(valued=("-m", "--mode", "-o", "--owner", "-g", "--group", "-t", "--target-directory", "-S")),
}  # fmt: skip
UNKNOWN = Program()
# Other names of the same program; the words `python -m pip` are those of `pip`.
ALIASES = {"mamba": "conda", "micromamba": "conda", "easy_install": "easy_install"}


class Option(NamedTuple):
    """An option with its name (`-y`, `--target-release`), its value if it has one, and the word that it stands in."""

    name: str
    value: str | None
    word: Text


class Call(NamedTuple):
    """A command line taken apart: `program` by its common name, `subcommand` (empty when there is none) at `verb`."""

    program: str
    subcommand: str
    verb: Text | None
    options: tuple[Option, ...]
    operands: tuple[Text, ...]


@cache
def common_name(program: str) -> str:
    """The name in the table for a program as called: `pip3.11` is `pip`, `mamba` is `conda`."""
    if program.startswith("pip") and program.lstrip("pi").replace(".", "").isdecimal():
        return "pip"
    return ALIASES.get(program, program)


def read_call(words: Sequence[Text], others: Mapping[str, Program] = {}) -> Call:
    """`words`, the first of which is the program, taken apart; `others` are programs that the table lacks."""
    name = common_name(words[0].text.rpartition("/")[2]) if words else ""
    module = _module(words) if is_python(name) else 0
    if module and words[module].text in ("pip", "pipx", "uv"):
        return read_call(words[module:], others)
    program = PROGRAMS.get(name) or others.get(name, UNKNOWN)
    reader = _Reader(program)
    options = tuple(reader.options(words[1:]))
    operands = reader.operands
    verb, subcommand = None, ""
    has_verbs = bool(program.installs or program.nested)
    if has_verbs and len(operands) > 1 and operands[0].text.startswith("$") and _is_verb(program, operands[1]):
        operands = operands[1:]  # a variable of options
    if has_verbs and operands:
        verb, subcommand = operands[0], operands[0].text
        operands = operands[1:]
        if subcommand in program.nested and operands:
            verb, subcommand = operands[0], f"{subcommand} {operands[0].text}"
            operands = operands[1:]
    return Call(name, subcommand, verb, options, tuple(operands))


def _module(words: Sequence[Text]) -> int:
    """The place of the module in `python -u -m module`; 0 when there is none."""
    for at, word in enumerate(words[1:-1], 1):
        if word.text == "-m":
            return at + 1
        if not word.text.startswith("-"):
            break
    return 0


def _is_verb(program: Program, word: Text) -> bool:
    return word.text in (*program.installs, *program.refreshes, *program.cleans, *program.nested)


def is_python(name: str) -> bool:
    """True for the name of a Python interpreter: `python`, `python3`, `python3.11`, `pypy3`."""
    stem = name.rstrip("0123456789.")
    return stem in ("python", "pypy")


class _Reader:
    """Splits words into options and operands as `program` does."""

    def __init__(self, program: Program) -> None:
        self.valued = program.valued
        self.long = program.long
        self.operands: list[Text] = []

    def options(self, words: Sequence[Text]) -> Iterator[Option]:
        """The options in `words`; the other words are put into `operands`."""
        queue = iter(words)
        for word in queue:
            text = word.text
            if text == "--":
                self.operands += queue
            elif not text.startswith("-") or text == "-":
                self.operands.append(word)
            elif text.startswith("--") or "*" in self.long or text in self.long:
                yield self._long(word, queue)
            else:
                yield from self._letters(word, queue)

    def _long(self, word: Text, rest: Iterator[Text]) -> Option:
        name, equals, value = word.text.partition("=")
        if equals:
            return Option(name, value, word)
        if name in self.valued:
            following = next(rest, None)
            return Option(name, following.text if following else None, word)
        return Option(name, None, word)

    def _letters(self, word: Text, rest: Iterator[Text]) -> Iterator[Option]:
        """The options of `-qqy`; what follows a letter with a value is the value."""
        for at, letter in enumerate(word.text[1:], 2):
            name = "-" + letter
            if word.text[at : at + 1] == "=":
                yield Option(name, word.text[at + 1 :], word)
                return
            if name not in self.valued:
                yield Option(name, None, word)
                continue
            value: str | None = word.text[at:]
            if not value:
                following = next(rest, None)
                value = following.text if following else None
            yield Option(name, value, word)
            return
