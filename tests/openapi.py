"""The API's own description, turned round: what to send, and whether an answer keeps to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

Schema = Mapping[str, Any]
Values = st.SearchStrategy[Any]

JUNK: Values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=5,
)
TEXTS = (
    st.sampled_from(["Plain words", "lime", "masons", "*One* line.\n\nAnother."])
    | st.text(max_size=40)
    | st.sampled_from(
        ["", " ", "\u202ex", "two\nlines", "@ana `x` <b>", "\U0001f9f1" * 30, "'; --", "x" * 300]
    )
)
NUMBERS = st.sampled_from([-(2**70), -1, 0, 1, 2, 2**31, 2**63, 2**70])
_PLAIN = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}


@dataclass(frozen=True)
class Operation:
    """One method of one path, as the description has it."""

    method: str
    path: str
    told: Schema

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def needs_token(self) -> bool:
        """Whether nobody without a token is answered."""
        return bool(self.told.get("security"))

    @property
    def places(self) -> list[str]:
        """The names that stand in the path."""
        return [one["name"] for one in self.told["parameters"] if one["in"] == "path"]

    @property
    def queries(self) -> dict[str, Schema]:
        """What may stand behind the question mark."""
        return {
            one["name"]: one["schema"] for one in self.told["parameters"] if one["in"] == "query"
        }

    @property
    def body(self) -> Schema | None:
        """What may be sent as JSON."""
        content = self.told.get("requestBody", {}).get("content", {})
        schema: Schema | None = content.get("application/json", {}).get("schema")
        return schema

    @property
    def tells_bytes(self) -> bool:
        """Whether it answers with a file."""
        return "application/octet-stream" in self.told["responses"].get("200", {}).get(
            "content", {}
        )

    def answer(self, status: int) -> Schema | None:
        """Return the description of the JSON of an answer; None where it has none."""
        content = self.told["responses"][str(status)].get("content", {})
        schema: Schema | None = content.get("application/json", {}).get("schema")
        return schema


class Description:
    """An OpenAPI description."""

    def __init__(self, whole: Schema) -> None:
        self.whole = whole

    def operations(self) -> Iterator[Operation]:
        """Yield everything that can be asked."""
        for path, methods in self.whole["paths"].items():
            for method, told in methods.items():
                yield Operation(method.upper(), path, told)

    def named(self, schema: Schema) -> Schema:
        """Follow a reference."""
        if "$ref" not in schema:
            return schema
        found: Schema = self.whole["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found

    def values(self, schema: Schema) -> Values:
        """Return values that fit a schema, or nearly: lengths and bounds are tried too."""
        schema = self.named(schema)
        if "anyOf" in schema:
            return st.one_of(*(self.values(one) for one in schema["anyOf"]))
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            fields = {name: self.values(one) for name, one in schema["properties"].items()}
            needed = {name: fields.pop(name) for name in schema.get("required", ())}
            return st.fixed_dictionaries(needed, optional=fields)
        if kind == "array":
            return st.lists(self.values(schema["items"]), max_size=3)
        if schema.get("format") == "date-time":
            return st.datetimes().map(datetime.isoformat) | TEXTS
        plain = {
            "string": TEXTS,
            "integer": st.integers(0, 5) | NUMBERS,
            "number": st.floats(0, 100) | NUMBERS,
            "boolean": st.booleans(),
            "null": st.none(),
        }
        return plain.get(kind or "", JUNK)

    def faults(self, value: Any, schema: Schema, at: str = "answer") -> list[str]:
        """Return what in `value` is not as the schema says; nothing may be in it that is untold."""
        schema = self.named(schema)
        if "anyOf" in schema:
            tried = [self.faults(value, one, at) for one in schema["anyOf"]]
            return [] if [] in tried else [f"{at} is none of what it may be: {value!r}"]
        kind = schema.get("type")
        if kind in ("integer", "number"):
            wanted: Any = int if kind == "integer" else (int, float)
            fits = isinstance(value, wanted) and not isinstance(value, bool)
        else:
            fits = isinstance(value, _PLAIN[kind]) if kind else True
        if not fits or value not in schema.get("enum", [value]):
            return [f"{at} is {value!r}, not {kind} {schema.get('enum', '')}"]
        if schema.get("format") == "date-time" and not str(value).endswith("Z"):
            return [f"{at} is no time in UTC: {value!r}"]
        if kind == "array":
            every = (self.faults(one, schema["items"], f"{at}[]") for one in value)
            return [fault for found in every for fault in found]
        return self._in_object(value, schema, at) if "properties" in schema else []

    def _in_object(self, value: Mapping[str, Any], schema: Schema, at: str) -> list[str]:
        told = schema["properties"]
        found = [
            f"{at}.{name} is missing" for name in schema.get("required", ()) if name not in value
        ]
        for name, one in value.items():
            if name not in told:
                found.append(f"{at}.{name} is not described")
            else:
                found += self.faults(one, told[name], f"{at}.{name}")
        return found
