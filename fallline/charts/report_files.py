"""A report's files: its words and its page beside its tables, and all of them in one archive."""

from __future__ import annotations

import importlib.util
import json
import zipfile
from pathlib import Path
from tempfile import TemporaryFile

from fallline.compare.report import PAGE, SUMMARY, WORDS, Account
from fallline.core.writing import write_whole
from fallline.studies import Asked, LongStudy


def complete(study: LongStudy, asked: Asked) -> Account:
    """Carries a study out in its folder, and writes what it says and, where plotly is installed, its page; raises
    BadInput."""
    found, folder = study.carried_out(asked), asked.folder
    write_whole(folder / SUMMARY, found.text().encode())
    write_whole(folder / WORDS, json.dumps([(each.lead, each.text) for each in found.words], indent=1).encode())
    if importlib.util.find_spec("plotly") is not None:
        from fallline.charts.report_page import report_page

        write_whole(folder / PAGE, report_page(found).encode())
    return found


def pack(folder: Path, out: Path) -> None:
    """Writes everything in a folder into one .zip, whole or not at all; raises BadInput."""
    with TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                whole.write(path, path.relative_to(folder))
        packed.seek(0)
        write_whole(out, packed)
