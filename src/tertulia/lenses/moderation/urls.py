"""Reporting, deciding, and what was decided about oneself."""

from django.urls import path

from tertulia.kit.web import addresses  # noqa: F401 - names `number` and `word`
from tertulia.lenses.moderation.views import deciding, oneself, reporting

urlpatterns = [
    path("posts/<number:post_id>/report", reporting.report, name="report_post"),
    path("moderation", deciding.queue, name="moderation"),
    path("moderation/reports/<number:report_id>", deciding.settle, name="report"),
    path("moderation/suspend", deciding.suspend, name="suspend"),
    path("moderation/suspensions/<number:suspension_id>", deciding.suspension, name="suspension"),
    path("account/measures", oneself.measures, name="measures"),
    path("account/measures/<number:suspension_id>", oneself.appeal, name="appeal"),
    path("suspensions/<str:key>", oneself.by_letter, name="suspension_by_letter"),
]
