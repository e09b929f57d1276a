"""Who is here, and whom one would rather not meet."""

from django.urls import path

from tertulia.kit.web import addresses  # noqa: F401 - names `word`
from tertulia.lenses.directory import views

urlpatterns = [
    path("people", views.directory, name="people"),
    path("hidden.css", views.hidden_sheet, name="hidden_sheet"),
    path("account/avoided", views.avoided, name="avoided"),
    path("p/<word:handle>/avoid", views.avoid, name="avoid"),
]
