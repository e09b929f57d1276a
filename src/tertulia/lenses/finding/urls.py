"""Where things are found again."""

from django.urls import path

from tertulia.kit.web import addresses  # noqa: F401 - names `number`
from tertulia.lenses.finding import views

urlpatterns = [
    path("find", views.find, name="find"),
    path("find/suggest", views.suggest, name="find_suggest"),
    path("similar", views.similar_threads, name="similar"),
    path("similar/<number:thread_id>/yes", views.found_already, name="found_already"),
]
