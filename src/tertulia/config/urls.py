"""Every address of this instance."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

from tertulia.config.api import api
from tertulia.config.features import FEATURES
from tertulia.kit.ui.views import mark, styleguide
from tertulia.lenses.reading.urls import OFTEN

_FEATURES = [f"tertulia.features.{name}.urls" for name in FEATURES]

urlpatterns = [
    *OFTEN,
    path("api/v1/", api.urls),
    path("", include("tertulia.lenses.operating.urls")),
    path("account/", include("tertulia.core.people.urls")),
    *(path("", include(name)) for name in _FEATURES if find_spec(name)),
    path("", include("tertulia.lenses.reading.urls")),
    path("", include("tertulia.lenses.finding.urls")),
    path("", include("tertulia.lenses.directory.urls")),
    path("", include("tertulia.lenses.moderation.urls")),
    path("styleguide", styleguide, name="styleguide"),
    path("favicon.ico", mark, name="mark"),
]

if settings.TERTULIA.demo:
    urlpatterns.append(path("", include("tertulia.config.demo.urls")))

handler400 = "tertulia.kit.web.errors.bad_request"
handler403 = "tertulia.kit.web.errors.forbidden"
handler404 = "tertulia.kit.web.errors.not_found"
handler500 = "tertulia.kit.web.errors.server_error"
