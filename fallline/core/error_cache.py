"""Caching of functions that refuse some of their arguments after long work: their errors are cached too."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, wraps
from typing import TypeVar

from fallline.core.deadline import OutOfTime
from fallline.core.errors import BadInput

Result = TypeVar("Result")


def cached_with_errors(maxsize: int) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Return a decorator that caches the last ``maxsize`` results of a function, and what it refused with BadInput.

    OutOfTime is not cached, since another time there may be enough time.
    """

    def decorate(function: Callable[..., Result]) -> Callable[..., Result]:
        @lru_cache(maxsize)
        def result_or_refusal(*args: Hashable, **kwargs: Hashable) -> tuple[Result] | BadInput:
            try:
                return (function(*args, **kwargs),)
            except OutOfTime:
                raise
            except BadInput as problem:
                return problem.with_traceback(None)

        @wraps(function)
        def cached(*args: Hashable, **kwargs: Hashable) -> Result:
            found = result_or_refusal(*args, **kwargs)
            if isinstance(found, BadInput):
                raise found.with_values(lambda value: value)  # a new one, since an error keeps where it was raised
            return found[0]

        return cached

    return decorate
