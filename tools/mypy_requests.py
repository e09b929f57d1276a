"""Tell mypy what our middleware puts on every request: `actor` and `live_after`."""

from collections.abc import Callable

from mypy.nodes import MypyFile
from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
ACTOR = "tertulia.core.activity.actors.Actor"
PLAIN_DEPENDENCY = 10  # mypy's own number for one file that needs another


class RequestPlugin(Plugin):
    """Adds them to Django's request, with the types that they have."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        if file.fullname == REQUEST.rpartition(".")[0]:
            return [(PLAIN_DEPENDENCY, ACTOR.rpartition(".")[0], -1)]
        return []

    def get_customize_class_mro_hook(
        self, fullname: str
    ) -> Callable[[ClassDefContext], None] | None:
        return _add_attributes if fullname == REQUEST else None


def _add_attributes(context: ClassDefContext) -> None:
    actor = context.api.named_type_or_none(ACTOR) or AnyType(TypeOfAny.special_form)
    add_attribute_to_class(context.api, context.cls, "actor", actor)
    number = context.api.named_type("builtins.int")
    add_attribute_to_class(context.api, context.cls, "live_after", number)


def plugin(version: str) -> type[Plugin]:
    """What mypy asks for."""
    return RequestPlugin
