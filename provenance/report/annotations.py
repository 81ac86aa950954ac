"""The shared passages as W3C Web Annotations (JSON-LD): one for each side of a passage, linking to the other.

An article is named by the hash of its text (RFC 6920), for the offsets hold in that text and in no other.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from functools import lru_cache

from provenance.report import facts, findings, wording
from provenance.report.asked import how_many, told
from provenance.report.escaping import json_line
from provenance.report.filters import Chosen, shown_pairs
from provenance.report.visible import in_json
from provenance.sentences import called, listed, say
from provenance.store.reading import NoRunError

CONTEXT = ("http://www.w3.org/ns/anno.jsonld", {"provenance": "urn:provenance-newsroom:terms#"})
RUN = "urn:provenance-newsroom:run:{}#{}"

Json = dict[str, object]


def stream(connection: sqlite3.Connection, *, taken: Chosen | None = None) -> Iterator[str]:
    """A page of annotations, one at a time; what it leaves out is said in the collection it belongs to.

    Of passages those that are `taken`. Raises NoRunError.
    """
    run = facts.last_run(connection)
    if run is None:
        raise NoRunError
    over = findings.extent(connection)
    total = 2 * sum(findings.class_counts(connection, over).values())
    said = [
        wording.standing(),
        *wording.not_searched(run.parameters, facts.collection(connection, run).not_compared),
    ]
    if not over.composed:
        said.insert(1, wording.compared_only(over.families, over.occurrences, over.pairs))
    if taken is not None:
        shown, left_out = how_many(connection, over, taken)
        total = 2 * shown.passages
        said.insert(1, told(taken, shown, left_out))
    page = {
        "@context": CONTEXT,
        "id": RUN.format(run.uid, "annotations-1"),
        "type": "AnnotationPage",
        "startIndex": 0,
        "partOf": {
            "id": RUN.format(run.uid, "annotations"),
            "type": "AnnotationCollection",
            "label": say("annotation.label"),
            "summary": listed("blank", said),
            "total": total,
        },
    }
    head = in_json(json.dumps(page, ensure_ascii=False, indent=1))
    yield f'{head.removesuffix("}").rstrip()},\n "items": ['
    between = "\n"
    for one in _annotations(connection, run, over, taken):
        yield f"{between}  {json_line(one).rstrip()}"
        between = ",\n"
    yield "\n ]\n}\n"


def _annotations(
    connection: sqlite3.Connection, run: facts.Run, over: findings.Extent, taken: Chosen | None
) -> Iterator[Json]:
    article = lru_cache(maxsize=1024)(lambda path: facts.article(connection, path))
    creator = {"type": "Software", "name": f"provenance {run.tool_version}"}
    number = 0
    for pair, passages in shown_pairs(connection, over, taken):
        for one in passages:
            for target, other in ((one.a, one.b), (one.b, one.a)):
                number += 1
                yield {
                    "id": RUN.format(run.uid, f"annotation-{number}"),
                    "type": "Annotation",
                    "motivation": "linking",
                    "creator": creator,
                    "created": _instant(run.finished_at),
                    "target": _place(target, article(target.path)),
                    "body": [
                        _place(other, article(other.path)),
                        {
                            "type": "TextualBody",
                            "purpose": "describing",
                            "format": "text/plain",
                            "language": say("language"),
                            "value": _says(one, pair),
                        },
                    ],
                    "provenance:passage": one.id,
                    "provenance:status": one.status,
                    "provenance:form": one.form,
                    "provenance:quoted": one.quoted,
                    "provenance:credit": one.credit,
                    "provenance:relation": pair.relation,
                }


def text_name(text_id: str) -> str:
    """The name of a text by its SHA-256 (64 hexadecimal digits), as RFC 6920 writes it."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(text_id)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"


def _place(side: findings.Side, article: facts.Article) -> Json:
    """A passage in an article: where it stands, and what stands there."""
    source: Json = {
        "id": text_name(side.text_id),
        "type": "Text",
        "format": "text/plain",
        "provenance:path": side.path,
    }
    if article.url:
        source["provenance:url"] = article.url
    return {
        "type": "SpecificResource",
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": side.span.start, "end": side.span.end},
            {
                "type": "TextQuoteSelector",
                "prefix": side.before,
                "exact": side.text,
                "suffix": side.after,
            },
        ],
    }


def _says(one: findings.Passage, pair: findings.Pair) -> str:
    return say(
        "annotation.passage",
        id=one.id,
        words=wording.number(one.words, "word"),
        form=called("form", one.form),
        quoted=wording.quoted(one.quoted),
        credit=wording.credit(one.credit),
        status=say(f"status.{one.status}"),
        relation=called("relation", pair.relation),
    )


def _instant(words: str) -> str:
    """A UTC instant as xsd:dateTime with Z."""
    return words.replace("+00:00", "Z")
