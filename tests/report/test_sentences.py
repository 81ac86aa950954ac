"""Every sentence of a report stands in one file, each is used, and none stands elsewhere."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from provenance import disguises
from provenance.reading.parts.intervals import PRECISIONS
from provenance.report.page.sentences import many, say, sentences
from provenance.report.precedence import CREDITS, DEGREES, STANDINGS
from provenance.sentences import Text, braces, tables, texts_of
from provenance.store import reviews

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "provenance"
SOURCES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "sentences.py")
TEMPLATES = sorted((PACKAGE / "report" / "page").glob("*.html"))
TEXTS = texts_of(tables())
ASKED = {"say": str, "template": str, "many": tuple}
"""What asks for a text by its key, and what it then is: one text, or its forms."""
FIRST = {"called": "value", "listed": "list"}
"""What asks by the first part of a key behind a table."""


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """The calls of the functions of `provenance.sentences` in a source, by their names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module in ("provenance.sentences", "provenance.report.wording")
        for name in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if isinstance(node.func, ast.Attribute):
            owner, name = getattr(node.func.value, "id", ""), node.func.attr
            asks = owner == "sentences" or (owner == "wording" and name == "number")
        else:
            name = getattr(node.func, "id", "")
            asks = name in imported
        if asks and name in (*ASKED, *FIRST, "number"):
            yield name, node


def keys_in(node: ast.expr) -> Iterator[str]:
    """The keys that an argument can be, as regular expressions; none of one that comes from elsewhere."""
    if isinstance(node, ast.IfExp):
        yield from keys_in(node.body)
        yield from keys_in(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
        )


def written(path: Path) -> Iterator[str]:
    """All strings of a source, as regular expressions: keys can be chosen before they are asked for."""
    parts: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts.update(id(part) for part in node.values)
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in parts:
            yield from keys_in(node)


def in_templates() -> Iterator[tuple[Path, str]]:
    """The keys that templates and the page's own rooms name; one that ends in a dot is a table from which
    they choose."""
    for path in TEMPLATES:
        for found in re.finditer(r'\bt((?:\.\w+|\["[^"]+"\])+)(\[[a-z])?', path.read_text(encoding="utf-8")):
            parts = re.findall(r'\.(\w+)|\["([^"]+)"\]', found[1])
            yield path, ".".join(word or quoted for word, quoted in parts) + "." * bool(found[2])
    for path in (*(PACKAGE / "report" / "page").glob("*.py"), PACKAGE / "report" / "html_report.py"):
        above = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if start := re.search(r'\bt = sentences\(\)((?:\["\w+"\])*)$', line):
                above = start[1]
            for found in re.finditer(r'(\bt|\bsentences\(\))((?:\["[^"]+"\])+)(\[[a-z])?', line):
                parts = (above if found[1] == "t" else "") + found[2]
                yield path, ".".join(re.findall(r'"([^"]+)"', parts)) + "." * bool(found[3])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_text_that_is_asked_for_is_there(path: Path) -> None:
    for name, call in calls(path):
        if path.parent.name == "page" and name in ("say", "many"):
            continue  # those of the page take the text itself
        for key in keys_in(call.args[1] if name == "number" and len(call.args) > 1 else call.args[0]):
            if name == "number":
                key = rf"count\.{key}"
            elif name in FIRST:
                key = rf"{FIRST[name]}\.{key}" + r"\..+" * (name == "called")
            found = [text for known, text in TEXTS.items() if re.fullmatch(key, known)]
            assert found, (name, key)
            wanted = ASKED.get(name, tuple if name == "number" else str)
            assert any(isinstance(text, wanted) for text in found), key


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_text_is_given_what_stands_in_its_braces(path: Path) -> None:
    for name, call in calls(path):
        first = call.args[0]
        if name not in ("say", "many") or not isinstance(first, ast.Constant) or first.value not in TEXTS:
            continue
        text = TEXTS[str(first.value)]
        needed = frozenset[str]().union(*map(braces, text if isinstance(text, tuple) else (text,)))
        given = {one.arg for one in call.keywords if one.arg} | ({"n"} if name == "many" else set())
        if not any(one.arg is None for one in call.keywords):
            assert needed - {"n"} == given - {"n"}, first.value
            assert "n" not in needed or "n" in given, first.value


