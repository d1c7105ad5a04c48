"""The front door: `python app.py` serves the lab; its subcommands import what they need when they run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from fallline.core import BadInput
from fallline.core.listing import listed

PORT = 8050
OF_SERVER = ("babel", "dash", "dash_mantine_components", "diskcache", "flask", "flask_limiter", "segno", "waitress")
LONG = ("optimizers", "landscapes", "resume", "scheduler", "progress")  # words of the long studies alone
MOST = {"steps": "steps of a race", "rows": "starts", "parts": "parts of a formula", "pixels": "pixels of a film"}
MOST_PRINTED = 60  # lines of a table; a longer one is for a file
WHAT = ("landscapes", "optimizers", "schedules", "patterns", "examples", "lessons", "studies")
LINK = "what stands in the page's address, or @name for an example"


def main(arguments: list[str] | None = None) -> int:
    """Runs a subcommand; bad input is one sentence on stderr and exit code 2."""
    asked = _parser().parse_args(arguments if arguments is not None else sys.argv[1:])
    try:
        if asked.allowed:
            from fallline.optimizers.torch_classes import allow

            for package in asked.allowed:
                allow(package)
        from fallline.core.threads import small_matrices

        small_matrices()
        return asked.does(asked) or 0
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    except ModuleNotFoundError as problem:
        if (problem.name or "").partition(".")[0] not in OF_SERVER:
            raise
        print(
            f"This command needs {problem.name}; install the server's packages: pip install 'fallline[server]'.",
            file=sys.stderr,
        )
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


def _program() -> str:
    """What the command was called by: ``app.py`` in a checkout, else the installed command's name."""
    return "app.py" if Path(sys.argv[0]).name == "app.py" else "fallline"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=_program(), description="Race optimizers down landscapes with known minima.")
    serving = {"host": "", "port": PORT, "threads": 8, "workers": 0, "open": True, "compiles": True}
    parser.set_defaults(does=_serve, **serving, for_class=False, per_minute=None, proxies=None, allowed=[])
    parser.set_defaults(**{f"most_{name}": None for name in MOST})
    commands = parser.add_subparsers(metavar="COMMAND")

    serve = commands.add_parser("serve", help="serve the lab (what happens without a command)")
    serve.add_argument("--class", dest="for_class", action="store_true", help="for a class on the local network")
    serve.add_argument("--host", default="", help="0.0.0.0 serves the local network too, as --class does")
    serve.add_argument("--port", type=int, default=PORT)
    serve.add_argument("--threads", type=int, default=8, help="how many requests a process works on at once")
    serve.add_argument("--workers", type=int, default=0, help="processes for a class; two for each core, at least four")
    serve.add_argument("--per-minute", type=int, help="races that one address may ask a class's server for")
    for name, means in MOST.items():
        serve.add_argument(f"--most-{name}", type=int, help=f"at most so many {means}")
    serve.add_argument("--proxies", type=int, help="how many proxies stand in front of a class's server")
    _allow(serve)
    serve.add_argument("--no-open", dest="open", action="store_false", help="do not open a browser")
    serve.add_argument("--no-compile", dest="compiles", action="store_false", help="compile nothing in the background")
    serve.set_defaults(does=_serve)

    shelves = commands.add_parser("list", help="what there is")
    shelves.add_argument("what", choices=WHAT)
    shelves.add_argument("--json", action="store_true", help="with every fact, as json")
    shelves.set_defaults(does=_list)

    _traces(commands)
    _of_a_race(commands, "page", "a race as one html file that plays without a server", "an .html file", _page)
    _films(commands)
    _figures(commands)
    _studies(commands)
    return parser


