"""The kinds of thread this instance knows. Lenses reach kinds only through here."""

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of thread answers; each answer but the first three has a default.

    `detail_model`: the row beside the thread (`OneToOneField(Thread, primary_key=True)`).
    `create_detail(thread_id, fields)`: writes that row from checked input; `form_template` asks
    for it, `parse(data)` checks it; programs and exports show its columns as `fields`.
    `body_template`, `list_template`: fragments shown above the first post and in lists.
    `may_open(actor, standing)`: a further condition on who may start one.
    `search_weight` multiplies the rank of its posts. `import_row(row)`: its fields from an
    imported row, where `parse` does not read them as they are. `import_words`: what `kind` may
    say in an imported file.

    `statuses`: those its threads can have. `accepts_answers`: one of its replies can be accepted.
    `waiting_people(thread_id)`: who else than its author waits for an answer.
    `acts_of(actor, thread_id)`: what the viewer did with it themselves, hashable; `acts_template`
    shows it, and what they may do, under the title (with `t`, `acts` and `csrf_input`).

    Answers that wait for the slices that will ask them: `promotes_to`, `promotes_from` (names of
    kinds), `build_from(thread_id) -> fields` prepares one from a source thread; `feed_entry`,
    `notification_line`: how it is announced; `has_reply_clock`: somebody is waiting for an answer.
    """

    name: str
    label: Text
    plural: Text
    icon: str = "message-circle"
    default_lane: str = "workbench"
    statuses: tuple[str, ...] = ("open", "closed")
    accepts_answers: bool = False
    waiting_people: Callable[[int], Collection[int]] | None = None
    acts_of: Callable[[Any, int], Hashable] | None = None
    acts_template: str = ""
    detail_model: type | None = None
    parse: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    create_detail: Callable[[int, dict[str, Any]], None] | None = None
    form_template: str = ""
    body_template: str = ""
    list_template: str = ""
    may_open: Callable[[Any, Any], bool] | None = None
    search_weight: float = 1.0
    promotes_to: tuple[str, ...] = ()
    promotes_from: tuple[str, ...] = ()
    build_from: Callable[[int], dict[str, Any]] | None = None
    import_words: tuple[str, ...] = ()
    import_row: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    feed_entry: Callable[[int], dict[str, Any]] | None = None
    notification_line: Text = ""
    has_reply_clock: bool = False

    @property
    def can_be_resolved(self) -> bool:
        """Whether its threads can be said to be settled."""
        return "resolved" in self.statuses

    def is_open_to(self, actor: Any, place: Any) -> bool:
        """Whether this kind lets `actor`, who may start a thread in `place`, start one of it."""
        return self.may_open is None or self.may_open(actor, place)


@dataclass
class _Registry:
    kinds: dict[str, Kind] = field(default_factory=dict)
    closed: bool = False


_registry = _Registry()


def register(kind: Kind) -> None:
    """Add a kind, at start-up only."""
    if _registry.closed:
        raise RuntimeError(f"kind {kind.name!r} came after the registry was closed")
    if kind.name in _registry.kinds:
        raise RuntimeError(f"there are two kinds called {kind.name!r}")
    _registry.kinds[kind.name] = kind


def close_registry(features: tuple[str, ...]) -> None:
    """Register `KIND` of each feature's `kind` module, then accept no more."""
    if _registry.closed:
        return
    for feature in features:
        module = import_module(f"tertulia.features.{feature}.kind")
        register(module.KIND)
    _registry.closed = True


def kind_named(name: str) -> Kind | None:
    """Return the kind called `name`."""
    return _registry.kinds.get(name)


def all_kinds() -> Iterator[Kind]:
    """Yield the kinds in the order in which they were registered."""
    yield from _registry.kinds.values()


def default_kind() -> Kind:
    """Return the kind of a thread for which none was named: the first that is offered."""
    return next(all_kinds())


def asking_kind() -> Kind:
    """Return the kind of what somebody asks: the first that has answers."""
    return next((kind for kind in all_kinds() if kind.accepts_answers), default_kind())


def kind_for_import(word: str) -> Kind | None:
    """Return the kind that an imported row's `kind` means."""
    return next((k for k in all_kinds() if word == k.name or word in k.import_words), None)
