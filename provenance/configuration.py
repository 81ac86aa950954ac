"""The table of a provenance.toml, or `[tool.provenance]` of a pyproject.toml -> what it sets, or a sentence
that says which key is wrong. Nothing is opened here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from provenance.house_rules import PATTERN, TEXT, HouseRules
from provenance.reading import PRESS_RELEASE, WIRE, PathRules, Ruled, compile_rule

FOR_ALL = ("db", "agencies", "prepared-by")
"""Options of several commands that stand at the top."""
LISTS = ("outlets", "sources", "licences", "exclude")

Table = Mapping[str, Any]


class ConfigurationError(ValueError):
    """A configuration that can't be used: one sentence with the file and what to do."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration sets. `file` is the one that it was read from, `sha256` that of its bytes.

    `paths`: what is stated of paths; `house`: what is judged by beside the articles; `options`: defaults of
    options by command, under the empty name those of all commands; `values`: what it says of articles, as it
    says it.
    """

    file: str = ""
    sha256: str = ""
    paths: PathRules = field(default_factory=PathRules)
    house: HouseRules = field(default_factory=HouseRules)
    options: Mapping[str, Table] = field(default_factory=dict)
    values: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)

    def recorded(self) -> dict[str, object]:
        """As the parameters of a run have it."""
        return {"file": self.file, "sha256": self.sha256, "values": dict(self.values)}


def values_of(parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the configuration of a run said of articles, by the run's parameters; empty where it had none."""
    recorded = parameters.get("configuration")
    values = recorded.get("values") if isinstance(recorded, dict) else None
    return values if isinstance(values, dict) else {}


def house_of(parameters: Mapping[str, Any]) -> HouseRules:
    """What a run judged by beside the articles, by its parameters."""
    return HouseRules.from_values(values_of(parameters))


def configure(table: Table, file: str, sha256: str = "", commands: Collection[str] = ()) -> Configuration:
    """What a table of `file` sets; `commands` are the names that a table of options may have.

    Raises ConfigurationError for what is not known, of the wrong kind, or says nothing.
    """
    check = _Check(file)
    check.keys(table, "", (*FOR_ALL, *LISTS, *commands))
    check.files(table)
    lists = {name: check.tables(table, name) for name in LISTS}
    rules = [
        *(check.outlet(one, at) for at, one in lists["outlets"]),
        *(check.source(one, at) for at, one in lists["sources"]),
        *(rule for at, one in lists["exclude"] if (rule := check.excluded_path(one, at))),
    ]
    for name, look in (("licences", check.licence), ("exclude", check.excluded_words)):
        for at, one in lists[name]:
            look(one, at)
    options = {name: dict(check.table(table, name)) for name in commands if name in table}
    options[""] = {name: table[name] for name in FOR_ALL if name in table}
    values = {name: [_said(one) for _, one in found] for name, found in lists.items() if found}
    house = HouseRules.from_values(values)
    return Configuration(file, sha256, PathRules(tuple(rules)), house, options, values)


def _said(table: Table) -> dict[str, str]:
    """An entry as it is recorded: blanks around words are of no account but in a regular expression."""
    return {key: value if key == PATTERN else value.strip() for key, value in table.items()}