def _studies(commands: argparse._SubParsersAction) -> None:
    study = commands.add_parser("study", help="a measurement")
    study.add_argument("name", help="one of those of the command list studies; with settings as basins~across:64")
    study.add_argument("link", nargs="?", default="", help="the scene, as for trace")
    _allow(study)
    study.add_argument("--out", type=Path, help="a folder for the tables as csv files")
    study.add_argument("--optimizers", help="of a report: ids with commas between them, the first is the reference")
    study.add_argument("--landscapes", help="of a report: speed, basin, stress, all, or ids with commas between them")
    study.add_argument(
        "--from", dest="source", type=Path, metavar="MANIFEST", help="the report that a manifest.json is of"
    )
    study.add_argument("--resume", action="store_true", help="go on with what is in the folder")
    study.add_argument("--workers", type=int, default=1, help="processes that share the work")
    study.add_argument("--scheduler", default="", metavar="ADDRESS", help="a Dask cluster that does the work")
    study.add_argument("--device", default="cpu", choices=("cpu", "cuda"), help="what a report's runs are computed on")
    study.add_argument("--progress", action="store_true", help="print how far it is, a line each time")
    study.set_defaults(does=_study)


def _traces(commands: argparse._SubParsersAction) -> None:
    trace = commands.add_parser("trace", help="every step of a race")
    trace.add_argument("link", nargs="?", help=LINK)
    help = "a file that trace wrote: its race is run again, and every number compared"
    trace.add_argument("--from", dest="source", type=Path, metavar="FILE", help=help)
    _allow(trace)
    trace.add_argument("--out", type=Path, help="a .json, .csv or .npz file; without it, json is printed")
    trace.set_defaults(does=_trace)


def _films(commands: argparse._SubParsersAction) -> None:
    film = _of_a_race(commands, "film", "a film of a race", "a .mp4, .webm or .gif file", _film)
    film.add_argument("--size", help="width x height in pixels, such as 1280x720")
    film.add_argument("--fps", help="frames per second")
    film.add_argument("--seconds", help="how long it is")
    film.add_argument("--layout", help="both views, space or plane")
    film.add_argument("--camera", help="still, or orbit: once round the surface")
    film.add_argument("--theme", help="light or dark; as the link has it, else light")
    film.add_argument("--pace", help="eased, which is slow at the start, or even")
    film.add_argument("--progress", action="store_true", help="print how many frames are done")


def _figures(commands: argparse._SubParsersAction) -> None:
    help = "a still for a paper or a slide, at the link's step t, else at the last"
    figure = _of_a_race(commands, "figure", help, "a .png, .svg or .pdf file", _figure)
    figure.add_argument("--part", help="all, plane, space, curves, loss, step_size or numbers")
    figure.add_argument("--size", help="width x height in millimetres, such as 85x85")
    figure.add_argument("--dpi", help="pixels per inch of a png")
    figure.add_argument("--style", help="light, dark or print; as the link's theme, else light")


def _of_a_race(
    commands: argparse._SubParsersAction, name: str, help: str, out: str, does: Callable
) -> argparse.ArgumentParser:
    """A command that makes a file of a link's race."""
    command = commands.add_parser(name, help=help)
    command.add_argument("link", help=LINK)
    command.add_argument("--out", type=Path, required=True, help=out)
    _allow(command)
    command.set_defaults(does=does)
    return command


def _allow(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--allow-optimizers",
        dest="allowed",
        nargs="+",
        default=[],
        metavar="PACKAGE",
        help="installed packages whose optimizer classes a link may name, besides torch.optim",
    )


def _serve(asked: argparse.Namespace) -> None:
    from fallline.web.serve import serve, serving_of

    serve(serving_of(asked))


def _list(asked: argparse.Namespace) -> None:
    if asked.what == "examples":
        from fallline.scene.examples import examples

        entries = [vars(example) for example in examples.values()]
    elif asked.what == "lessons":
        from fallline.lessons import card, lessons

        entries = [dict(card(each, str)) for each in lessons.values()]
    else:
        entries = list(listed(import_module(f"fallline.{asked.what}").shelf))
    if asked.json:
        print(json.dumps(entries, indent=1, ensure_ascii=False))
    else:
        for entry in entries:
            print(f"{entry['id']:28} {entry['title']}")


def _trace(asked: argparse.Namespace) -> int:
    from fallline.files.traces import as_json, check_suffix, save
    from fallline.run import race
    from fallline.scene.examples import link_of
    from fallline.view import read_link

    if asked.out:
        check_suffix(asked.out)
    if (asked.link is None) == (asked.source is None):
        raise BadInput("trace needs a link, such as 'on=rosenbrock&run=adam', or --from with a file that trace wrote.")
    if asked.source:
        return _replay(asked)
    scene, view = read_link(link_of(asked.link))
    runs, box = race(scene), view.reach_of(scene.landscape)
    if asked.out is None:
        print(as_json(scene, runs, box))
        return 0
    save(asked.out, scene, runs, box)
    for run in runs:
        for row, end in enumerate(run.outcome):
            print(f"{run.optimizer.title}, start {row + 1}: {end}.")
    return 0


