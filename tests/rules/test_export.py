"""WL020 to WL024: the fifo that status and logs are exported by."""

from pathlib import Path

import pytest

from dflint.settings import Settings
from tests.rules.trees import SETTINGS, Files, found, said

HEAD = "# a\nFROM ubuntu:24.04\n"
CMD = (
    "CMD (/run.sh; echo $? > status) 2>&1 | tee output.logs && \\\n"
    "    tar cf /export-logs status output.logs && \\\n"
    "    sleep infinity\n"
)
FIFO = "RUN mkfifo /export-logs\n"
GOOD = HEAD + FIFO + CMD
PLAIN = "# s\nFROM ubuntu:24.04\nCMD /server\n"


def codes(root: Path, files: Files, settings: Settings = SETTINGS) -> list[str]:
    """The codes of the chapter that are found in `files`, of the component `workload/a` where they name none."""
    roots = ("workload/", "stack/", "tools/")
    tree = {name if name.startswith(roots) else f"workload/a/{name}": text for name, text in files.items()}
    return [item.code for item in found(root, tree, "WL02", settings=settings)]


MADE = [
    "RUN mkfifo /export-logs\n",
    "RUN mkfifo -m 666 /export-logs\n",
    'RUN mkfifo "/export-logs"\n',
    "RUN sudo mkfifo /export-logs\n",
    "RUN sudo -u root /usr/bin/mkfifo /export-logs\n",
    "RUN mknod /export-logs p\n",
    "RUN apt-get update && \\\n    # the fifo\n    mkfifo /export-logs && \\\n    rm -rf /var/lib/apt/lists/*\n",
    "RUN rm -rf /export-logs && mkfifo /export-logs\n",
    "RUN rm -rf /export-logs\nRUN mkfifo /export-logs\n",
    "RUN [ -p /export-logs ] || mkfifo /export-logs\n",
    "RUN if [ ! -e /export-logs ]; then mkfifo /export-logs; fi\n",
    "RUN (mkfifo /export-logs)\n",
    "RUN bash -c 'set -e; mkfifo /export-logs'\n",
    'RUN ["mkfifo", "/export-logs"]\n',
    'RUN ["bash", "-c", "mkfifo /export-logs"]\n',
    "RUN <<EOF\nset -e\nmkfifo /export-logs\nEOF\n",
    "RUN bash <<EOF\nmkfifo /export-logs\nEOF\n",
    "ARG FIFO=/export-logs\nRUN mkfifo $FIFO\n",
    'RUN FIFO=/export-logs; mkfifo "$FIFO"\n',
    "RUN cd / && mkfifo export-logs\n",
    "WORKDIR /\nRUN mkfifo export-logs\n",
    "RUN --network=none mkfifo /export-logs\n",
    "COPY <<EOF /init.sh\nmkfifo /export-logs\nEOF\n",
]


