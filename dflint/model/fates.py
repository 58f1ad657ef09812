"""What becomes of a download: it is unpacked, run, kept, or was only asked for an answer."""

from dflint.embedded.shell import SHELLS
from dflint.model.script import Command
from dflint.model.steps import Step, following

ARCHIVE, FILE, SCRIPT, KEY = "archive", "file", "script", "key"
UNPACKERS = (
    "tar", "bsdtar", "unzip", "gunzip", "gzip", "zcat", "xz", "unxz", "bunzip2", "bzip2", "zstd", "unzstd", "cpio",
    "jar", "7z", "rpm2cpio", "dpkg",
)  # fmt: skip
INTERPRETERS = (*SHELLS, "python", "python3", "perl", "ruby", "php", "node", "su", "gosu")
KEY_USERS = ("gpg", "apt-key", "gpg2", "rpm", "rpmkeys", "apk-key")
WRITERS = ("tee", "cat", "dd", "install", "sponge", "docker", "psql", "mysql", "base64", "patch", "envsubst")
# Options with which a program does not fetch a file.
UPLOADS = {
    "curl": ("-T", "--upload-file", "-d", "--data", "--data-raw", "--data-binary", "-F", "--form", "-I", "--head"),
    "wget": ("--post-data", "--post-file", "--method", "--spider"),
}


def fate(step: Step) -> str | None:
    """What becomes of a download: the kind that it has by that, or None when it is no ingredient but an answer."""
    if step.has(*UPLOADS.get(step.program, ())):
        return None
    if step.program == "curl" and (step.value("-X", "--request") or "GET").upper() != "GET":
        return None
    command = step.command
    if "substitution" in command.inside:
        return _fate_in_substitution(command)
    users = following(command)
    to_stdout = is_stdout(step)
    names = [other.name for other in users]
    if not to_stdout:
        return FILE
    for name in names:
        if name in UNPACKERS:
            return ARCHIVE
        if name in KEY_USERS:
            return KEY
        if name in INTERPRETERS or name.startswith("python"):
            return SCRIPT if not _has_code(users) else None
        if name in WRITERS:
            return FILE
    redirected = command.raw.redirects or any(other.raw.redirects for other in users)
    return FILE if redirected and not _goes_nowhere([command, *users]) else None


def _goes_nowhere(commands: list[Command]) -> bool:
    targets = [word.text for command in commands for word in command.raw.redirects]
    return all(text.startswith("/dev/") for text in targets)


def _has_code(users: list[Command]) -> bool:
    """True when an interpreter has a program of its own and only reads the download: `python -c ...`."""
    return any(word.text in ("-c", "-e", "-n", "-ne", "-pe") for other in users for word in other.raw.words[1:3])


def _fate_in_substitution(command: Command) -> str | None:
    """`bash -c "$(curl ...)"`, `bash <(curl ...)`, `tar x < <(curl ...)`."""
    around = [
        other for other in command.script.commands
        if other is not command and other.raw.start < command.raw.start and command.raw.end <= other.raw.end
    ]  # fmt: skip
    names = {other.name for other in around}
    if names & {*SHELLS, "source", ".", "eval"}:
        return SCRIPT
    return KEY if names & set(KEY_USERS) else None


def is_stdout(step: Step) -> bool:
    """True when what is fetched goes to the standard output."""
    if step.command.raw.redirects:
        return True
    if step.program == "curl":
        target = step.value("-o", "--output")
        return target in ("-", "/dev/stdout") or (
            target is None and not step.has("-O", "--remote-name", "--remote-name-all")
        )
    target = step.value("-O", "--output-document")
    return step.program == "wget" and target in ("-", "/dev/stdout")
