"""Scanners for tests of the machinery: they read a text as one clause, and do what the text says on the way."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

from clausescan.batch.engine import Settings
from clausescan.batch.rows import about, rows_of
from clausescan.batch.scanner import _open
from clausescan.batch.tasks import Done, Failure, Task
from clausescan.errors import ModelError
from clausescan.model import Block, Clause, Document, Facts, Finding, Judgement, ModelInfo, Report
from clausescan.report.json import to_dict

_EATER = "import time; held = b'x' * 120_000_000; time.sleep(60)"


class TinyScanner:
    """Obeys the first words of a text: CRASH, HANG, HOG, HOG IN CHILDREN, REFUSE, SLOW, WAIT FOR, DIE ONCE."""

    def __init__(self, settings: Settings) -> None:
        self.profile = settings.profile or ""
        self.count = 0

    def do(self, task: Task) -> Done:
        self.count += 1
        if task.kind == "open":
            return _open(task)
        if task.kind == "render":
            return Done(attachments=tuple((name, self.profile.encode()) for name in ("json", "text")))
        if task.kind == "judge":
            assert task.report
            fields = json.loads(zlib.decompress(task.report))
            return self._done(tiny_report(fields["document"]["text"], task.uri, self.profile))
        text = (task.data or b"").decode()
        if text.startswith("CRASH"):
            os.kill(os.getpid(), signal.SIGSEGV)
        if text.startswith("HANG"):
            while True:
                pass
        if text.startswith("HOG IN CHILDREN"):
            children = [subprocess.Popen([sys.executable, "-c", _EATER]) for _ in range(3)]
            children[0].wait()
        elif text.startswith("HOG"):
            held = []
            while True:
                held.append(b"x" * 10_000_000)
        if text.startswith("REFUSE"):
            return Done(Failure("no_text_layer", "no page has a text layer (a scan?)"), seconds=0.1)
        if text.startswith("SLOW"):
            time.sleep(0.03)
        if text.startswith("WAIT FOR"):
            while not Path(text.splitlines()[1]).exists():
                time.sleep(0.02)
        if text.startswith("DIE ONCE"):
            mark = Path(text.splitlines()[1])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith("WHO"):
            return Done(Failure(f"process {os.getpid()}", f"{self.count}"))
        if text.startswith("CHATTER"):
            print("noise of a C library", flush=True)
        return self._done(tiny_report(text, task.uri, self.profile))

    def _done(self, report: Report) -> Done:
        whole = zlib.compress(json.dumps(to_dict(report)).encode())
        return Done(None, about(report), rows_of(report, [0]), whole, (0, 3, zlib.compress(b"")), seconds=0.01)


def tiny_report(text: str, path: str, profile: str = "") -> Report:
    document = Document(path, hashlib.sha256(text.encode()).hexdigest(), "text/plain", text, (Block(0, len(text)),))
    clause = Clause("c1", None, "1", "1", "1", "clause", 0, 0, len(text), 0)
    status = "partial" if "open" in text else "explicit"
    finding = Finding("TR-01", "Ways out", "TR", status, "high", 0.8, False, "Because it is so.")  # type: ignore[arg-type]
    judgement = Judgement("tiny", profile, None, (finding,), (), ())
    return Report(document, (clause,), (), (), (), Facts(), ModelInfo("tiny", "0" * 64, "none"), "0", judgement)


def start_tiny(settings: Settings) -> TinyScanner:
    return TinyScanner(settings)


def start_never(settings: Settings) -> TinyScanner:
    raise ModelError("the model folder is damaged")


def start_dead(settings: Settings) -> TinyScanner:
    os._exit(9)
