"""Files that somebody wrote to keep us busy, or to be believed by one reader and not another."""

import json
from typing import Any

from tests.openbadges.samples import a_signed_document

KINDS = (
    "deep", "deep inside", "long", "long token", "many contexts", "context bomb", "many types",
    "many nodes", "poisoned graph", "a member twice", "not a number", "too big a number",
    "half a character", "not text", "a number of many digits",
)  # fmt: skip


def a_hostile_file(kind: str) -> Any:
    document = a_signed_document()
    if kind == "deep":
        return "[" * 200_000
    if kind == "deep inside":
        nested: Any = "x"
        for _ in range(900):
            nested = {"narrative": nested}
        return document | {"evidence": [nested]}
    if kind == "long":
        return document | {"narrative": "a" * 10_000_000}
    if kind == "long token":
        return ".".join(["eyJhIjoxfQ", "A" * 10_000_000, "A"])
    if kind == "many contexts":
        return document | {"@context": document["@context"] * 2_000}
    if kind == "context bomb":
        return document | {"@context": [document["@context"][0], {"@vocab": "https://x.example/"}]}
    if kind == "many types":
        return document | {"type": [f"t{number}" for number in range(5_000)] + document["type"]}
    if kind == "many nodes":
        return document | {
            "evidence": [{"id": f"urn:x:{n}", "type": ["Evidence"]} for n in range(2_500)]
        }
    if kind == "poisoned graph":
        # Blank nodes that cannot be told apart: canonicalisation is factorial in their number.
        ring = [{"type": ["Evidence"], "narrative": "same"} for _ in range(400)]
        return document | {"evidence": ring}
    if kind == "a member twice":
        return '{"id": "urn:x:1", ' + json.dumps(document)[1:]
    if kind == "not a number":
        return json.dumps(document)[:-1] + ', "creditsEarned": NaN}'
    if kind == "too big a number":
        return json.dumps(document)[:-1] + ', "creditsEarned": 1e999}'
    if kind == "half a character":
        return json.dumps(document)[:-1] + ', "narrative": "\\ud800"}'
    if kind == "not text":
        return b"\x89PNG\r\n\x1a\n" + bytes(100)
    assert kind == "a number of many digits"
    return json.dumps(document)[:-1] + ', "nbf": ' + "9" * 5_000 + "}"
