"""Every address of this instance."""

from django.conf import settings
from django.urls import include, path

from tertulia.config.api import api
from tertulia.kit.ui.views import styleguide

urlpatterns = [
    path("api/v1/", api.urls),
    path("account/", include("tertulia.core.people.urls")),
    path("", include("tertulia.lenses.reading.urls")),
    path("", include("tertulia.lenses.finding.urls")),
    path("styleguide", styleguide, name="styleguide"),
]

if settings.TERTULIA.demo:
    urlpatterns.append(path("", include("tertulia.config.demo.urls")))

handler400 = "tertulia.kit.web.errors.bad_request"
handler403 = "tertulia.kit.web.errors.forbidden"
handler404 = "tertulia.kit.web.errors.not_found"
handler500 = "tertulia.kit.web.errors.server_error"
