"""Parsing of the command line, with one sentence for what is wrong in it."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from fallline.core import BadInput, unknown_name_error, unknown_option_error

COMMAND_METAVAR = "COMMAND"
INVALID_CHOICE = re.compile(r"argument (?P<name>[^:]+): invalid choice: '(?P<value>.*)' \(choose from (?P<all>.*)\)")
INVALID_NUMBER = re.compile(r"argument (?P<name>[^:]+): invalid int value: '(?P<value>.*)'")


class ArgumentParser(argparse.ArgumentParser):
    """A parser that raises BadInput for wrong arguments, where argparse prints its usage and exits."""

    def error(self, message: str) -> NoReturn:
        """Raise BadInput with the ``message`` of argparse as a sentence."""
        if found := INVALID_CHOICE.fullmatch(message):
            name, value = found["name"], found["value"]
            options = re.findall(r"[\w-]+", found["all"])
            if name == COMMAND_METAVAR:
                raise unknown_name_error("command", value, options)
            raise unknown_option_error(name, value, options)
        if found := INVALID_NUMBER.fullmatch(message):
            raise BadInput(
                "{name} {value} must be a whole number, such as {name} 8.", name=found["name"], value=found["value"]
            )
        text = message.removeprefix("argument ")
        raise BadInput("{text}; '{program} --help' lists the options.", text=text, program=self.prog)
