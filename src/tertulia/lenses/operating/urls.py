"""What an operator sees of the place, and its first steps.

The first two steps lie under `/account/`, where sessions are: the second signs somebody in.
"""

from django.urls import path

from tertulia.lenses.operating.rows import rows
from tertulia.lenses.operating.views import begin, first_steps, inviting, overview

urlpatterns = [
    path("account/begin/<str:token>", begin.place, name="begin"),
    path("account/begin/<str:token>/person", begin.person, name="begin_person"),
    path("operator", overview.operator, name="operator"),
    path("operator/rows/", rows.urls),
    path("operator/settings", overview.choices, name="site_settings"),
    path("operator/first/community", first_steps.community, name="first_community"),
    path("operator/first/invite", inviting.invite, name="first_invite"),
]
