"""The work on one task, in whatever process: read and judge an agreement, judge one again, open a message."""

from __future__ import annotations

import json
import time
import zlib
from pathlib import Path

from clausescan.batch.engine import Settings
from clausescan.batch.limits import forget_peak, peak_mb
from clausescan.batch.tasks import Done, Failure, Task
from clausescan.errors import FormatError, ModelError, ReadError
from clausescan.model import Report

LEVEL = 6
"""zlib's effort for reports: level 1 saves 13 ms a document and takes a quarter more room."""


class AgreementScanner:
    """Reads and judges agreements with one loaded model."""

    def __init__(self, settings: Settings) -> None:
        """Raises ModelError, ChecklistError; ModelError also where model, checklist or code are no longer those that
        the run began with."""
        from clausescan.batch.keys import keys_of
        from clausescan.checklist import load_checklist
        from clausescan.checklist.waivers import load_waivers
        from clausescan.classify import Classifier
        from clausescan.encoding.folder import shipped_model
        from clausescan.pipeline import reviewer_of

        self._settings = settings
        model = Path(settings.model) if settings.model else shipped_model()
        checklist = load_checklist(settings.checklist or None)
        self._waivers = load_waivers(settings.waivers, checklist) if settings.waivers else ()
        keys = keys_of(settings.options, model, checklist, settings.profile, self._waivers, settings.today)
        if settings.keys != ("", "") and settings.keys != (keys.base, keys.judged_by):
            raise ModelError("the model, the checklist, the waivers or clausescan itself changed while the batch ran")
        self._classifier = Classifier.load(model, threads=1)
        self._reviewer = reviewer_of(self._classifier, checklist)
        self._work = {"read": self._read, "open": _open, "judge": self._judge, "render": self._render}

    def do(self, task: Task) -> Done:
        """What becomes of a task. Raises MemoryError where memory has run out, and nothing else."""
        forget_peak()
        begun = time.perf_counter()
        try:
            done = self._work[task.kind](task)
        except ReadError as error:
            done = Done(Failure(error.code, error.reason, error.page))
        except FormatError as error:
            done = Done(Failure("not_rendered", str(error)))
        except MemoryError:
            raise
        except Exception as error:  # a fault of the program costs one document, not the run
            import traceback

            said = f"clausescan failed on this file ({type(error).__name__}: {error}); please report this"
            done = Done(Failure("scan_failed", said[:600], trace="".join(traceback.format_exception(error))[-8000:]))
        done.seconds, done.peak_mb = time.perf_counter() - begun, peak_mb()
        return done

    def _read(self, task: Task) -> Done:
        from clausescan.batch.rows import about, rows_of
        from clausescan.batch.store import packed
        from clausescan.pipeline import judged, read_clauses
        from clausescan.reading import read

        # Not guarded: this process may die, and whoever started it watches its time and memory.
        source = task.data if task.data is not None else Path(task.path or "")
        document = read(source, name=task.uri, options=self._settings.options, guarded=False)
        report, reading = read_clauses(document, self._classifier)
        report = self._waived(judged(report, reading, self._reviewer, self._settings.profile))
        return Done(
            about=about(report),
            rows=rows_of(report, reading.typed),
            report=_compressed(report),
            vectors=packed(reading.vectors),
        )

    def _judge(self, task: Task) -> Done:
        from clausescan.batch.rows import Writer, about
        from clausescan.batch.store import unpacked
        from clausescan.pipeline import judged
        from clausescan.report.load import from_dict

        assert task.report is not None
        assert task.vectors is not None
        report = from_dict(json.loads(zlib.decompress(task.report)))
        reading = self._classifier.read(report.document, report.clauses, unpacked(*task.vectors))
        report = self._waived(judged(report, reading, self._reviewer, self._settings.profile))
        return Done(about=about(report), rows=Writer(report).judged(), report=_compressed(report))

    def _render(self, task: Task) -> Done:
        from clausescan.report.formats import FORMATS, Rendering
        from clausescan.report.load import from_dict

        assert task.report is not None
        report = from_dict(json.loads(zlib.decompress(task.report)))
        rendering = Rendering(fail_on=self._settings.fail_on)
        made = ((name, FORMATS[name].render(report, rendering)) for name in self._settings.formats)
        return Done(attachments=tuple(made))

    def _waived(self, report: Report) -> Report:
        if not self._waivers:
            return report
        from clausescan.checklist.waivers import waive

        return waive(report, self._waivers, self._settings.today)


def start(settings: Settings) -> AgreementScanner:
    """A scanner with its model loaded."""
    return AgreementScanner(settings)


def _open(task: Task) -> Done:
    from clausescan.batch.mail import attachments

    found, passed_over = attachments(task.data or b"", task.uri)
    return Done(attachments=tuple(found), passed_over=passed_over)


def _compressed(report: Report) -> bytes:
    from clausescan.report.json import to_dict

    text = json.dumps(to_dict(report), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)
