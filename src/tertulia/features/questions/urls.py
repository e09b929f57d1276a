"""What one does with a question from its page."""

from django.urls import path

from tertulia.features.questions import views
from tertulia.kit.web import addresses  # noqa: F401 - names `number`

urlpatterns = [
    path("t/<number:thread_id>/me-too", views.me_too, name="me_too"),
]
