"""Stub jobs in place of films and reports; worker processes import this module."""

import time
from dataclasses import dataclass

from fallline.core import BadInput


@dataclass(frozen=True)
class Stub:
    """A job that takes ``seconds`` and then writes its name, or fails.

    It raises RuntimeError if ``error`` is 'crash', and BadInput with the template ``error`` if that is not empty; its
    value ``out`` is the path of the file.
    """

    name: str
    kind: str = "film"
    seconds: float = 0.0
    error: str = ""
    link: str = "on=booth"
    suffix: str = ".mp4"

    @property
    def key(self):
        return f"{self.name}{self.suffix}"

    def make(self, out, report):
        report("stub", 0, 10, None)
        if self.error == "crash":
            raise RuntimeError("of a stub")
        if self.error:
            raise BadInput(self.error, out=str(out))
        for done in range(10):
            time.sleep(self.seconds / 10)
            report("stub", done + 1, 10, None)
        out.write_bytes(self.name.encode())

    def facts(self, path):
        return {"href": f"/film/{self.key}", "bytes": path.stat().st_size}
