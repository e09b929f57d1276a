"""The API as this instance offers it: the routers of all slices, behind one door."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from ninja import Router

from tertulia.core.activity.actors import ANONYMOUS
from tertulia.core.people.queries import bearer_of
from tertulia.kit.api.factory import make_api
from tertulia.kit.api.places import ROOT

STOREYS = ("core", "engage", "features", "lenses")
ABOUT = """\
Everything that people do here, for programs: the same actions, the same rights. Show a token as
`Authorization: Bearer TOKEN`; without one you read what is public. `tertulia token create` makes
tokens that read, that also write, or that (`admin`) also act with an operator's rights.
"""


def routers() -> list[tuple[str, Router]]:
    """Return the router of each slice that has one."""
    storeys = tuple(f"tertulia.{storey}." for storey in STOREYS)
    names = [f"{app.name}.api" for app in apps.get_app_configs() if app.name.startswith(storeys)]
    return [("", import_module(name).router) for name in names if find_spec(name)]


api = make_api(
    authenticate=bearer_of,
    anonymous=ANONYMOUS.at("api"),
    routers=routers(),
    takes_files=[f"{ROOT}/files"],
    description=ABOUT,
)
