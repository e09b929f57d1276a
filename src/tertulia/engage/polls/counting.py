"""What is counted of votes, and what it should be, for actions and for `tertulia check`."""

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from tertulia.engage.polls.models import Vote


def right_points() -> Coalesce:
    """Return the expression that counts the points of an option."""
    votes = Vote.objects.filter(option=OuterRef("pk")).order_by().values("option")
    return Coalesce(Subquery(votes.annotate(figure=Sum("points")).values("figure")), 0)


def right_voters() -> Coalesce:
    """Return the expression that counts who voted in a poll."""
    votes = Vote.objects.filter(option__poll=OuterRef("pk")).order_by().values("option__poll")
    counted = votes.annotate(figure=Count("person", distinct=True)).values("figure")
    return Coalesce(Subquery(counted), 0)
