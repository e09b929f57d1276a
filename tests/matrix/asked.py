"""Which threads and posts the matrix asks a role about."""

from collections.abc import Iterator

from tertulia.core.threads.models import Post
from tertulia.core.threads.permissions import PostFacts
from tests.matrix.world import Topic, World


def topics_asked(world: World, role: str) -> Iterator[Topic]:
    """Yield the threads a role is asked about: the former author about their own alone."""
    for topic in world.topics:
        if (role == "former author") == (topic.author == "former author"):
            yield topic


def posts_asked(world: World, role: str) -> Iterator[tuple[Topic, Post, PostFacts]]:
    """Yield the posts a role is asked about: the replier about their own replies."""
    for topic in topics_asked(world, role):
        facts = world.facts(role, topic)
        for (writer, number), post in topic.posts.items():
            if (writer == "replier") == (role == "replier"):
                facts_of_post = PostFacts(post.id, number, post.author_id, post.is_removed, facts)
                yield topic, post, facts_of_post


def axes_of(topic: Topic, post: Post) -> dict[str, object]:
    """Return what the tables distinguish about a post."""
    return {
        "archived": topic.spot.archived,
        "thread": topic.state,
        "post": "removed" if post.is_removed else "stands",
        "first": post.number == 1,
    }
