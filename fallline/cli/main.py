"""The command line; without a command `python app.py` serves the lab. Each command imports its modules when it runs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from fallline.cli.arguments import COMMAND_METAVAR, ArgumentParser
from fallline.core import BadInput
from fallline.core.listing import describe_items

DEFAULT_PORT = 8050
# Packages of the extra "server", without which some commands cannot run.
SERVER_PACKAGES = {
    "babel",
    "dash",
    "dash_mantine_components",
    "diskcache",
    "flask",
    "flask_limiter",
    "segno",
    "waitress",
}
REPORT_OPTIONS = ("optimizers", "landscapes", "resume", "scheduler", "progress")  # for long studies only
# Of the options --most-NAME of a server: NAME -> what it limits.
LIMIT_MEANINGS = {
    "steps": "steps of a race",
    "rows": "starts",
    "parts": "parts of a formula",
    "pixels": "pixels of a film",
    "states": "states in a file of a race's numbers",
    "seconds": "seconds that a question may take",
    "megabytes": "megabytes of memory that a race may need",
    "minutes": "minutes that a film or a report may take",
}
MAX_PRINTED_ROWS = 60  # rows of a study's table that is printed; of a longer one only the length is printed
LISTABLE_KINDS = ("landscapes", "tasks", "optimizers", "schedules", "patterns", "examples", "lessons", "studies")
LINK_HELP = "the page's address or the part of it after '?', a landscape, a formula, or @name for an example"


def main(argv: list[str] | None = None) -> int:
    """Run the command in ``argv`` (default: sys.argv[1:]) and return its exit code, 0 for success.

    On invalid input or a missing server package it prints one sentence to stderr and returns 2.
    """
    try:
        arguments = make_parser().parse_args(argv if argv is not None else sys.argv[1:])
        if arguments.allowed:
            from fallline.optimizers.torch_classes import allow_package

            for package in arguments.allowed:
                allow_package(package)
        from fallline.core.threads import limit_blas_threads

        limit_blas_threads()
        return arguments.run(arguments) or 0
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] not in SERVER_PACKAGES:
            raise
        print(
            f"This command needs {problem.name}; install the server's packages: pip install 'fallline[server]'.",
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _program_name() -> str:
    """Return the name of the program: ``app.py`` in a checkout, else that of the installed command."""
    return "app.py" if Path(sys.argv[0]).name == "app.py" else "fallline"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the parsed arguments have the function to call as ``run``."""
    description = "Race optimizers on loss landscapes with known minima."
    parser = ArgumentParser(prog=_program_name(), description=description)
    serving = {"host": "", "port": DEFAULT_PORT, "threads": 16, "workers": 0, "open": True, "compiles": True}
    serving |= {"for_class": False, "per_minute": None, "proxies": None, "allowed_hosts": []}
    parser.set_defaults(run=_run_serve, **serving, allowed=[])
    parser.set_defaults(**{f"most_{name}": None for name in LIMIT_MEANINGS})
    commands = parser.add_subparsers(metavar=COMMAND_METAVAR)

    serve = commands.add_parser("serve", help="serve the lab (the default without a command)")
    serve.add_argument("--class", dest="for_class", action="store_true", help="serve a class on the local network")
    serve.add_argument("--host", default="", help="address to listen on; 0.0.0.0, as with --class: the local network")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}")
    serve.add_argument("--threads", type=int, default=16, help="number of requests that a process handles at once")
    workers_help = "number of processes for a class; default 2 for each core, at least 4"
    serve.add_argument("--workers", type=int, default=0, help=workers_help)
    serve.add_argument("--per-minute", type=int, help="races that one address may request per minute, of a class")
    for name, meaning in LIMIT_MEANINGS.items():
        serve.add_argument(f"--most-{name}", type=int, help=f"maximum number of {meaning}")
    serve.add_argument("--proxies", type=int, help="number of proxies in front of the server")
    hosts_help = "name under which the server may be addressed, besides its own; may be repeated"
    serve.add_argument(
        "--allow-host", dest="allowed_hosts", action="append", default=[], metavar="NAME", help=hosts_help
    )
    _add_allow_option(serve)
    serve.add_argument("--no-open", dest="open", action="store_false", help="do not open a browser")
    serve.add_argument("--no-compile", dest="compiles", action="store_false", help="compile nothing in the background")
    serve.set_defaults(run=_run_serve)

    listing = commands.add_parser("list", help="list landscapes, optimizers and other items")
    listing.add_argument("what", choices=LISTABLE_KINDS)
    listing.add_argument("--json", action="store_true", help="print all facts as JSON")
    listing.set_defaults(run=_run_list)

    _add_trace_command(commands)
    page_help = "write a race as one HTML file that plays without a server"
    _add_race_command(commands, "page", page_help, "an .html file", _run_page)
    _add_film_command(commands)
    _add_figure_command(commands)
    _add_study_command(commands)
    return parser


