"""A small town in which something secret stands wherever something can be secret.

Each canary is a word that stands nowhere else, beside the word "lantern", by which it can be
searched for without being named.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tertulia.core.activity.actors import ANONYMOUS, Actor, system
from tertulia.core.communities.actions import (
    add_member,
    ask_to_join,
    found_community,
    leave_community,
    suspend_person,
    write_charter,
)
from tertulia.core.communities.models import Ancestry, Charter, Community, Role, Suspension
from tertulia.core.people.actions import create_person
from tertulia.core.people.models import Person
from tertulia.core.profiles.actions import describe_person
from tertulia.core.profiles.models import Audience
from tertulia.core.threads.actions import (
    AnchorGiven,
    ask_for_placement,
    edit_post,
    keep_file,
    link_threads,
    remove_post,
    remove_thread,
    reply,
    retitle_thread,
    save_draft,
    start_thread,
)
from tertulia.core.threads.models import File, Post, Thread
from tertulia.engage.polls.actions import Wanted, set_poll
from tertulia.engage.reports.actions import report_post
from tertulia.engage.reports.models import Report

SYSTEM = system("command")
WORD = "lantern"
VIEWERS = (
    "visitor", "stranger", "member", "guest", "former", "steward", "coordinator", "above",
    "beside", "author", "operator",
)  # fmt: skip
_INSIDE = {"member", "guest", "steward", "coordinator", "author", "operator"}
_MODERATORS = {"steward", "coordinator", "above", "operator"}
# canary: (what it is, who may come across it)
SECRETS = {
    "zqsite": ("words in a community for the signed-in", set(VIEWERS) - {"visitor"}),
    "zqmembers": ("words in a members' community", _INSIDE | {"above"}),
    "zqnorms": ("the norms of a members' community", _INSIDE | {"above"}),
    "zqsecret": ("words in a secret community", _INSIDE | {"above"}),
    "zqname": ("the name of a secret community", _INSIDE | {"above"}),
    "zqcircle": ("words in a circle", {"member", "author"}),
    "zqbranch": ("words in a closed branch", {"author", "above", "operator"}),
    "zqbeside": (
        "words in another community of the closed branch",
        {"beside", "above", "operator"},
    ),
    "zqwall": (
        "name and words of a closed branch that is public within",
        {"author", "above", "operator", "steward", "coordinator"},
    ),
    "zqremoved": ("a removed post", _MODERATORS | {"author"}),
    "zqreason": ("why it was removed", _MODERATORS | {"author"}),
    "zqhidden": ("a removed thread", _MODERATORS | {"author"}),
    "zqasked": ("what somebody says who asks to join", {"coordinator", "above", "operator"}),
    "zqdraft": ("a draft", {"author"}),
    "zqunsent": ("a file on a draft", {"author"}),
    "zqcellarfile": ("a file in a secret community", _INSIDE | {"above"}),
    "zqgonefile": ("a file on a removed post", _MODERATORS | {"author"}),
    "zqmail": ("an address", {"author"}),
    "zqreport": (
        "what somebody says who reports a post",
        {"steward", "coordinator", "above", "operator"},
    ),
    "zqpause": (
        "why somebody is suspended",
        {"beside", "steward", "coordinator", "above", "operator"},
    ),
    "zqself": ("what somebody tells nobody", {"author"}),
    "zqnear": (
        "what somebody tells those they share a community with",
        {"member", "guest", "steward", "coordinator", "above", "author"},
    ),
}
ALIAS, REAL = "A quiet voice", "Zqreal Person"


@dataclass
class Town:
    """Who lives there, and every name by which something of it can be asked for."""

    people: dict[str, Person] = field(default_factory=dict)
    communities: dict[str, Community] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)
    quiet: Thread | None = None
    report: Report = field(default_factory=Report)
    suspension: Suspension = field(default_factory=Suspension)

    def actor(self, who: str) -> Actor:
        """Return a viewer as actions know them."""
        if who == "visitor":
            return ANONYMOUS
        person = self.people[who]
        return Actor(person.pk, person.handle, person.name, is_operator=person.is_operator)

    def start(self, where: str, who: str, secret: str) -> Post:
        """Start a thread of which title, words and topic hold a secret."""
        return start_thread(
            actor=self.actor(who),
            community=self.communities[where],
            kind="discussion",
            title=f"{secret} {WORD}",
            source=f"Here is {secret}, beside the {WORD}.",
            topics=[f"{secret} topic"],
        )

    @property
    def names(self) -> list[dict[str, object]]:
        """Return the sets of names that addresses can be filled with.

        Of each thread the first page, which shows all its posts, and its second post or whatever
        is removed; of people those who have something to hide or to decide.
        """
        found: list[dict[str, object]] = [{}]
        found += [{"community": it.slug} for it in self.communities.values()]
        found += [{"handle": self.people[who].handle} for who in ("author", "real", "beside")]
        found.append({"circle": "circle"})
        found += [{"report": self.report.pk}, {"suspension": self.suspension.pk}]
        for thread in Thread.objects.order_by("pk"):
            found.append({"thread": thread.pk, "slug": thread.slug, "number": 1})
        telling = Post.objects.filter(Q(number=2) | Q(is_removed=True)).order_by("pk")
        found += [{"file": file} for file in File.objects.values_list("id", flat=True)]
        found += [{"post": post} for post in telling.values_list("id", flat=True)]
        return found


def build_town() -> Town:
    """Build the town through the actions that everybody uses."""
    town = Town()
    for who in (*VIEWERS[1:], "real"):
        town.people[who] = create_person(
            actor=SYSTEM,
            email=f"{'zqmail' if who == 'author' else 'x'}-{who}@example.org",
            name=REAL if who == "real" else f"The {who}",
            handle="zqreal" if who == "real" else f"t-{who}",
            password="a long and quiet word",
            is_operator=who == "operator",
        )
    describe_person(
        actor=town.actor("author"),
        person=town.people["author"],
        texts={"about": "zqself"},
        words={"knows": ["zqnear"]},
        audiences={"about": Audience.SELF, "knows": Audience.SHARED},
    )
    _found(town)
    _belong(town)
    _write(town)
    _hide(town)
    _object(town)
    _join(town)
    _speak_quietly(town)
    return town


def _found(town: Town) -> None:
    def found(slug: str, visibility: str, parent: str = "", **more: Any) -> None:
        town.communities[slug] = found_community(
            actor=SYSTEM,
            slug=slug,
            name=more.pop("name", slug.title()),
            visibility=visibility,
            parent=town.communities.get(parent),
            **more,
        )

    found("plaza", "public")
    found("site", "site", "plaza")
    found("club", "members", "plaza", join_policy="request")
    found("cellar", "secret", "plaza", name="The zqname society")
    found("closed", "secret", join_policy="invitation")
    found("branch", "secret", "closed", join_policy="invitation")
    found("twig", "secret", "closed", join_policy="invitation")
    found("wall", "public", "plaza", name="The zqwall house", is_closed=True)
    found("chamber", "public", "wall", name="The zqwall chamber")
    circle = Community.objects.create(
        slug="circle", name="Circle", visibility="secret", join_policy="invitation", is_circle=True
    )
    Ancestry.objects.create(descendant=circle, ancestor=circle, depth=0)
    Charter.objects.create(community=circle)
    town.communities["circle"] = circle
    write_charter(
        actor=SYSTEM,
        community=town.communities["club"],
        domain_statement="Open to see: clocks.",
        norms="We say zqnorms.",
        key_questions=["What of zqnorms?"],
    )


def _belong(town: Town) -> None:
    roles = {
        "member": Role.MEMBER,
        "author": Role.MEMBER,
        "guest": Role.GUEST,
        "former": Role.MEMBER,
        "steward": Role.STEWARD,
        "coordinator": Role.COORDINATOR,
    }
    held = [(slug, who, role) for slug in ("site", "club", "cellar") for who, role in roles.items()]
    held += [("plaza", who, role) for who, role in roles.items() if who != "guest"]
    held += [("plaza", "above", Role.COORDINATOR), ("closed", "above", Role.COORDINATOR)]
    held += [("branch", "author", Role.MEMBER), ("twig", "beside", Role.COORDINATOR)]
    held += [("wall", "author", Role.MEMBER)]
    for slug, who, role in held:
        person = town.people[who].pk
        add_member(actor=SYSTEM, community=town.communities[slug], person=person, roles=role)
    for who in ("member", "author"):
        town.communities["circle"].memberships.create(person=town.people[who], roles=Role.MEMBER)
    for slug in ("plaza", "site", "club", "cellar"):
        leave_community(actor=town.actor("former"), community=town.communities[slug])
    ask_to_join(
        actor=town.actor("stranger"), community=town.communities["club"], message="zqasked, please"
    )


def _write(town: Town) -> None:
    for slug, who, secret in (
        ("site", "author", "zqsite"),
        ("club", "author", "zqmembers"),
        ("cellar", "author", "zqsecret"),
        ("circle", "author", "zqcircle"),
        ("branch", "author", "zqbranch"),
        ("twig", "beside", "zqbeside"),
        ("wall", "author", "zqwall"),
        ("chamber", "author", "zqwall"),
    ):
        starter = town.start(slug, who, secret)
        again = f"{secret} {WORD} again"
        post = reply(actor=town.actor(who), thread_id=starter.thread_id, source=again)
        poll = Wanted(f"{secret} asks", [f"{secret} yes", f"{secret} no"])
        set_poll(actor=town.actor(who), post_id=post.pk, wanted=poll)
        _show_elsewhere(town, slug, starter.thread_id)
    save_draft(actor=town.actor("author"), key="new", sequence=0, source="zqdraft", title="zqdraft")
    _file(town, "zqunsent")
    cellar = Post.objects.get(thread__community__slug="cellar", number=2).thread_id
    reply(actor=town.actor("author"), thread_id=cellar, source=_file(town, "zqcellarfile"))


def _file(town: Town, secret: str) -> str:
    """Bring a file whose name and content are secret; return what leads to it in a text."""
    content = BytesIO(f"In it stands {secret}.".encode())
    kept = keep_file(actor=town.actor("author"), file=content, name=f"{secret}.txt", draft="new")
    return f"[A paper]({kept.address})"


def _show_elsewhere(town: Town, home: str, thread: int) -> None:
    """Have what is said to few listed where everybody looks, and in another place of the few."""
    showing = {"club": ["plaza", "site"], "wall": ["plaza", "chamber"], "cellar": ["plaza"]}
    who = "above" if home == "wall" else "coordinator"
    for slug in showing.get(home, ()):
        community = town.communities[slug]
        made = ask_for_placement(actor=town.actor(who), thread_id=thread, community=community)
        assert made.state == "shown", (home, slug)


def _hide(town: Town) -> None:
    author, steward = town.actor("author"), town.actor("steward")
    open_one = town.start("plaza", "author", "harmless").thread_id
    paper = _file(town, "zqgonefile")
    gone = reply(actor=author, thread_id=open_one, source=f"zqremoved {WORD}, once, {paper}")
    edit_post(actor=author, post_id=gone.pk, source=f"zqremoved {WORD}, again, {paper}")
    member = town.actor("member")
    reply(actor=member, thread_id=open_one, source="Something between.")
    reply(actor=member, thread_id=open_one, source="I answer.", reply_to=gone.number)
    anchor = AnchorGiven(number=gone.number, exact="zqremoved lantern")
    reply(actor=member, thread_id=open_one, source="I point at it.", anchor=anchor)
    remove_post(actor=steward, post_id=gone.pk, reason="zqreason")
    save_draft(actor=author, key=f"thread-{open_one}", sequence=0, source="zqdraft too")
    whole = town.start("plaza", "author", "zqhidden").thread_id
    reply(actor=author, thread_id=whole, source=f"zqhidden {WORD} as well")
    retitle_thread(actor=author, thread_id=whole, title=f"zqhidden {WORD}, renamed")
    remove_thread(actor=steward, thread_id=whole, reason="zqreason")


def _join(town: Town) -> None:
    """Join a thread that everybody reads to one of each other place, both ways."""
    open_one = Thread.objects.get(community=town.communities["plaza"], title__startswith="harmless")
    for thread in Thread.objects.exclude(pk=open_one.pk):
        link_threads(actor=SYSTEM, source=open_one.pk, target=thread.pk, relation="asked_before")
        link_threads(actor=SYSTEM, source=thread.pk, target=open_one.pk, relation="answers")


def _object(town: Town) -> None:
    post = Post.objects.get(thread__community__slug="site", number=2)
    member, steward = town.actor("member"), town.actor("steward")
    town.report = report_post(actor=member, post_id=post.pk, reason="unkind", words="zqreport")
    town.suspension = suspend_person(
        actor=steward,
        community=town.communities["plaza"],
        person=town.people["beside"].pk,
        until=timezone.now() + timedelta(hours=1),
        reason="zqpause",
    )


def _speak_quietly(town: Town) -> None:
    """Start a thread under an alias, and answer in it under the alias; one reply is taken back."""
    town.communities["plaza"].refresh_from_db()
    first = town.start("plaza", "real", "quiet")
    second = reply(actor=town.actor("real"), thread_id=first.thread_id, source=f"Quiet {WORD}.")
    third = reply(actor=town.actor("real"), thread_id=first.thread_id, source="Quietly gone.")
    Post.objects.filter(thread=first.thread_id).update(alias=ALIAS)
    Thread.objects.filter(pk=first.thread_id).update(alias=ALIAS)
    # Said again under the alias, so that whatever is kept of the words is kept under it.
    for post in (first, second):
        edit_post(actor=town.actor("real"), post_id=post.pk, source=f"Still quiet, {WORD}.")
    remove_post(actor=town.actor("real"), post_id=third.pk)
    answer = reply(actor=town.actor("member"), thread_id=first.thread_id, source="Between.")
    assert answer.number == 4
    reply(actor=town.actor("member"), thread_id=first.thread_id, source="To you.", reply_to=2)
    leave_community(actor=town.actor("real"), community=town.communities["plaza"])
    town.quiet = Thread.objects.get(pk=first.thread_id)