def _replay(asked: argparse.Namespace) -> int:
    """Says whether a file's race gives the same numbers here; 1 if it does not, as diff does."""
    from fallline.files.replay import replay
    from fallline.files.traces import save

    again = replay(asked.source)
    if asked.out:
        save(asked.out, again.scene, again.runs, again.box)
    for difference in again.differences:
        print(difference)
    if not again.differences:
        print(f"Every number of {asked.source.name} is the same here, bit for bit.")
    return 1 if again.differences else 0


def _film(asked: argparse.Namespace) -> None:
    from fallline.film import Filming, film
    from fallline.scene.examples import link_of
    from fallline.view import read_link

    scene, view = read_link(link_of(asked.link))
    words = _given(asked, ("fps", "seconds", "layout", "camera", "theme", "pace"), "1920x1080")
    filming = Filming.read({"theme": _theme(view), **words})
    progress = (lambda done, whole: print(f"{done}/{whole}", flush=True)) if asked.progress else None
    left_out = film(asked.out, scene, view, filming, progress)
    print(f"{asked.out}: {filming.seconds:g} s, {filming.frames} frames of {filming.wide}x{filming.tall}.")
    _say_left_out(left_out)


def _figure(asked: argparse.Namespace) -> None:
    from fallline.film import Drawing, figure
    from fallline.scene.examples import link_of
    from fallline.view import read_link

    scene, view = read_link(link_of(asked.link))
    drawing = Drawing.read({"style": _theme(view), **_given(asked, ("part", "dpi", "style"), "180x105")})
    _say_left_out(figure(asked.out, scene, view, drawing))


def _given(asked: argparse.Namespace, names: tuple[str, ...], size: str) -> dict[str, str]:
    """The words that were given, width and height among them; ``size`` is an example of those."""
    words = {name: getattr(asked, name) for name in names if getattr(asked, name) is not None}
    if asked.size is None:
        return words
    wide, times, tall = asked.size.lower().replace("×", "x").partition("x")
    if not times:
        raise BadInput(f"--size {asked.size} must be width x height, such as {size}.")
    return {**words, "wide": wide, "tall": tall}


def _theme(view: Any) -> str:
    return "dark" if view.theme == "dark" else "light"


def _say_left_out(left_out: tuple[str, ...]) -> None:
    if left_out:
        print(f"At this size there is no room for: {', '.join(left_out)}.")


def _page(asked: argparse.Namespace) -> None:
    from fallline.core.writing import write_whole
    from fallline.scene.examples import link_of
    from fallline.view import read_link
    from fallline.web.pages.standalone import travelling

    if asked.out.suffix != ".html":
        raise BadInput(f"{asked.out.name} must end in .html.")
    made = travelling(*read_link(link_of(asked.link)), theme="light")
    write_whole(asked.out, made.content)
    print(f"{asked.out}: {len(made.content) / 1e6:.1f} million bytes.", *made.left_out, sep="\n")


def _study(asked: argparse.Namespace) -> int | None:
    from fallline.core import read_item
    from fallline.core.writing import make_folder, write_whole
    from fallline.scene import Scene
    from fallline.scene.examples import link_of
    from fallline.studies import LongStudy, shelf

    study = read_item(shelf, asked.name)
    if isinstance(study, LongStudy):
        from fallline.cli.studies import carry_out

        return carry_out(study, asked)
    if given := [word for word in LONG if getattr(asked, word)]:
        raise BadInput(f"{study.id} has no use for --{given[0]}, which is for reports; see the command list studies.")
    if asked.out:
        make_folder(asked.out)
    tables = study.run(Scene.from_link(link_of(asked.link)))
    for table in tables:
        print(table.text() if len(table.rows) <= MOST_PRINTED else f"{table.name}: {len(table.rows):,} lines.")
        if asked.out:
            write_whole(asked.out / f"{table.name}.csv", table.csv().encode())
    return None
