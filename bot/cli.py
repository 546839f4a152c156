"""The command line: `causerie run`, `chat`, `admin`, `doctor`, and what platforms bring.

What takes time to import is imported where it is needed, so that help and mistakes answer at once.
"""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import CauserieError, ConfigError, PlatformError

if TYPE_CHECKING:
    from bot.config.load import Loaded

FAILED = 1
MISCONFIGURED = 2
INTERRUPTED = 130
_EMBEDDED = ("small", "default")
# It has `causerie chat`.
_TERMINAL = "console"

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the program's exit code."""
    options = _parser(_platforms(arguments)).parse_args(arguments)
    try:
        code: int = options.act(options)
    except ConfigError as error:
        _say("The configuration cannot be used:", *map(str, error.problems))
        return MISCONFIGURED
    except PlatformError as error:
        _say(str(error))
        return MISCONFIGURED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has closed it. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return code


class _Version(argparse.Action):
    """Prints the version, which is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"causerie {version('causerie')}")  # noqa: T201  # this is the command line
        parser.exit()


def _platforms(arguments: Sequence[str] | None) -> list[str]:
    """The names of platforms that may be meant; looking them up takes time, so only if needed."""
    given = sys.argv[1:] if arguments is None else arguments
    if next((word for word in given if not word.startswith("-")), None) in _COMMANDS:
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group="causerie.adapters").names - {_TERMINAL, *_COMMANDS})


def _parser(platforms: Sequence[str] = ()) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="causerie",
        description="A teammate in chat channels that answers with a language model.",
        parents=[_everywhere(None)],
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (told, add) in _COMMANDS.items():
        add(commands.add_parser(name, parents=[_everywhere(argparse.SUPPRESS)], help=told))
    for name in platforms:
        told = f"what there is to do for {name}, for example an invitation"
        _add_verbs(
            commands.add_parser(name, parents=[_everywhere(argparse.SUPPRESS)], help=told), name
        )
    return parser


def _everywhere(default: str | None) -> argparse.ArgumentParser:
    """Options that may stand before the command or after it, where they have no default."""
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument(
        "--config",
        metavar="FILE",
        type=Path,
        default=default,
        help="the configuration file, instead of config.yaml here or in your own folder",
    )
    return options


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "platforms",
        metavar="PLATFORM",
        nargs="*",
        help="discord, slack, …; all whose secrets are set when none is named",
    )
    parser.set_defaults(act=_run)


def _add_chat(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="the model that answers; small and default are models on this machine",
    )
    parser.add_argument("--system", metavar="TEXT", help="what the model is told first")
    parser.add_argument(
        "--lines",
        action="store_true",
        help="take each line as a message when the input is no terminal",
    )
    parser.add_argument(
        "--usage", action="store_true", help="show tokens and cost under each answer"
    )
    parser.set_defaults(act=_chat)


def _add_doctor(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(act=_doctor)


def _add_admin(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Does what an admin does in the chat of a server, in the same words: for example `usage "
        "month person`, `moderation test TEXT`, `persona pirate preview`, `forget server`. Without "
        "a command it says which there are."
    )
    _add_where(parser)
    parser.add_argument("words", metavar="COMMAND", nargs="*", help="the command, and its words")
    parser.set_defaults(act=_admin)


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "Shows or changes what a server has set, as /settings does in its chat: with no words all "
        "settings, else for example `temperature 0.5`, `temperature reset`, diff, history, undo, "
        "export, or import FILE. It is short for `causerie admin settings`."
    )
    _add_where(parser)
    parser.add_argument("words", metavar="WORD", nargs="*", help="the setting, and its new value")
    parser.set_defaults(act=_settings)


def _add_where(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--server",
        metavar="PLATFORM/ID",
        default="console/local",
        help="which server, for example discord/1234; otherwise this terminal's own",
    )
    parser.add_argument("--channel", metavar="ID", default="", help="one channel of it only")
    parser.add_argument(
        "--output",
        metavar="FOLDER",
        type=Path,
        help="where files are written; otherwise here, or into the pipe that is the output",
    )
    parser.add_argument("--yes", action="store_true", help="say yes to what it asks")


def _add_verbs(parser: argparse.ArgumentParser, platform: str) -> None:
    parser.add_argument("verb", metavar="VERB", nargs="?", help="all are told when none is given")
    parser.set_defaults(act=_act, platform=platform)


_COMMANDS: dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]] = {
    "run": ("serve chat platforms", _add_run),
    "chat": ("talk in the terminal", _add_chat),
    "admin": ("do what an admin does in the chat of a server", _add_admin),
    "settings": ("show or change what a server has set", _add_settings),
    "doctor": ("check that everything is in place", _add_doctor),
}


def _chat(options: argparse.Namespace) -> int:
    from bot import platforms
    from bot.running import until_told

    loaded = _loaded_for_chat(options)

    async def talk() -> int:
        from bot.bootstrap import bootstrap

        terminal = platforms.terminal()
        secrets = loaded.secrets.named(terminal.secrets)
        async with bootstrap(loaded, model=options.model) as bot:
            code = await terminal.run(bot, loaded.config, secrets, lines=options.lines)
        return code or 0

    return _logged(loaded, lambda: until_told(talk()))


def _loaded_for_chat(options: argparse.Namespace) -> "Loaded":
    """Load the configuration; a model of this machine that is asked for by name needs no key."""
    from bot.config.load import load

    flags: dict[str, object] = {}
    if options.system is not None:
        flags["defaults.system"] = options.system
    if options.usage:
        flags["defaults.show_usage"] = True
    if options.model is not None:
        flags["models.default"] = options.model
    loaded = load(options.config, flags=flags)
    catalogue = loaded.config.models.embedded.catalogue
    if options.model is None or (options.model not in _EMBEDDED and options.model not in catalogue):
        return loaded
    flags |= {"models.default": "auto", "models.base_url": None}
    loaded = load(options.config, flags=flags)
    return replace(loaded, secrets=replace(loaded.secrets, openai_api_key=None))


def _run(options: argparse.Namespace) -> int:
    from bot import platforms
    from bot.config.load import load
    from bot.config.secrets import SECRET_NAMES

    named = bool(options.platforms)
    adapters, broken = platforms.load_all(options.platforms)
    names = [name for adapter in adapters for name in platforms.every_secret(adapter)]
    loaded = load(options.config, secret_names=names)
    _say(*broken)
    chosen, passed_over = platforms.startable(adapters, loaded.secrets, named=named)
    _say(*passed_over)
    secrets = loaded.secrets.named({*names, *SECRET_NAMES})

    async def serving() -> int:
        from bot.bootstrap import bootstrap
        from bot.running import serve, settle

        async with bootstrap(loaded) as bot:
            settle()
            return await serve(bot, chosen, loaded.config, secrets)

    return _logged(loaded, serving, console=True)


def _doctor(options: argparse.Namespace) -> int:
    from bot import platforms
    from bot.config.load import load

    adapters, _ = platforms.load_all()
    names = [name for adapter in adapters for name in platforms.every_secret(adapter)]
    loaded = load(options.config, secret_names=names)

    async def examining() -> int:
        from bot.doctor import examine

        return await examine(loaded, sys.stdout)

    return _logged(loaded, examining)


def _settings(options: argparse.Namespace) -> int:
    options.words = ["settings", *options.words]
    return _admin(options)


def _admin(options: argparse.Namespace) -> int:
    from bot.administering import Where, administer, listed
    from bot.config.load import load
    from bot.platforms import Manner

    if not options.words:
        print(listed())  # noqa: T201  # this is the command line
        return 0
    loaded = load(options.config)
    where, manner = Where(options.server, options.channel), Manner(options.yes, options.output)
    return _logged(loaded, lambda: administer(loaded, where, options.words, manner))


def _act(options: argparse.Namespace) -> int:
    from bot import platforms
    from bot.config.load import load

    adapter = platforms.load(options.platform)
    verb = platforms.verb(adapter, options.verb)
    names = platforms.every_secret(adapter)
    loaded = load(options.config, secret_names=names)
    if not verb.early:
        platforms.startable([adapter], loaded.secrets, named=True)

    async def acting() -> int:
        print(await verb.act(loaded.config, loaded.secrets.named(names)))  # noqa: T201  # this is the command line
        return 0

    return _logged(loaded, acting)


def _logged(
    loaded: "Loaded", work: Callable[[], Coroutine[Any, Any, int]], *, console: bool = False
) -> int:
    """Do the work with the log open; what goes wrong ends as a sentence, its traceback in there."""
    from bot.log import logging_to
    from bot.sentences import sentence

    with logging_to(loaded.config.log, loaded.secrets, console=console) as file:
        try:
            return asyncio.run(work())
        except CauserieError as error:
            said = sentence(error)
            log.exception("%s", said)
        except BrokenPipeError:
            raise
        except Exception:
            said = "Causerie broke." + (f" What happened is in {file}." if file else "")
            log.exception("%s", said)
    if not console:
        # A log that is shown on the console has said it already.
        _say(said)
    return FAILED


def _say(*sentences: str) -> None:
    for one in sentences:
        print(one, file=sys.stderr)  # noqa: T201  # this is the command line