def _add_study_command(commands: argparse._SubParsersAction) -> None:
    study = commands.add_parser("study", help="run a measurement")
    study.add_argument("name", help="a study of 'list studies', with its settings, such as basins~across:64")
    study.add_argument("link", nargs="?", default="", help="the race, as for trace")
    _add_allow_option(study)
    study.add_argument("--out", type=Path, help="folder for the tables as csv files")
    study.add_argument("--optimizers", help="of a report: ids separated by commas, the first is the reference")
    study.add_argument("--landscapes", help="of a report: speed, basin, stress, videos, all, or ids, with commas")
    study.add_argument(
        "--from", dest="source", type=Path, metavar="MANIFEST", help="repeat the report of a manifest.json"
    )
    study.add_argument("--resume", action="store_true", help="continue with what is in the folder")
    study.add_argument("--workers", type=int, default=1, help="number of processes")
    study.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="of a Dask scheduler that distributes the work"
    )
    study.add_argument("--device", default="cpu", choices=("cpu", "cuda"), help="device that computes a report's runs")
    study.add_argument("--progress", action="store_true", help="print progress, one line each time")
    study.set_defaults(run=_run_study)


def _add_trace_command(commands: argparse._SubParsersAction) -> None:
    trace = commands.add_parser("trace", help="write every number of a race")
    trace.add_argument("link", nargs="?", help=LINK_HELP)
    help = "run the race of a file by trace again and compare every number"
    trace.add_argument("--from", dest="source", type=Path, metavar="FILE", help=help)
    _add_allow_option(trace)
    trace.add_argument("--out", type=Path, help="a .json, .csv or .npz file; without it, JSON is printed")
    decimal_help = "decimal sign of a .csv file: point (the default), or comma, with semicolons between cells"
    trace.add_argument("--decimal", help=decimal_help)
    weights_help = "of a race on a training task: an .npz file for the trained weights"
    trace.add_argument("--weights", type=Path, help=weights_help)
    trace.set_defaults(run=_run_trace)


def _add_film_command(commands: argparse._SubParsersAction) -> None:
    film = _add_race_command(commands, "film", "write a film of a race", "a .mp4, .webm or .gif file", _run_film)
    film.add_argument("--size", help="width x height in pixels, such as 1280x720 or '1280 x 720'")
    film.add_argument("--fps", help="frames per second")
    film.add_argument("--seconds", help="length in seconds")
    film.add_argument("--layout", help="both, space (the 3D surface) or plane (the map)")
    film.add_argument("--camera", help="still, or orbit (once around the surface)")
    film.add_argument("--theme", help="light or dark; default the link's theme, else light")
    film.add_argument("--pace", help="eased (slow at the start) or even")
    film.add_argument("--progress", action="store_true", help="print the number of finished frames")


def _add_figure_command(commands: argparse._SubParsersAction) -> None:
    help = "write a figure of a race for a paper or slide, at the link's step t, else the last step"
    figure = _add_race_command(commands, "figure", help, "a .png, .svg or .pdf file", _run_figure)
    figure.add_argument("--part", help="all, plane, space, curves, loss, step_size or numbers")
    figure.add_argument("--size", help="width x height in millimetres, such as 85x85 or '85 x 85'")
    figure.add_argument("--dpi", help="pixels per inch of a png")
    figure.add_argument("--style", help="light, dark or print; default the link's theme, else light")


