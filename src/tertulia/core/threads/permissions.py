"""Who may see and do what with threads and posts. SQL form and Python form side by side.

A thread's home community decides; `Standing` says what an actor is to that community. Nothing
here reads a copy of the rule: both forms ask `communities.permissions`.
"""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.db.models.lookups import In, IsNull

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import COORDINATING, Role
from tertulia.core.communities.permissions import (
    Standing,
    can_join_community,
    can_moderate_community,
    can_read_community,
    moderated_by,
    readable_to,
)
from tertulia.core.threads.models import File, Post, Status, Thread, ThreadTopic
from tertulia.core.topics.models import Topic

RULES = {
    "see_thread": "Whoever reads its community; a removed thread: its author and moderators.",
    "see_post": "Whoever sees its thread; a removed post: its author and moderators, for others a "
    "tombstone without its words.",
    "start_thread": "Members but guests; where joining is open the signed-in who read, who become "
    "members by it; moderators. In an archived community nobody.",
    "reply": "Members and guests; where joining is open the signed-in who read, who become members "
    "by it; moderators. In a closed thread moderators alone; in a removed one, and in an archived "
    "community, nobody.",
    "edit_post": "Its author, while they may reply there; a wiki post: whoever may reply there.",
    "edit_wiki_post": "Whoever may reply there; who was no member becomes one by it.",
    "turn_into_wiki": "Its author while they may reply there, and moderators.",
    "remove_post": "Its author and moderators. Post 1 goes with its thread.",
    "restore_post": "Who removed it, if it is their own; moderators.",
    "retitle_thread": "Its author while they may reply there, and moderators.",
    "remove_thread": "Moderators; its author as long as nobody else has replied.",
    "restore_thread": "Moderators; its author if they removed it.",
    "close_thread": "Moderators.",
    "move_thread": "Who moderates its community and the one it goes to; not out of a circle.",
    "pin_thread": "Moderators; not what is removed, or said in a circle.",
    "split_thread": "Moderators.",
    "merge_thread": "Moderators; with another of the same community.",
    "link_thread": "Its author while they may reply there, and moderators; to a thread they see.",
    "accept_answer": "Its author, the experts of its community and moderators, where the kind has "
    "answers; in a removed thread, and in an archived community, nobody.",
    "resolve_thread": "Its author and moderators, where the kind can be resolved; in a closed or "
    "removed thread, and in an archived community, nobody.",
    "change_lane": "Who may change its title: its author while they may reply there, moderators.",
    "ask_for_placement": "The signed-in who see the thread at home, for a community in which they "
    "may start one. Not for what is removed, or said in a circle.",
    "decide_placement": "Those who moderate the community that would show the thread, and see it "
    "at home. In an archived one, and in a circle, nobody.",
    "end_placement": "Who asked for it; the thread's author and its moderators at home; and those "
    "who may decide where it is shown.",
    "see_revisions": "Whoever sees the post.",
    "see_attachment": "Whoever sees the words of a post that it hangs on, and its owner; while it "
    "hangs on a draft, its owner alone.",
    "import_threads": "The system, operators, and coordinators of the community.",
}


@dataclass(frozen=True, slots=True)
class ThreadFacts:
    """What permission needs to know of a thread, with the actor's standing in its home."""

    id: int
    community_id: int
    author_id: int | None
    status: str
    is_removed: bool
    last_number: int
    place: Standing


@dataclass(frozen=True, slots=True)
class PostFacts:
    """What permission needs to know of a post."""

    id: int
    number: int
    author_id: int | None
    is_removed: bool
    thread: ThreadFacts
    is_wiki: bool = False


def visible_to(actor: Actor) -> QuerySet[Thread]:
    """Return the threads that `actor` may see."""
    return Thread.objects.filter(threads_seen_by(actor))


def threads_seen_by(actor: Actor, prefix: str = "") -> Q:
    """Return the condition behind `visible_to`, for a row that reaches the thread by `prefix`."""
    # One that was merged into another is there no more; its addresses lead on (`queries.former`).
    readable = Q(In(_home(prefix), readable_to(actor).values("pk"))) & Q(_unmerged(prefix))
    if actor.is_system:
        return readable
    return readable & (Q(**{f"{prefix}is_removed": False}) | _unhidden(actor, prefix))


