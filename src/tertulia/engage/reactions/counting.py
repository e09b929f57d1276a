"""What the totals of reactions should be, for `tertulia check`."""

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tertulia.engage.reactions.models import Reaction, ReactionTotal


def prepare_totals() -> None:
    """See to it that whatever was said has a row that counts it; the counting comes after."""
    counted = ReactionTotal.objects.filter(post=OuterRef("post"), name=OuterRef("name"))
    rows = Reaction.objects.annotate(counted=Subquery(counted.values("pk")[:1]))
    missing = rows.filter(counted=None).values_list("post_id", "name").distinct()
    ReactionTotal.objects.bulk_create(
        (ReactionTotal(post_id=post, name=name) for post, name in missing), ignore_conflicts=True
    )


def right_total() -> Coalesce:
    """Return the expression that counts what a row of totals stands for."""
    rows = Reaction.objects.filter(post=OuterRef("post"), name=OuterRef("name"))
    counted = rows.order_by().values("post").annotate(figure=Count("pk")).values("figure")
    return Coalesce(Subquery(counted), 0)
