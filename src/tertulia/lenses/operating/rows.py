"""Rows as they are stored, for an operator to read: Django's own pages, trimmed to looking.

Only actions write, so nothing can be changed here; and what an operator has no business with (what
is said in circles, passwords, keys, the words of letters) is not shown.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from tertulia.core.activity.models import Activity
from tertulia.core.communities.models import Community, Membership
from tertulia.core.people.models import AccessToken, Person
from tertulia.core.site.models import SiteSetting
from tertulia.core.threads.models import Thread
from tertulia.kit.jobs.models import Errand
from tertulia.kit.mail.models import Letter
from tertulia.kit.web.refusals import NotHere


class Rows(admin.AdminSite):
    """The site of rows. Whoever is no operator finds nothing here."""

    site_header = site_title = index_title = _("Rows, as they are stored")
    site_url = "/operator"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.actor.is_operator)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def only_operators(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise NotHere
            answer: HttpResponse = inner(request, *args, **named)
            return answer

        return only_operators

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        raise NotHere


class ToRead(admin.ModelAdmin):
    """Shows, changes nothing."""

    list_per_page = 50
    show_full_result_count = False
    # What of a row is not shown.
    unseen: ClassVar[tuple[str, ...]] = ()
    # The way to the community, where circles are left out by it.
    place: ClassVar[str] = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows: QuerySet = super().get_queryset(request)
        return rows.exclude(**{f"{self.place}is_circle": True}) if self.place else rows

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        columns = (field.name for field in self.model._meta.concrete_fields)
        return [name for name in columns if name not in self.unseen]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.actor.is_operator)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.actor.is_operator)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


rows = Rows(name="rows")


def _shown(model: type[Model], **answers: Any) -> None:
    """Let `model` be read, with these answers of `ToRead`."""
    rows.register(model, type(f"{model.__name__}Rows", (ToRead,), answers))


_shown(
    Person,
    list_display=("handle", "name", "email", "joined_at", "is_active", "is_operator", "is_shadow"),
    list_filter=("is_active", "is_operator", "is_shadow"),
    search_fields=("handle_key", "name", "email"),
    unseen=("password",),
)
_shown(
    Community,
    list_display=("slug", "name", "visibility", "join_policy", "member_count", "last_post_at"),
    list_filter=("visibility", "join_policy"),
    search_fields=("slug", "name"),
    get_queryset=lambda self, request: Community.objects.filter(is_circle=False),
)
_shown(
    Membership,
    list_display=("community", "person", "roles", "joined_at"),
    list_select_related=("community", "person"),
    place="community__",
)
_shown(
    Thread,
    list_display=("id", "title", "kind", "community", "status", "post_count", "last_post_at"),
    list_filter=("kind", "status", "is_removed"),
    list_select_related=("community",),
    search_fields=("title",),
    place="community__",
)
_shown(
    Activity,
    list_display=("id", "verb", "actor", "door", "community", "thread", "post", "recorded_at"),
    list_filter=("door",),
    get_queryset=lambda self, request: Activity.objects.exclude(
        community__in=Community.objects.filter(is_circle=True).values("pk")
    ),
)
_shown(
    Errand, list_display=("id", "name", "state", "attempts", "run_after"), list_filter=("state",)
)
_shown(
    Letter,
    list_display=("id", "to", "subject", "state", "attempts", "created", "sent_at"),
    list_filter=("state",),
    unseen=("text", "html"),
)
_shown(
    AccessToken,
    list_display=("id", "person", "name", "scope", "created_at", "revoked_at"),
    list_select_related=("person",),
    unseen=("hash",),
)
_shown(SiteSetting, list_display=("name", "changed_at"), unseen=("value",))