def _add_race_command(
    commands: argparse._SubParsersAction, name: str, help: str, out_help: str, run: Callable
) -> argparse.ArgumentParser:
    """Add a command that writes a file of a link's race, and return its parser."""
    command = commands.add_parser(name, help=help)
    command.add_argument("link", help=LINK_HELP)
    command.add_argument("--out", type=Path, required=True, help=out_help)
    _add_allow_option(command)
    command.set_defaults(run=run)
    return command


def _add_allow_option(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-optimizers",
        dest="allowed",
        nargs="+",
        default=[],
        metavar="PACKAGE",
        help="installed packages whose optimizer classes a link may name, besides torch.optim",
    )


def _run_serve(arguments: argparse.Namespace) -> None:
    from fallline.web.serve import read_server_options, serve

    serve(read_server_options(arguments))


def _run_list(arguments: argparse.Namespace) -> None:
    if arguments.what == "examples":
        from fallline.scene.examples import examples

        entries = [_with_says(vars(example)) for example in examples.values()]
    elif arguments.what == "lessons":
        from fallline.lessons import lesson_card, lessons

        entries = [_with_says(dict(lesson_card(each, str))) for each in lessons.values()]
    else:
        entries = list(describe_items(import_module(f"fallline.{arguments.what}").shelf))
    if arguments.json:
        print(json.dumps(entries, indent=1, ensure_ascii=False))
    else:
        for entry in entries:
            print(f"{entry['id']:28} {entry['title']}")


def _with_says(entry: dict[str, Any]) -> dict[str, Any]:
    """Return the entry with its description under the key "says", as in the entries of other items."""
    return {"says" if key == "description" else key: value for key, value in entry.items()}


def _run_trace(arguments: argparse.Namespace) -> int:
    from fallline.cli.link_argument import read_race, read_task_race
    from fallline.files.csv_table import POINT
    from fallline.files.traces import check_file, write_race, write_race_json
    from fallline.run import race, settle_minima

    decimal = arguments.decimal or POINT
    if arguments.out or arguments.decimal:
        check_file(arguments.out or Path("trace.json"), decimal)
    if (arguments.link is None) == (arguments.source is None):
        raise BadInput("trace needs a link, such as 'on=rosenbrock&run=adam', or --from with a file that trace wrote.")
    if arguments.source:
        return _run_replay(arguments)
    if (task_scene := read_task_race(arguments.link)) is not None:
        return _run_training(arguments, task_scene)
    if arguments.weights:
        raise BadInput("--weights is for races on training tasks, such as on=digits_mlp; a landscape has no weights.")
    scene, view = read_race(arguments.link, ("box",))  # the box bounds ideal steps
    scene = settle_minima(scene)
    runs, box = race(scene), view.drawn_box(scene.landscape)
    if arguments.out is None:
        sys.stdout.writelines(write_race_json(scene, runs, box))
        print()
        return 0
    write_race(arguments.out, scene, runs, box, decimal)
    for run in runs:
        for row, end in enumerate(run.outcome):
            print(f"{run.optimizer.title}, start {row + 1}: {end}.")
    return 0


def _run_training(arguments: argparse.Namespace, scene: Any) -> int:
    """Write the numbers of a race on a training task, and its weights if asked; print how each run ended."""
    from fallline.files.csv_table import POINT
    from fallline.files.training_files import write_training, write_training_json, write_weights
    from fallline.run.training import train
    from fallline.run.training_outcome import training_outcomes

    runs = train(scene)
    if arguments.weights:
        write_weights(arguments.weights, runs)
    if arguments.out is None:
        sys.stdout.writelines(write_training_json(scene, runs))
        print()
        return 0
    write_training(arguments.out, scene, runs, arguments.decimal or POINT)
    for run in runs:
        for seed, end in zip(run.seeds, training_outcomes(run), strict=True):
            print(f"{run.optimizer.title}, seed {seed}: {end}.")
    return 0


