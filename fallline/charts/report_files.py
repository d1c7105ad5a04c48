"""The files of a report next to its tables: summary, page, and a zip archive of all of them."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryFile

from fallline.compare.report import PAGE_FILE, SUMMARY_JSON_FILE, SUMMARY_TEXT_FILE, ReportResult
from fallline.core import Sentence
from fallline.core.writing import write_atomically
from fallline.studies import LongStudy, StudyRequest

PAGE_STAGE = Sentence("Page and summary")


def produce_report(study: LongStudy, request: StudyRequest) -> ReportResult:
    """Run a long study in the request's folder, write its summary files there, and return its report.

    If plotly is installed, the HTML page is written too.

    Raises BadInput if the request is invalid or a file cannot be written.
    """
    result, folder = study.run_report(request), request.folder
    request.report_progress(PAGE_STAGE, 0, 1, 0.0)
    write_atomically(folder / SUMMARY_TEXT_FILE, result.text().encode())
    paragraphs = [(each.lead, each.text) for each in result.paragraphs]
    write_atomically(folder / SUMMARY_JSON_FILE, json.dumps(paragraphs, indent=1).encode())
    if importlib.util.find_spec("plotly") is not None:
        from fallline.charts.report_page import render_report_page

        write_atomically(folder / PAGE_FILE, render_report_page(result).encode())
    return result


def zip_folder(folder: Path, out: Path) -> None:
    """Write all files of a folder to the zip archive ``out``, atomically; raises BadInput if it cannot be written."""
    with TemporaryFile() as buffer:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                archive.write(path, path.relative_to(folder))
        buffer.seek(0)
        write_atomically(out, buffer)