@pytest.mark.parametrize("run", MADE)
def test_made(run: str, tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": HEAD + run + CMD}) == []


NOT_MADE = [
    "",
    "# RUN mkfifo /export-logs\n",
    "RUN true # mkfifo /export-logs\n",
    "RUN true && \\\n    # mkfifo /export-logs && \\\n    true\n",
    "RUN mkfifo /export-logs-2\n",
    "RUN mkfifo /tmp/export-logs\n",
    "RUN mkdir /export-logs\n",
    "RUN touch /export-logs\n",
    "RUN echo mkfifo /export-logs\n",
    "RUN mkfifo /export-logs\nRUN rm -f /export-logs\n",
    "WORKDIR /app\nRUN mkfifo export-logs\n",
    "ENV NOTE='mkfifo /export-logs'\n",
    "COPY <<EOF /init.sh\n# mkfifo /export-logs\nEOF\n",
]


@pytest.mark.parametrize("run", NOT_MADE)
def test_not_made(run: str, tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": HEAD + run + CMD}) == ["WL020", "WL021"]


STAGES = [
    ("# a\nFROM x AS b\n" + FIFO + "FROM b\n" + CMD, []),
    ("# a\nFROM x AS b\n" + FIFO + "FROM b AS c\nFROM C\n" + CMD, []),
    ("# a\nFROM x AS b\n" + FIFO + "FROM ubuntu:24.04\nCOPY --from=b /a /a\n" + CMD, ["WL020", "WL021"]),
    ("# a\nFROM x AS b\n" + FIFO + CMD + "FROM ubuntu:24.04\nCOPY --from=b /a /a\n", ["WL020"]),
    ("# a\nARG BASE\nFROM $BASE\n" + CMD, []),
    ("# a\nFROM unknown-${TARGETARCH}\n" + CMD, []),
    ("# a\nFROM $BUILDARCH-tools\n" + CMD, []),
    ("# a\nARG RELEASE\nFROM image-of-a-tree-that-is-not-here${RELEASE}\n" + CMD, []),
]


@pytest.mark.parametrize(("text", "expected"), STAGES)
def test_stages(text: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": text}) == expected


BASED = "# a\nARG RELEASE\nFROM base${RELEASE}\n" + CMD
COMPONENTS: list[tuple[Files, list[str]]] = [
    ({"Dockerfile": GOOD, "Dockerfile.1.server": PLAIN, "Dockerfile.2.data": "## d\nFROM x\n"}, []),
    ({"Dockerfile": PLAIN, "Dockerfile.1.server": GOOD}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO, "Dockerfile": BASED}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n", "Dockerfile": BASED}, ["WL020", "WL021"]),
    ({"Dockerfile.2.base": "## base\nFROM x\n# RUN mkfifo /export-logs\n", "Dockerfile": BASED}, ["WL020", "WL021"]),
    ({"stack/s/Dockerfile": "## base\nFROM x\n" + FIFO, "Dockerfile": BASED}, []),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO, "Dockerfile": "# a\nFROM ubuntu\nCMD /run.sh\n"}, ["WL020"]),
    ({"Dockerfile.2.base": "## base\nFROM x\n" + FIFO}, ["WL020"]),
    ({"Dockerfile.1.a": PLAIN, "Dockerfile.1.b.m4": "# b\nFROM x\n" + FIFO}, ["WL024"]),
    ({"Dockerfile.1.a": PLAIN, "Dockerfile.1.b.tmpl": "# b\nFROM x\n" + FIFO}, []),
    ({"Dockerfile": PLAIN, "Dockerfile.10.x": GOOD}, ["WL020"]),
    ({"workload/w/server/Dockerfile": PLAIN, "workload/w/client/Dockerfile": GOOD}, []),
    ({"stack/s/Dockerfile": PLAIN}, []),
    ({"stack/s/Dockerfile.1.s.unittest": PLAIN, "stack/s/Dockerfile": GOOD}, ["WL020"]),
    ({"stack/s/Dockerfile.1.s-unit-test-1": PLAIN}, ["WL020"]),
    ({"stack/s/Dockerfile.1.functest": PLAIN}, ["WL020"]),
    ({"stack/s/Dockerfile.1.functest": GOOD}, []),
    ({"tools/Dockerfile": PLAIN, "workload/w/Dockerfile": GOOD}, []),
]


@pytest.mark.parametrize(("files", "expected"), COMPONENTS)
def test_components(files: Files, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, files) == expected


SCRIPTS = [
    ("COPY init.sh /\n", True),
    ("COPY --chmod=755 init.sh /\n", True),
    ("COPY scripts /scripts\n", True),
    ("COPY scripts/ /scripts/\n", True),
    ("COPY scripts/*.sh /scripts/\n", True),
    ("COPY script?/[i-k]*.sh /scripts/\n", True),
    ("COPY . /\n", True),
    ('COPY ["init.sh", "/"]\n', True),
    ("ADD ./init.sh /\n", True),
    ("ARG NAME=init\nCOPY ${NAME}.sh /\n", True),
    ("COPY other.sh /\n", False),
    ("COPY missing.sh /\n", False),
    ("COPY commented.sh README.md /\n", False),
    ("COPY --from=x init.sh /\n", False),
    ("# COPY init.sh /\n", False),
]


@pytest.mark.parametrize(("copy", "made"), SCRIPTS)
def test_scripts(copy: str, made: bool, tmp_path: Path) -> None:
    files = {"Dockerfile": HEAD + copy + CMD, "other.sh": "mkfifo /other\n", "README.md": FIFO}
    files |= dict.fromkeys(("init.sh", "scripts/init.sh"), "#!/bin/sh\nmkfifo /export-logs\n")
    files |= {"commented.sh": "#!/bin/sh\n# mkfifo /export-logs\n", "Dockerfile.dockerignore": FIFO}
    assert codes(tmp_path, files) == ([] if made else ["WL020", "WL021"])


def test_a_script_with_a_variable(tmp_path: Path) -> None:
    script = 'LOGS=/export-logs\nmkfifo "$LOGS"\n'
    assert codes(tmp_path, {"Dockerfile": HEAD + "COPY run.sh /\nCMD /run.sh\n", "run.sh": script}) == []


def test_another_path(tmp_path: Path) -> None:
    other = Settings(fifo="/logs/pipe")
    assert codes(tmp_path, {"Dockerfile": GOOD}, other) == ["WL020"]
    assert codes(tmp_path, {"Dockerfile": GOOD.replace("/export-logs", "/logs/pipe")}, other) == []


SPANS = [
    (HEAD + "CMD /run.sh\n", ["3 WL020 'CMD'"]),
    (HEAD, ["2 WL020 'FROM'"]),
    (HEAD + CMD, ["3 WL020 'CMD'", "4 WL021 '/export-logs'"]),
    (HEAD + FIFO + "CMD echo a > /export-logs; sleep infinity\n", ["4 WL022 'echo a'"]),
    (HEAD + FIFO + CMD.replace("status out", "out"), ["5 WL022 'tar cf /export-logs output.logs'"]),
    (HEAD + FIFO + CMD.replace("echo $? > status", "true"), ["4 WL022 '/run.sh'"]),
    (HEAD + FIFO + CMD.replace(" && \\\n    sleep infinity", ""), ["5 WL023 'tar cf /export-logs status output.logs'"]),
    (HEAD + FIFO, ["2 WL024 'FROM'"]),
]


@pytest.mark.parametrize(("text", "expected"), SPANS)
def test_spans(text: str, expected: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, {"workload/a/Dockerfile": text}, "WL02") == [f"workload/a/Dockerfile:{p}" for p in expected]


HOLDS = [
    ("tar cf /export-logs status output.logs", True),
    ("tar -cf /export-logs ./status", True),
    ("tar cPf /export-logs status", True),
    ("tar cf /export-logs *", True),
    ("tar cf /export-logs .", True),
    ("tar cf /export-logs s*", True),
    ("tar cf /export-logs $LOGS", True),
    ("tar cf /export-logs ${STATUS_FILE} a.log", True),
    ("tar cf /export-logs $(ls)", True),
    ("tar cf /export-logs $(ls -1 status *.log)", True),
    ("tar cf /export-logs $(find . -type f)", True),
    ("tar cf /export-logs -T files.txt", True),
    ("tar --file=/export-logs -c status", True),
    ("tar c status output.logs > /export-logs", True),
    ("tar c status output.logs | cat > /export-logs", True),
    ("tar c status output.logs | tee /export-logs", True),
    ('echo "status output.logs" > /export-logs', True),
    ("cat status output.logs > /export-logs", True),
    ("cd /out && tar cf /export-logs status", True),
    ("bash -c 'tar cf /export-logs status'", True),
    ("tar cf /export-logs output.logs", False),
    ("tar cf /export-logs *.log", False),
    ("tar cf /export-logs ${NAME}_output.logs", False),
    ('tar cf /export-logs $(find . -name "*.log")', False),
    ("tar cf /export-logs $(ls *.log)", False),
    ("tar c output.logs | cat > /export-logs", False),
    ('echo "output.logs" > /export-logs', False),
    ("cat output.logs > /export-logs", False),
    ("bash -c 'tar cf /export-logs a.log'", False),
]


@pytest.mark.parametrize(("archive", "holds"), HOLDS)
def test_status_is_archived(archive: str, holds: bool, tmp_path: Path) -> None:
    text = HEAD + FIFO + f"CMD (/run.sh; echo $? > status) 2>&1 | tee output.logs && {archive} && sleep infinity\n"
    assert codes(tmp_path, {"Dockerfile": text}) == ([] if holds else ["WL022"])


KEEPS = [
    ("(/run.sh; echo $? > status) 2>&1 | tee output.logs", True),
    ("/run.sh 2>&1 | tee output.logs; echo ${PIPESTATUS[0]} > status", True),
    ("/run.sh && echo 0 > status || echo 1 > status", True),
    ("if /run.sh; then echo 0 > status; else echo 1 > status; fi", True),
    ("/run.sh; code=$?; echo $code | tee status", True),
    ("/run.sh 2>&1 | tee output.logs", False),
    ("(/run.sh) > output.logs", False),
]


@pytest.mark.parametrize(("run", "keeps"), KEEPS)
def test_exit_code_is_kept(run: str, keeps: bool, tmp_path: Path) -> None:
    text = HEAD + FIFO + f"CMD {run} && tar cf /export-logs status output.logs && sleep infinity\n"
    assert codes(tmp_path, {"Dockerfile": text}) == ([] if keeps else ["WL022"])


@pytest.mark.parametrize(("script", "keeps"), [("/work.sh\necho $? > status\n", True), ("/work.sh\n", False)])
def test_exit_code_is_kept_by_a_script(script: str, keeps: bool, tmp_path: Path) -> None:
    text = HEAD + FIFO + "COPY run.sh /\nCMD /run.sh && tar cf /export-logs status && sleep infinity\n"
    assert codes(tmp_path, {"Dockerfile": text, "run.sh": script}) == ([] if keeps else ["WL022"])


SILENT = [
    ("(/run.sh; echo $? > status) 2>&1 | tee output.logs && sleep infinity", {}, ["WL022"]),
    ("python3 -m work", {}, ["WL022"]),
    ("sleep infinity", {}, []),
    ("/run.sh", {"run.sh": "work\n"}, ["WL022"]),
    ("/run.sh", {"run.sh": "work\ntar cf /export-logs status\nsleep infinity\n"}, []),
    ("/not-seen.sh", {}, []),
]


@pytest.mark.parametrize(("cmd", "scripts", "expected"), SILENT)
def test_cmd_without_the_fifo(cmd: str, scripts: Files, expected: list[str], tmp_path: Path) -> None:
    text = HEAD + FIFO + "COPY *.sh /\nCMD " + cmd + "\n"
    assert codes(tmp_path, {"Dockerfile": text, **scripts}) == expected


ENDS = [
    ("&& sleep infinity", True),
    ("; sleep infinity", True),
    ("&& sleep inf", True),
    ("&& sleep infinity;", True),
    ("&& sleep ${TIME}", True),
    ("&& sleep 3600", True),
    ("&& sleep 2h", True),
    ("&& exec sleep infinity", True),
    ("&& tail -f /dev/null", True),
    ("&& while true; do sleep 5; done", True),
    ("", False),
    ("&& sleep 5", False),
    ("&& echo done", False),
    ("# && sleep infinity", False),
    ("&& tail -n 5 output.logs", False),
]


@pytest.mark.parametrize(("end", "stays"), ENDS)
def test_the_container_stays(end: str, stays: bool, tmp_path: Path) -> None:
    text = HEAD + FIFO + f"CMD (/run.sh; echo $? > status) && tar cf /export-logs status {end}\n"
    assert codes(tmp_path, {"Dockerfile": text}) == ([] if stays else ["WL023"])


def test_the_sleep_comes_last(tmp_path: Path) -> None:
    text = HEAD + FIFO + "CMD (/run.sh; echo $? > status) && sleep infinity && tar cf /export-logs status\n"
    assert codes(tmp_path, {"Dockerfile": text}) == ["WL023"]


KEEP = "(/run.sh; echo $? > status)"
FORMS = [
    (f'["/bin/bash", "-c", "{KEEP} && tar cf /export-logs status && sleep infinity"]', []),
    (f'["/bin/bash", "-c", "{KEEP} && tar cf /export-logs status"]', ["WL023"]),
    (f'["/bin/bash", "-c", "{KEEP} && tar cf /export-logs a.log && sleep infinity"]', ["WL022"]),
    ('["/bin/bash", "-c", "/run.sh | tee a.log && tar cf /export-logs status && sleep infinity"]', ["WL022"]),
    (f"bash -c '{KEEP} && tar cf /export-logs status && sleep infinity'", []),
]


@pytest.mark.parametrize(("cmd", "expected"), FORMS)
def test_forms_of_cmd(cmd: str, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, {"Dockerfile": HEAD + FIFO + f"CMD {cmd}\n"}) == expected


NO_CMD: list[tuple[Files, list[str]]] = [
    ({"Dockerfile": HEAD + FIFO}, ["WL024"]),
    ({"Dockerfile": HEAD.replace("#", "##") + FIFO, "Dockerfile.1.b": GOOD}, []),
    ({"Dockerfile.2.b": "## b\nFROM x\n" + CMD, "Dockerfile": "# a\nARG RELEASE\nFROM b${RELEASE}\n" + FIFO}, []),
    ({"Dockerfile": "# a\nFROM x AS b\n" + CMD + "FROM b\n" + FIFO}, []),
]


@pytest.mark.parametrize(("files", "expected"), NO_CMD)
def test_no_cmd(files: Files, expected: list[str], tmp_path: Path) -> None:
    assert codes(tmp_path, files) == expected


def test_a_cmd_that_is_overridden_is_not_judged(tmp_path: Path) -> None:
    text = "# a\nFROM x AS b\nCMD tar cf /export-logs a.log\nFROM b\n" + FIFO + CMD
    assert codes(tmp_path, {"Dockerfile": text}) == []
