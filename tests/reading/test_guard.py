"""The reading process: what it brings back, what stops it, and that nothing stays behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from clausescan.errors import ReadError
from clausescan.model import Block, Box, Comment, Document, Furniture, Line, Notice, Revision, Span
from clausescan.reading import guard
from clausescan.reading.options import Limits, ReadOptions

HERE = str(Path(__file__).resolve().parent)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits and signals as Linux has them")
QUICK = ReadOptions(limits=Limits(seconds=0.7, memory_bytes=300_000_000))
"""For readers that hang."""
SHORT = ReadOptions(limits=Limits(seconds=2.0))
PATIENT = ReadOptions(limits=Limits(seconds=30.0, memory_bytes=300_000_000))
"""For all others: the machine may be busy."""

FULL = Document(
    path="a.pdf",
    sha256="0" * 64,
    media_type="application/pdf",
    text="One “two”\nthree \ud800 合同",
    blocks=(
        Block(0, 9, "heading", "1.", 0, "Heading 1", 12.5, True, True, 1, 3),
        Block(10, 17, "table_row", cells=(Span(10, 12), Span(13, 17))),
    ),
    title="One",
    pages=2,
    lines=(Line(0, 9, 1, Box(0.1, 1 / 3, 612.0, 792.25)), Line(10, 17, 2, Box(1.0, 2.0, 3.0, 4.0))),
    furniture=(Furniture("page_number", "- 1 -", 1, Box(1.0, 2.0, 3.0, 4.0)), Furniture("source", "Source: X")),
    revisions=(Revision("insertion", "A. Author", "2020-01-01", "text", 0, 3), Revision("deletion", "", "", "gone")),
    comments=(Comment("A", "2020-01-01", "why?", 0, 3), Comment("B", "", "lost")),
    warnings=(Notice("page_no_text", "page 2 has no text", 2), Notice("x", "y")),
)


# Readers for the tests; the child finds them by name.


def reads(data: bytes, path: str, options: ReadOptions) -> Document:
    return FULL


def tells_its_options(data: bytes, path: str, options: ReadOptions) -> Document:
    text = f"{len(data)} {path!r} {options}"
    return Document(path, "", "text/plain", text, (Block(0, len(text)),))


def refuses(data: bytes, path: str, options: ReadOptions) -> Document:
    raise ReadError(path, "encrypted", "it is locked", 3)


def fails(data: bytes, path: str, options: ReadOptions) -> Document:
    return {}["missing"]  # type: ignore[no-any-return]


def hangs(data: bytes, path: str, options: ReadOptions) -> Document:
    while True:
        pass


def eats(data: bytes, path: str, options: ReadOptions) -> Document:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def crashes(data: bytes, path: str, options: ReadOptions) -> Document:
    os.kill(os.getpid(), signal.SIGSEGV)
    return FULL


def leaves_a_helper(data: bytes, path: str, options: ReadOptions) -> Document:
    helper = subprocess.Popen(["sleep", "60"])
    Path(path).write_text(f"{os.getpid()} {helper.pid}")
    if data == b"hang":
        hangs(data, path, options)
    return FULL


def takes_more_time(data: bytes, path: str, options: ReadOptions) -> Document:
    for _ in range(3):
        guard.allow_more_time(3.0)
        time.sleep(0.4)
    return FULL


def chatters(data: bytes, path: str, options: ReadOptions) -> Document:
    os.write(1, b"noise on stdout")
    os.write(2, b"noise on stderr")
    return FULL


def by_fork(reader: str, data: bytes, path: str, options: ReadOptions) -> Document:
    return guard._judge(*guard._fork(reader, data, path, options), path, options.limits)


def by_fresh_interpreter(reader: str, data: bytes, path: str, options: ReadOptions) -> Document:
    return guard._judge(*guard._fresh(reader, data, path, options), path, options.limits)


Way = Callable[[str, bytes, str, ReadOptions], Document]


@pytest.fixture(params=[pytest.param(by_fork, marks=LINUX), by_fresh_interpreter], ids=["fork", "fresh"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Way:
    monkeypatch.syspath_prepend(HERE)
    found: Way = request.param
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie that nobody reaps in this container is as good as gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone_soon(pid: int) -> bool:
    for _ in range(40):
        if not alive(pid):
            return True
        time.sleep(0.05)
    return False


def test_every_value_comes_back_as_it_was(way: Way) -> None:
    assert way("test_guard:reads", b"", "a.pdf", PATIENT) == FULL


def test_the_reader_gets_what_was_asked(way: Way) -> None:
    options = ReadOptions(pages=((1, 2), (5, 9)), ocr=True, revisions="marked", limits=Limits(pages=7))
    got = way("test_guard:tells_its_options", b"x" * 5_000_000, "n\udcff.pdf", options)
    assert got.text == f"5000000 'n\\udcff.pdf' {options}"


def test_the_readers_error_comes_through(way: Way) -> None:
    with pytest.raises(ReadError) as caught:
        way("test_guard:refuses", b"", "a.pdf", PATIENT)
    assert (caught.value.code, caught.value.reason, caught.value.page) == ("encrypted", "it is locked", 3)


@pytest.mark.parametrize(
    ("reader", "code", "words"),
    [
        ("fails", "reader_failed", "KeyError"),
        pytest.param("hangs", "time_limit", "0.7 seconds", marks=LINUX),
        pytest.param("eats", "memory_limit", "300,000,000 bytes", marks=LINUX),
        pytest.param("crashes", "crashed", "signal 11", marks=LINUX),
    ],
)
def test_what_goes_wrong_becomes_a_clear_error(way: Way, reader: str, code: str, words: str) -> None:
    begin = time.monotonic()
    with pytest.raises(ReadError) as caught:
        way(f"test_guard:{reader}", b"", "a.pdf", QUICK if reader == "hangs" else PATIENT)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert time.monotonic() - begin < 20


def test_a_failure_keeps_the_trace_for_the_report(way: Way) -> None:
    with pytest.raises(ReadError) as caught:
        way("test_guard:fails", b"", "a.pdf", PATIENT)
    assert 'return {}["missing"]' in caught.value.__notes__[0]


@LINUX
@pytest.mark.parametrize("data", [b"", b"hang"], ids=["done", "killed"])
def test_helpers_of_the_reader_do_not_outlive_it(way: Way, tmp_path: Path, data: bytes) -> None:
    pids = tmp_path / "pids"
    with contextlib.suppress(ReadError):
        way("test_guard:leaves_a_helper", data, str(pids), SHORT if data == b"hang" else PATIENT)
    child, helper = map(int, pids.read_text().split())
    assert gone_soon(helper)
    assert gone_soon(child)


@LINUX
def test_a_reader_may_ask_for_time_for_ocr(way: Way) -> None:
    assert way("test_guard:takes_more_time", b"", "a.pdf", QUICK) == FULL


def test_noise_of_libraries_stays_in_the_child(way: Way, capfd: pytest.CaptureFixture[str]) -> None:
    assert way("test_guard:chatters", b"", "a.pdf", PATIENT) == FULL
    assert capfd.readouterr() == ("", "")


@LINUX
@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "killed"])
def test_no_orphan_when_the_program_ends(tmp_path: Path, blow: signal.Signals) -> None:
    pids = tmp_path / "pids"
    program = (
        "from clausescan.reading import guard\nfrom clausescan.reading.options import ReadOptions\n"
        f"guard.run('test_guard:leaves_a_helper', b'hang', {str(pids)!r}, ReadOptions())"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": HERE},
        stderr=subprocess.DEVNULL,
        # A run in the background of a shell ignores Ctrl-C, and its children would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    for _ in range(200):
        if pids.exists() and len(pids.read_text().split()) == 2:
            break
        time.sleep(0.05)
    child, helper = map(int, pids.read_text().split())
    assert alive(child)
    parent.send_signal(blow)
    assert parent.wait(5) != 0
    assert gone_soon(child)
    if blow == signal.SIGINT:
        assert gone_soon(helper)
    else:  # nobody is left to end it; OCR has its own time limit
        os.kill(helper, signal.SIGKILL)


@LINUX
def test_with_threads_about_no_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HERE)
    monkeypatch.setattr(guard, "_fork", lambda *_: pytest.fail("forked with threads running"))
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert guard.run("test_guard:reads", b"", "a.pdf", PATIENT) == FULL
    finally:
        stop.set()
        thread.join()


@pytest.mark.parametrize(("reader", "code"), [("refuses", "encrypted"), ("fails", "reader_failed")])
def test_unguarded_failures_are_the_same_errors(monkeypatch: pytest.MonkeyPatch, reader: str, code: str) -> None:
    monkeypatch.syspath_prepend(HERE)
    with pytest.raises(ReadError) as caught:
        guard.run_here(f"test_guard:{reader}", b"", "a.pdf", PATIENT)
    assert caught.value.code == code


def test_long_documents_come_back_fast() -> None:
    lines = tuple(Line(i * 80, i * 80 + 79, i // 45 + 1, Box(72.0, 100.25, 540.123, 112.5)) for i in range(20_000))
    blocks = tuple(Block(i * 400, i * 400 + 399, page=i // 9 + 1) for i in range(4_000))
    document = Document("a.pdf", "", "application/pdf", "word " * 320_000, blocks, lines=lines)
    begin = time.process_time()
    assert guard.unpack(guard.pack(document)) == document
    assert time.process_time() - begin < 1.0  # measured: 0.07 s
