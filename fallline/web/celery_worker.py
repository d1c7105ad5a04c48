"""What ``celery --app fallline.web.celery_worker worker`` reads: the whole application, which has every task."""

from __future__ import annotations

import os
from pathlib import Path

from fallline.core import BadInput
from fallline.core.threads import alone
from fallline.programs.warmer import Warmer
from fallline.web.application import Parts, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.backends import FOLDER, working
from fallline.web.operations.security import Guarding
from fallline.web.operations.store import REDIS, RedisStore

if FOLDER not in os.environ or REDIS not in os.environ:
    raise BadInput(f"A worker needs {FOLDER} and {REDIS}, as the server has them.")
alone()
_work = working(Path())
make_app(Parts(_work, Warmer(off=True), Classes(RedisStore(os.environ[REDIS])), remembered=None, guarding=Guarding()))
celery = _work.manager.handle