class _Check:
    """Looks at the parts of one file. Every method raises ConfigurationError."""

    def __init__(self, file: str) -> None:
        self._file = file

    def wrong(self, sentence: str) -> ConfigurationError:
        return ConfigurationError(f"{self._file}: {sentence}")

    def keys(self, table: Table, at: str, known: Collection[str]) -> None:
        """All keys have to be known ones."""
        for key in table:
            if key not in known:
                raise self.wrong(unknown_key(key, at, known))

    def files(self, table: Table) -> None:
        """What stands at the top names files."""
        if "db" in table:
            self.words(table, "the top", "db")
        lists = table.get("agencies", [])
        if not isinstance(lists, (str, list)) or not all(isinstance(one, str) for one in lists):
            raise self.wrong("'agencies' names no files; write agencies = [\"agencies.json\"]")

    def table(self, table: Table, name: str) -> Table:
        found = table[name]
        if not isinstance(found, dict):
            raise self.wrong(f"'{name}' is no table; write [{name}] and its options below")
        return found

    def tables(self, table: Table, name: str) -> list[tuple[str, Table]]:
        """The tables of a list, each with what to call it."""
        found = table.get(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.wrong(f"'{name}' is no list of tables; write [[{name}]] before each")
        return [(f"{name} {number}", one) for number, one in enumerate(found, 1)]

    def words(self, table: Table, at: str, key: str, *, needed: bool = True) -> str:
        """A string that says something, empty where it is not needed and not there."""
        found = table.get(key)
        if found is None and not needed:
            return ""
        if found is None:
            raise self.wrong(f"{at} has no '{key}'; add it")
        if not isinstance(found, str) or not found.strip():
            raise self.wrong(f"'{key}' of {at} is no text; write {key} = \"...\"")
        return found.strip()

    def pattern(self, table: Table, at: str) -> str:
        path = self.words(table, at, "path")
        self._attempt(lambda: compile_rule(path), at)
        return path

    def _attempt(self, make: Callable[[], object], at: str) -> None:
        try:
            make()
        except (ValueError, re.error) as error:
            raise self.wrong(f"{at}: {error}") from error

    def outlet(self, table: Table, at: str) -> tuple[str, Ruled]:
        self.keys(table, at, ("path", "outlet"))
        return self.pattern(table, at), Ruled(outlet=self.words(table, at, "outlet"))

    def source(self, table: Table, at: str) -> tuple[str, Ruled]:
        self.keys(table, at, ("path", "kind", "name"))
        kind = self.words(table, at, "kind")
        if kind not in (WIRE, PRESS_RELEASE):
            raise self.wrong(f"'kind' of {at} is '{kind}'; write \"{WIRE}\" or \"{PRESS_RELEASE}\"")
        return self.pattern(table, at), Ruled(self.words(table, at, "name", needed=False), kind)

    def licence(self, table: Table, at: str) -> None:
        self.keys(table, at, ("outlet", "source", "note"))
        for key in ("outlet", "source", "note"):
            self.words(table, at, key, needed=key != "note")

    def excluded_path(self, table: Table, at: str) -> tuple[str, Ruled] | None:
        """The rule of an exclusion of paths, None for one of words."""
        self.keys(table, at, ("path", TEXT, PATTERN, "reason"))
        if sum(key in table for key in ("path", TEXT, PATTERN)) != 1:
            raise self.wrong(f"{at} needs one of path, text and pattern; give each an entry of its own")
        reason = self.words(table, at, "reason")
        if "path" not in table:
            return None
        path = self.pattern(table, at)
        return path, Ruled(excluded=reason, excluded_by=path)

    def excluded_words(self, table: Table, at: str) -> None:
        """Look at an exclusion of words."""
        if "path" in table:
            return
        # Imported here: few configurations set words aside, and each scan asks for one.
        from provenance.exclusions import compile_pattern, hashes_of

        kind = TEXT if TEXT in table else PATTERN
        what = self.words(table, at, kind)
        if kind == PATTERN:
            self._attempt(lambda: compile_pattern(what), at)
            if compile_pattern(what).fullmatch(""):
                raise self.wrong(f"the pattern of {at} also matches where nothing stands; ask for a word")
        elif not hashes_of(what).size:
            raise self.wrong(f"the text of {at} has no word; write those that take no part")


def unknown_key(key: str, at: str, known: Collection[str]) -> str:
    """The sentence on a key that is not known."""
    near = get_close_matches(key, list(known), n=1, cutoff=0.6)
    hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(sorted(known))}"
    return f"the key '{key}'{f' of {at}' if at else ''} is not known{hint}"
