"""Orders that stand for films and reports; workers import this module."""

import time
from dataclasses import dataclass

from fallline.core import BadInput


@dataclass(frozen=True)
class Stub:
    """An order that takes some time, and may fail."""

    name: str
    what: str = "film"
    seconds: float = 0.0
    says: str = ""
    link: str = "on=booth"
    suffix: str = ".mp4"

    @property
    def key(self):
        return f"{self.name}{self.suffix}"

    def make(self, out, report):
        report("stub", 0, 10, None)
        if self.says == "crash":
            raise RuntimeError("of a stub")
        if self.says:
            raise BadInput(self.says.format(out=out))
        for done in range(10):
            time.sleep(self.seconds / 10)
            report("stub", done + 1, 10, None)
        out.write_bytes(self.name.encode())

    def facts(self, path):
        return {"href": f"/film/{self.key}", "bytes": path.stat().st_size}
