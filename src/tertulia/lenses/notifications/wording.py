"""The sentence of each notification, for inbox, table and letters."""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tertulia.lenses.notifications.models import Cause
from tertulia.lenses.notifications.queries import NotificationRow


def sentence(it: NotificationRow) -> str:
    """Return what happened, in one sentence without markup."""
    say = _SENTENCES.get(Cause(it.cause))
    words = say(it) if say else ""
    return words or _("Something happened that concerns you.")


def _names(it: NotificationRow) -> dict[str, str]:
    return {
        "name": it.by.name or _("Somebody"),
        "title": it.title,
        "community": it.community_name or "",
    }


def _belonging(it: NotificationRow) -> str:
    what = it.data.get("what")
    if what == "joined" and it.is_of_circle:
        return _("%(name)s wants to talk with you.") % _names(it)
    if what == "joined":
        return _("You are now a member of %(community)s.") % _names(it)
    if what == "declined":
        return _("Your request to join %(community)s was declined.") % _names(it)
    if what == "removed":
        return _("Your membership of %(community)s has ended.") % _names(it)
    return _("Your roles in %(community)s have changed.") % _names(it)


def _moderation(it: NotificationRow) -> str:
    what = it.data.get("what")
    names = _names(it)
    sentences = {
        "post_removed": _("%(name)s hid a post of yours in “%(title)s”."),
        "post_restored": _("%(name)s brought back a post of yours in “%(title)s”."),
        "thread_removed": _("%(name)s hid your thread “%(title)s”."),
        "thread_restored": _("%(name)s brought back your thread “%(title)s”."),
        "thread_closed": _("%(name)s closed your thread “%(title)s”."),
        "thread_moved": _("%(name)s moved your thread “%(title)s”."),
    }
    return sentences.get(str(what), _("%(name)s changed something of yours.")) % names


def _reaction(it: NotificationRow) -> str:
    if it.count <= 1:
        return _("%(name)s reacted to your post in “%(title)s”.") % _names(it)
    others = it.count - 1
    return ngettext(
        "%(name)s and %(others)s other reacted to your post in “%(title)s”.",
        "%(name)s and %(others)s others reacted to your post in “%(title)s”.",
        others,
    ) % {**_names(it), "others": others}


def _accepted(it: NotificationRow) -> str:
    if it.data.get("what") == "mine":
        return _("%(name)s accepted your answer in “%(title)s”.") % _names(it)
    return _("“%(title)s”, which is your question too, has an accepted answer.") % _names(it)


_SENTENCES: dict[Cause, Callable[[NotificationRow], str]] = {
    Cause.MENTION: lambda it: _("%(name)s mentioned you in “%(title)s”.") % _names(it),
    Cause.REPLY: lambda it: _("%(name)s answered you in “%(title)s”.") % _names(it),
    Cause.QUOTE: lambda it: _("%(name)s spoke about words of yours in “%(title)s”.") % _names(it),
    Cause.WATCHED: lambda it: _("%(name)s wrote in “%(title)s”.") % _names(it),
    Cause.STARTED: lambda it: _("%(name)s began “%(title)s”.") % _names(it),
    Cause.ACCEPTED: _accepted,
    Cause.REACTION: _reaction,
    Cause.INVITATION: lambda it: (
        _("%(name)s invites you to %(place)s.")
        % {**_names(it), "place": it.data.get("place") or it.community_name or _("a community")}
    ),
    Cause.REQUEST: lambda it: _("%(name)s asks to join %(community)s.") % _names(it),
    Cause.BELONGING: _belonging,
    Cause.MODERATION: _moderation,
    Cause.REMINDER: lambda it: _("You wanted to be reminded of “%(title)s”.") % _names(it),
    Cause.UNSENT: lambda it: (
        _("A post that you planned could not be sent: %(reason)s")
        % {"reason": it.data.get("reason") or _("it is still among your drafts.")}
    ),
}
