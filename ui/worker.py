"""What ``celery --app ui.worker worker`` reads, and nothing else does: the whole application, which has every task."""

from __future__ import annotations

import os
from pathlib import Path

from core import BadInput
from engine.threads import alone
from engine.warmer import Warmer
from ui.application import Parts, make_app
from ui.classroom import Classes
from ui.guards import Guarding
from ui.jobs import FOLDER, working
from ui.store import REDIS, RedisStore

if FOLDER not in os.environ or REDIS not in os.environ:
    raise BadInput(f"A worker needs {FOLDER} and {REDIS}, as the server has them.")
alone()
_work = working(Path())
make_app(Parts(_work, Warmer(off=True), Classes(RedisStore(os.environ[REDIS])), remembered=None, guarding=Guarding()))
celery = _work.manager.handle
