"""WL022 to WL024: what CMD writes into the fifo, and that the container stays until it is read."""

from pathlib import Path

import pytest

from tests.rules.exports import CMD, FIFO, GOOD, HEAD, codes
from tests.rules.trees import Files, said

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
