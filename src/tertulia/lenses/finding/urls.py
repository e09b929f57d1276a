"""Where things are found again."""

from django.urls import path

from tertulia.lenses.finding import views

urlpatterns = [path("find", views.find, name="find")]