def test_templates_ask_for_what_is_there() -> None:
    found = [*in_templates()]
    assert len(found) > 300
    for path, key in found:
        if key.endswith("."):
            assert any(known.startswith(key) for known in TEXTS), (path, key)
        else:
            assert any(known == key or known.startswith(f"{key}.") for known in TEXTS), (path, key)


def test_every_text_is_used() -> None:
    whole = {key for _, key in in_templates()}
    nouns = {pattern for path in (*SOURCES, PACKAGE / "sentences.py") for pattern in written(path)}
    like_keys = re.compile(r"(?:\w|\\ |\\-|\.\+)+(?:\\\.(?:\w|\\ |\\-|\.\+)+)+")
    asked = re.compile("|".join(sorted(filter(like_keys.fullmatch, nouns))))
    # Rules, values and nouns are chosen by what the database has; a test of each below and of their rooms.
    for key in TEXTS:
        table, _, last = key.rpartition(".")
        if table == "count" and re.escape(last) in nouns:
            continue
        chosen = table.startswith("value.") or any(key.startswith(one) for one in whole if one.endswith("."))
        assert key in whole or chosen or asked.fullmatch(key) or is_chosen(key, nouns), key


def is_chosen(key: str, nouns: set[str]) -> bool:
    """Whether a key is made of its table and a word that the code has: a rule, a joiner, a filter."""
    table, _, last = key.rpartition(".")
    return table in ("list", "credits.role", "related.rule", "why.pairs") and (
        re.escape(last.removesuffix(", named")) in nouns or table == "related.rule"
    )


def test_the_forms_of_a_text_agree() -> None:
    for key, text in TEXTS.items():
        forms: Text = text
        if isinstance(forms, tuple):
            assert len(forms) == 2, key
            assert braces(forms[0]) - {"n"} == braces(forms[1]) - {"n"}, key
            assert "n" in braces(forms[1]), key
        else:
            braces(forms)


def test_texts_are_well_set() -> None:
    for key, text in TEXTS.items():
        for one in text if isinstance(text, tuple) else (text,):
            assert one, key
            assert '"' not in one, key
            assert key.startswith("list.") or one == " ".join(one.split()), key


CODE = re.compile(r"\b(?:SELECT|ORDER BY|FROM|WHERE|CASE|JOIN)\b|julianday|status = |substr\(|instr\(")
ALLOWED = {
    "dot.py": "the language of Graphviz",
    "environment.py": "the page's first script",
    "find_article.py": "what a message on the terminal says, not a report",
    "find_subject.py": "what a message on the terminal says, not a report",
    "filters.py": "what a message on the terminal says, not a report",
    "report_file.py": "what `provenance verify` says of a damaged report",
    "toggles.py": "rules of style",
    "prov_json.py": "the message of an error",
    "xlsx_report.py": "the message of an error",
    "mermaid.py": "the language of Mermaid",
}


NAMES = {
    *(
        "accounted for",
        "from here",
        "nothing shared",
        "carried over",
        "unseen source",
        "only here",
        "left out",
    ),
    *("story many", "label strongest", "point … outside", "point strong", "point strong outside"),
    "queries/….sql",
}
"""Names of kinds within the code, and of classes of style."""
ROOMS = sorted([*(PACKAGE / "report").glob("*.py"), *(PACKAGE / "report" / "page").glob("*.py")])