def posts_visible_to(actor: Actor) -> QuerySet[Post]:
    """Return the posts whose words `actor` may see."""
    whole = Post.objects.filter(threads_seen_by(actor, "thread__"))
    if actor.is_system:
        return whole
    own = Q(author=actor.person_id) if actor.signed_in else Q(pk__in=[])
    moderated = Q(thread__community__in=moderated_by(actor))
    return whole.filter(Q(is_removed=False) | own | moderated)


def _unmerged(prefix: str) -> IsNull:
    """Return whether the thread stands by itself; in a form, too, that no index answers."""
    target = Func(
        F(f"{prefix}merged_into_id"),
        template="(+%(expressions)s)",
        output_field=BigIntegerField(null=True),
    )
    return IsNull(target, True)


def files_visible_to(actor: Actor) -> QuerySet[File]:
    """Return the files that `actor` may read: their own, and those on posts whose words they see.

    A file is never more visible than that: its number in another post opens nothing.
    """
    posts = posts_visible_to(actor).filter(attachments__file=OuterRef("pk"))
    own = Q(owner=actor.person_id) if actor.signed_in else Q(pk__in=[])
    return File.objects.filter(own | Q(Exists(posts)))


def topics_visible_to(actor: Actor) -> QuerySet[Topic]:
    """Return the topics that `actor` may know of.

    Its words say what a thread is about, so a topic is hidden with all that stands under it, also
    by its other names; not from those who keep the topics in order.
    """
    if actor.is_system:
        return Topic.objects.all()
    main = Coalesce(OuterRef("synonym_of"), OuterRef("pk"))
    under = ThreadTopic.objects.filter(topic=main)
    seen = under.filter(threads_seen_by(actor, "thread__"))
    kept = Q(community__in=moderated_by(actor))
    readable = Topic.objects.filter(community__in=readable_to(actor).values("pk"))
    return readable.filter(~Q(Exists(under)) | Q(Exists(seen)) | kept)


def _home(prefix: str) -> Func:
    """Return the thread's community, in a form that no index answers.

    Otherwise SQLite, where one community holds most threads, takes "in one of these" for the way
    in and sorts them all, instead of reading the first of one community in their order.
    """
    community = F(f"{prefix}community_id")
    return Func(community, template="(+%(expressions)s)", output_field=BigIntegerField())


def _unhidden(actor: Actor, prefix: str) -> Q:
    if not actor.signed_in:
        return Q(pk__in=[])
    mine = Q(**{f"{prefix}author": actor.person_id})
    return mine | Q(**{f"{prefix}community__in": moderated_by(actor)})


def can_see_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """The Python form of `visible_to`."""
    if not can_read_community(actor, thread.place):
        return False
    return not thread.is_removed or _is_author_or_moderator(actor, thread, thread.author_id)


def can_see_post(actor: Actor, post: PostFacts) -> bool:
    """The Python form of `posts_visible_to`."""
    if not can_see_thread(actor, post.thread):
        return False
    return not post.is_removed or _is_author_or_moderator(actor, post.thread, post.author_id)


