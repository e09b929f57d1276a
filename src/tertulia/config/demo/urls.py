"""Addresses that exist in the demonstration alone."""

from django.urls import path

from tertulia.config.demo import doors

urlpatterns = [
    path("demo/sign-in/<str:token>", doors.sign_in, name="demo_sign_in"),
]