def readable(path: Path) -> list[str]:
    """The strings of a source that read as words for people: two lower-case words and a blank, neither in a
    docstring nor in what is raised, no SQL, no markup, no value of the database."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    values = {value for key, value in TEXTS.items() if key.startswith("value.")}
    values |= {key.rpartition(".")[2] for key in TEXTS}
    skipped: set[int] = set()
    found = []
    for node in ast.walk(tree):
        for one in getattr(node, "body", []) if isinstance(getattr(node, "body", None), list) else []:
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                skipped.add(id(one.value))
        if isinstance(node, ast.Raise):
            skipped.update(map(id, ast.walk(node)))
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values if isinstance(part, ast.Constant))
        if id(node) in skipped:
            continue
        text = ""
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
            text = "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        plain = re.sub(r"<[^>]*>?|[\w-]+=\S*|…", " ", text)
        words = len(re.findall(r"\b[a-z]{2,}\b", plain))
        if text not in values | NAMES and not CODE.search(text) and words > 1 and " " in plain.strip():
            found.append(text)
    return found


@pytest.mark.parametrize(
    "path",
    ROOMS,
    ids=lambda path: path.name,
)
def test_no_room_of_reports_says_anything_itself(path: Path) -> None:
    if path.name not in ALLOWED:
        assert readable(path) == []


def test_a_sentence_in_a_room_would_be_found(tmp_path: Path) -> None:
    for number, line in enumerate(
        ('x = "No passage was found."', 'x = f"{1} of these words"', 'f("<b>not known here</b>")')
    ):
        path = tmp_path / f"{number}.py"
        path.write_text(f'"""All about it."""\n{line}\nraise ValueError("not a number")\n', encoding="utf-8")
        assert len(readable(path)) == 1
    assert all(
        readable(PACKAGE / "report" / name) for name in ALLOWED if (PACKAGE / "report" / name).exists()
    )


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_say_nothing_themselves(path: Path) -> None:
    shown = path.read_text(encoding="utf-8")
    shown = re.sub(r"\{[{%#].*?[}%#]\}", " ", shown, flags=re.DOTALL)
    shown = re.sub(r"<[^>]*>", " ", shown)
    words = set(re.findall(r"[A-Za-z]{2,}", shown))
    assert words <= {"SHA"}, words


def test_values_are_escaped_and_the_texts_are_not_twice() -> None:
    t = sentences()
    assert say(t["page"]["prepared_by"], name="<b>") == "Prepared by &lt;b&gt;."
    assert many(t["count"]["word"], 1) == "1 word"
    assert many(t["count"]["word"], 1200) == "1,200 words"
    assert many(t["count"]["word"], 0) == "0 words"


def checked(table: str, column: str) -> set[str]:
    """The values that the schema allows in a column."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for path in sorted((ROOT / "db").glob("0*.sql")):
            connection.executescript(path.read_text(encoding="utf-8"))
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    found = re.search(rf"CHECK \({column} IN \(([^)]*)\)", sql)
    assert found is not None, (table, column)
    return {text or number for text, number in re.findall(r"'([^']*)'|(-?\d+)", found[1])}


@pytest.mark.parametrize(
    ("named", "values"),
    [
        ("value.form", checked("alignments", "form")),
        ("value.form_begins", checked("alignments", "form")),
        ("value.status", checked("alignments", "status")),
        ("status", checked("members", "status")),
        ("quoted", checked("alignments", "quoted")),
        ("value.asked_quoted", checked("alignments", "quoted")),
        ("why.quoted.in", checked("alignments", "quoted")),
        ("value.relation", checked("relations", "relation")),
        ("value.relation_begins", checked("relations", "relation")),
        ("value.statement", checked("statements", "kind")),
        ("rates.kind", checked("statements", "kind")),
        ("value.band", checked("statements", "band")),
        ("band", checked("statements", "band")),
        ("value.sign", checked("evidence", "sign")),
        ("date.other", checked("place_dates", "kind")),
        ("value.exclusion", checked("exclusions", "kind")),
        ("value.state", checked("review_entries", "state") | {reviews.NEW}),
        ("value.reason", checked("review_entries", "reason")),
        ("value.asked_credit", set(tables()["credit"])),
        ("value.degree", set(DEGREES)),
        ("degree", {*DEGREES, "untold"}),
        ("value.precision", set(PRECISIONS)),
        ("value.disguise", {disguises.MIXED, disguises.HIDDEN, disguises.TURNED, disguises.STACKED}),
        ("first.standing", set(STANDINGS)),
        ("classes.credit", set(CREDITS)),
    ],
)
def test_all_values_of_the_database_have_their_words(named: str, values: set[str]) -> None:
    table = tables()
    for part in named.split("."):
        table = table[part]
    assert set(table) == values


def test_all_roles_of_credits_have_their_words() -> None:
    patterns = json.loads((PACKAGE / "data" / "credit_patterns.json").read_text(encoding="utf-8"))
    places = ("before", "after", "around", "joined_before", "joined_after", "joined_around", "titled")
    roles = {
        role
        for language in patterns["languages"].values()
        for place in places
        if isinstance(language.get(place), dict)
        for role in language[place]
    }
    known = set(tables()["value"]["role"])
    assert len(roles) > 4
    assert roles <= known
    # Those that need no pattern.
    assert known - roles <= {"byline", "dateline", "sign-off", "photo", "stated"}