def _run_replay(arguments: argparse.Namespace) -> int:
    """Print whether a file's race gives the same numbers here; return 1 if not, as diff does."""
    from fallline.files.csv_table import POINT
    from fallline.files.replay import replay
    from fallline.files.traces import write_race

    replayed = replay(arguments.source)
    if arguments.out:
        write_race(arguments.out, replayed.scene, replayed.runs, replayed.box, arguments.decimal or POINT)
    for difference in replayed.differences:
        print(difference)
    if not replayed.differences:
        print(f"Every number of {arguments.source.name} is the same here, bit for bit.")
    return 1 if replayed.differences else 0


def _run_film(arguments: argparse.Namespace) -> None:
    from fallline.cli.link_argument import read_race
    from fallline.film import FilmOptions, write_film
    from fallline.view import PICTURE_WORDS

    scene, view = read_race(arguments.link, PICTURE_WORDS)
    settings = _given_options(arguments, ("size", "fps", "seconds", "layout", "camera", "theme", "pace"))
    options = FilmOptions.read({"theme": _theme(view), **settings})
    progress = (lambda done, count: print(f"{done}/{count}", flush=True)) if arguments.progress else None
    left_out = write_film(arguments.out, scene, view, options, progress)
    print(f"{arguments.out}: {options.seconds:g} s, {options.frame_count} frames of {options.wide}x{options.tall}.")
    _print_left_out(left_out)


def _run_figure(arguments: argparse.Namespace) -> None:
    from fallline.cli.link_argument import read_race
    from fallline.film import FigureOptions, write_figure
    from fallline.view import PICTURE_WORDS

    scene, view = read_race(arguments.link, PICTURE_WORDS)
    settings = _given_options(arguments, ("size", "part", "dpi", "style"))
    options = FigureOptions.read({"style": _theme(view), **settings})
    _print_left_out(write_figure(arguments.out, scene, view, options))


def _given_options(arguments: argparse.Namespace, names: tuple[str, ...]) -> dict[str, str]:
    """Return the options that were given, as text by name."""
    return {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}


def _theme(view: Any) -> str:
    return "dark" if view.theme == "dark" else "light"


def _print_left_out(left_out: tuple[str, ...]) -> None:
    if left_out:
        print(f"At this size there is no room for: {', '.join(left_out)}.")


def _run_page(arguments: argparse.Namespace) -> None:
    from fallline.cli.link_argument import read_race
    from fallline.core.writing import file_suffix, write_atomically
    from fallline.view import PICTURE_WORDS
    from fallline.web.pages.standalone import build_standalone_page

    if file_suffix(arguments.out) != ".html":
        raise BadInput("{name} must end in {suffixes}.", name=arguments.out.name, suffixes=".html")
    page = build_standalone_page(*read_race(arguments.link, PICTURE_WORDS), theme="light")
    write_atomically(arguments.out, page.content)
    print(f"{arguments.out}: {len(page.content) / 1e6:.1f} million bytes.", *page.left_out, sep="\n")


def _run_study(arguments: argparse.Namespace) -> int | None:
    from fallline.cli.link_argument import read_race
    from fallline.core import read_item
    from fallline.core.writing import make_folder, write_atomically
    from fallline.studies import LongStudy, shelf

    study = read_item(shelf, arguments.name)
    if isinstance(study, LongStudy):
        from fallline.cli.studies import run_long_study

        return run_long_study(study, arguments)
    if unsupported := [option for option in REPORT_OPTIONS if getattr(arguments, option)]:
        raise BadInput(f"{study.id} does not take --{unsupported[0]}, which is for reports; see 'list studies'.")
    if arguments.out:
        make_folder(arguments.out)
    tables = study.run(read_race(arguments.link)[0])
    for table in tables:
        print(table.text() if len(table.rows) <= MAX_PRINTED_ROWS else f"{table.name}: {len(table.rows):,} lines.")
        if arguments.out:
            write_atomically(arguments.out / f"{table.name}.csv", table.csv().encode())
    return None