def can_see_attachment(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may read the files on the post. The Python form of `files_visible_to`."""
    return can_see_post(actor, post)


def can_see_revisions(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may see what the post said before."""
    return can_see_post(actor, post)


def can_start_thread(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may open a thread; a kind may ask for more (`Kind.may_open`)."""
    if not _may_write(actor, place):
        return False
    is_guest = place.roles & ~Role.MEMBER == Role.GUEST
    return not is_guest or can_moderate_community(actor, place)


def can_reply(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may write in the thread."""
    if thread.is_removed or not can_see_thread(actor, thread):
        return False
    if thread.status == Status.CLOSED and not can_moderate_community(actor, thread.place):
        return False
    return _may_write(actor, thread.place)


def can_edit_post(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may change the words of the post."""
    mine = actor.signed_in and actor.person_id == post.author_id
    return (mine or post.is_wiki) and can_edit_wiki_post(actor, post)


def can_edit_wiki_post(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may change the words of the post, if it is a wiki post."""
    return not post.is_removed and can_reply(actor, post.thread)


def can_turn_into_wiki(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may let others edit the post, and end that."""
    if post.is_removed or not can_reply(actor, post.thread):
        return False
    return _is_author_or_moderator(actor, post.thread, post.author_id)


def can_remove_post(actor: Actor, post: PostFacts) -> bool:
    """Whether `actor` may hide the post. The first one goes only with its thread."""
    if post.is_removed or post.number == 1 or not can_see_thread(actor, post.thread):
        return False
    return _is_author_or_moderator(actor, post.thread, post.author_id)


def can_restore_post(actor: Actor, post: PostFacts, remover_id: int | None) -> bool:
    """Whether `actor` may bring a hidden post back."""
    if not post.is_removed or not can_see_post(actor, post):
        return False
    by_author = actor.signed_in and actor.person_id == post.author_id == remover_id
    return by_author or can_moderate_community(actor, post.thread.place)


def can_retitle_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may change title and topics."""
    if can_moderate_community(actor, thread.place):
        return True
    return actor.signed_in and actor.person_id == thread.author_id and can_reply(actor, thread)


def can_link_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may say what else the thread belongs to."""
    return can_retitle_thread(actor, thread)


def can_remove_thread(actor: Actor, thread: ThreadFacts, others_replied: bool) -> bool:
    """Whether `actor` may hide the whole thread."""
    if thread.is_removed or not can_see_thread(actor, thread):
        return False
    mine = actor.signed_in and actor.person_id == thread.author_id and not others_replied
    return mine or can_moderate_community(actor, thread.place)


def can_restore_thread(actor: Actor, thread: ThreadFacts, remover_id: int | None) -> bool:
    """Whether `actor` may bring a hidden thread back."""
    if not thread.is_removed or not can_see_thread(actor, thread):
        return False
    mine = actor.signed_in and actor.person_id == thread.author_id == remover_id
    return mine or can_moderate_community(actor, thread.place)


def can_close_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may close and reopen the thread."""
    return can_see_thread(actor, thread) and can_moderate_community(actor, thread.place)


def can_accept_answer(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may say which post answers the thread, and take that back."""
    if thread.is_removed or thread.place.is_shut or not can_see_thread(actor, thread):
        return False
    knows = actor.signed_in and bool(thread.place.roles & Role.EXPERT)
    return knows or _is_author_or_moderator(actor, thread, thread.author_id)


def can_resolve_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may say that the thread is settled, and that it is not."""
    if thread.is_removed or thread.place.is_shut or thread.status == Status.CLOSED:
        return False
    seen = can_see_thread(actor, thread)
    return seen and _is_author_or_moderator(actor, thread, thread.author_id)


def can_move_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may take the thread elsewhere; the other community is asked as well."""
    return not thread.place.is_circle and can_merge_thread(actor, thread)


def can_pin_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may put the thread first in its community's list, and take it down."""
    return not thread.place.is_circle and can_merge_thread(actor, thread)


def can_split_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may take posts of the thread into one of their own."""
    return can_merge_thread(actor, thread)


def can_merge_thread(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may put the thread and another of the same community together."""
    return not thread.is_removed and can_close_thread(actor, thread)


def can_change_lane(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may take the thread to the workbench or to the lounge."""
    return can_retitle_thread(actor, thread)


def can_ask_for_placement(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may ask other communities to show the thread."""
    known = actor.signed_in or actor.is_system
    closed = thread.is_removed or thread.place.is_circle
    return known and not closed and can_see_thread(actor, thread)


def can_decide_placement(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may say which threads of other homes are shown here."""
    open_for_it = not place.is_archived and not place.is_circle
    return open_for_it and can_moderate_community(actor, place)


def can_end_placement(actor: Actor, thread: ThreadFacts) -> bool:
    """Whether `actor` may, from the thread's home, have it shown elsewhere no longer."""
    seen = can_see_thread(actor, thread)
    return seen and _is_author_or_moderator(actor, thread, thread.author_id)


def can_import_threads(actor: Actor, place: Standing) -> bool:
    """Whether `actor` may bring threads in from elsewhere."""
    if actor.is_system or (actor.is_operator and not place.is_circle):
        return True
    return actor.signed_in and bool((place.roles | place.inherited) & COORDINATING)


def _may_write(actor: Actor, place: Standing) -> bool:
    if place.is_shut or not can_read_community(actor, place):
        return False
    if actor.is_system:
        return True
    return (
        place.roles > 0 or can_join_community(actor, place) or can_moderate_community(actor, place)
    )


def _is_author_or_moderator(actor: Actor, thread: ThreadFacts, author_id: int | None) -> bool:
    if actor.signed_in and actor.person_id == author_id:
        return True
    return can_moderate_community(actor, thread.place)
