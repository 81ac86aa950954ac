"""The options --config and --no-config of every command, and the defaults that a configuration gives others.

What stands on the command line goes before the environment, that before the configuration.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from provenance.configuration import Configuration

_KEY = "provenance.configuration"
_GIVEN = "provenance.configuration.given"
OWN = ("config", "no_config", "help", "version")
"""Options that no configuration sets."""


class BadConfiguration(click.ClickException):
    """A configuration that can't be used: one sentence, exit code 2."""

    exit_code = 2


def config_options(
    *, hidden: bool, commands: Callable[[], Mapping[str, click.Command]]
) -> list[click.Option]:
    """The two options, which set the defaults of all others as soon as they are read; of a command they are
    `hidden`, as they stand in the help of the program."""

    def note(ctx: click.Context, param: click.Parameter, value: Any) -> None:
        if value:
            given: dict[str, Any] = ctx.meta.setdefault(_GIVEN, {})
            if ctx.get_parameter_source(str(param.name)) == ParameterSource.ENVIRONMENT:
                given.setdefault("environment", (param.name, value))
            else:
                given[str(param.name)] = value
            if "config" in given and "no_config" in given:
                raise click.UsageError("--config and --no-config exclude each other; give one of them.", ctx)
        if hidden and param.name == "config":
            _settle(ctx, commands)

    return [
        click.Option(
            ["--no-config"],
            is_flag=True,
            is_eager=True,
            hidden=hidden,
            expose_value=False,
            callback=note,
            help="Use no configuration.",
        ),
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path),
            metavar="FILE",
            is_eager=True,
            hidden=hidden,
            expose_value=False,
            callback=note,
            help="Use this configuration, and not the provenance.toml (or pyproject.toml with"
            " [tool.provenance]) of the current folder or the nearest above; PROVENANCE_CONFIG sets it too.",
        ),
    ]


def configuration() -> Configuration:
    """The configuration that the running command was given; an empty one where there is none."""
    from provenance.configuration import Configuration

    found = click.get_current_context().meta.get(_KEY)
    return found if isinstance(found, Configuration) else Configuration()


def used_file() -> str:
    """The file of the configuration that the running command was given, empty where there is none."""
    ctx = click.get_current_context(silent=True)
    found = ctx.meta.get(_KEY) if ctx is not None else None
    return found.file if found is not None else ""


def _settle(ctx: click.Context, commands: Callable[[], Mapping[str, click.Command]]) -> None:
    """Read the configuration, once, and make its options the defaults of the command's."""
    from provenance.pages.configuring import load_configuration

    given: dict[str, Any] = ctx.meta.get(_GIVEN, {})
    if "config" not in given and "no_config" not in given and "environment" in given:
        given = dict([given["environment"]])
    command, below = _called(ctx)
    if "no_config" in given:
        if below:
            ctx.meta.pop(_KEY, None)
            ctx.default_map = {}
        return
    file = given.get("config") or _nearest()
    if file is None:
        return
    from provenance.configuration import ConfigurationError

    known = commands()
    try:
        found = load_configuration(_short(Path(file)), tuple(known))
        defaults = {
            name: _defaults(found, name, known[name])
            for name in known
            if name == command or name in found.options
        }
    except ConfigurationError as error:
        sentence = str(error)
        raise BadConfiguration(sentence if sentence.endswith("?") else f"{sentence}.") from error
    ctx.meta[_KEY] = found
    if below:  # given behind a command of a command: nothing holds of what was found before it
        ctx.default_map = defaults[command][below]
    else:
        ctx.default_map = {**(ctx.default_map or {}), **defaults.get(command, {})}


def _called(ctx: click.Context) -> tuple[str, str]:
    """The command that is run, and the one of its own commands, empty where it has none or is run itself."""
    inner = ctx.parent is not None and isinstance(ctx.parent.command, click.Group)
    if ctx.parent is not None and inner and ctx.parent.parent is not None:
        return str(ctx.parent.info_name), str(ctx.info_name)
    return str(ctx.info_name), ""


def _nearest() -> Path | None:
    """The configuration of the current folder, None also where that is gone."""
    from provenance.pages.configuring import find_configuration

    try:
        return find_configuration(Path.cwd())
    except OSError:
        return None


def _short(file: Path) -> Path:
    """A file of the current folder by its name."""
    return Path(file.name) if file.is_absolute() and file.parent == Path.cwd() else file


def _defaults(found: Configuration, name: str, command: click.Command) -> dict[str, Any]:
    """The defaults of a command's options, by their names in Python; where it has commands of its own, by
    these, each with those that are its own. Paths are relative to the file.

    Raises ConfigurationError for keys that are no options, and for values that these do not take.
    """
    if not isinstance(command, click.Group):
        return _own_defaults(found, name, command, _options(command))
    together = {key: option for one in command.commands.values() for key, option in _options(one).items()}
    return {
        below: {
            key: value
            for key, value in _own_defaults(found, name, one, together).items()
            if any(option.name == key for option in _options(one).values())
        }
        for below, one in command.commands.items()
    }


def _options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command that a configuration may set, by what they are called there."""
    return {
        _key(option): option
        for option in command.params
        if isinstance(option, click.Option) and option.name not in OWN
    }


def _own_defaults(
    found: Configuration, name: str, command: click.Command, options: Mapping[str, click.Option]
) -> dict[str, Any]:
    """The defaults of some options of a command. Raises ConfigurationError."""
    from provenance.configuration import ConfigurationError, unknown_key

    defaults: dict[str, Any] = {}
    shared, own = found.options.get("", {}), found.options.get(name, {})
    for at, table in (("", shared), (f"[{name}]", own)):
        for key, value in table.items():
            option = options.get(key.replace("_", "-"))
            if option is None and not at:
                continue
            if option is None:
                raise ConfigurationError(f"{found.file}: {unknown_key(key, at, tuple(options))}")
            where = f"'{key}'{f' of {at}' if at else ''}"
            defaults[str(option.name)] = _value(command, option, value, found.file, where)
    return defaults


def _key(option: click.Option) -> str:
    """What an option is called in a configuration: its long name."""
    return max(option.opts, key=len).lstrip("-")


def _value(command: click.Command, option: click.Option, value: Any, file: str, where: str) -> Any:
    """A value as the option takes it. Raises ConfigurationError where it doesn't."""
    from provenance.configuration import ConfigurationError

    several = option.multiple
    if isinstance(value, list) and len(value) == 1 and not several:
        value = value[0]
    values = value if several and isinstance(value, list) else [value]
    kinds = (bool,) if option.is_flag else (str, int, float)
    for one in values:
        if not isinstance(one, kinds) or (not option.is_flag and isinstance(one, bool)):
            wanted = "true or false" if option.is_flag else "a text or a number"
            raise ConfigurationError(f"{file}: {where} is not {wanted}; correct it")
    if isinstance(option.type, click.Path):
        values = [str(Path(file).parent / Path(str(one)).expanduser()) for one in values]
    found = values if several else values[0]
    try:
        with click.Context(command) as ctx:
            option.type_cast_value(ctx, found)
    except click.UsageError as error:
        raise ConfigurationError(f"{file}: {where}: {error.message.rstrip('.')}") from error
    return found
