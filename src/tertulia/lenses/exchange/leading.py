"""Links between imported threads, led on to where those threads stand now."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping

from tertulia.core.activity.actors import Actor
from tertulia.core.communities.models import Community
from tertulia.core.threads.actions import lead_links_on
from tertulia.core.threads.queries.foreign import post_words
from tertulia.core.threads.queries.leads import (
    LinkingPost,
    linking_posts,
    posts_at,
    threads_called,
    titles_named,
)
from tertulia.core.threads.queries.named import COMMENT, NamedPost, posts_named, threads_opened
from tertulia.kit.text.leading import addresses_in
from tertulia.lenses.exchange.addresses import Address, host_of, is_slug_of, read_address

# As many addresses of one host as tell whether it is the place that the threads came from.
_ENOUGH = 2_000
# The name under which links without a host are counted.
NO_HOST = ""


def lead_links(
    *,
    actor: Actor,
    community: Community,
    source: str,
    origin: str,
    tell: Callable[[], None] = lambda: None,
) -> Counter[str]:
    """Lead links of what came from `source` on; return how many, by the host that they named.

    A host is that of the former place where it is `origin`'s, or where addresses on it name
    threads that are here by number and title.
    """
    hosts = {host_of(origin)} | _hosts(source, community.id)
    hosts.discard("")
    led: Counter[str] = Counter()
    for posts in linking_posts(source, community.id):
        found = {post.id: _found(post, hosts) for post in posts}
        told = {post.id: post.told for post in posts if post.told}
        leads = _leads(source, found, told)
        if leads:
            done = lead_links_on(actor=actor, community=community, leads=leads)
            led.update(host_of(address) for _post, address in done)
        tell()
    return led


def _hosts(source: str, community_id: int) -> set[str]:
    """Return the hosts on which the threads that came from `source` were."""
    slugs: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for posts in linking_posts(source, community_id):
        for address in (read_address(each) for post in posts for each in addresses_in(post.html)):
            if address and address.host and address.slug and address.thread:
                pairs = slugs[address.host]
                pairs.update([(address.thread, address.slug)] if len(pairs) < _ENOUGH else ())
    titles = titles_named(source, {key for pairs in slugs.values() for key, _slug in pairs})
    return {host for host, pairs in slugs.items() if _is_home(pairs, titles)}


def _is_home(pairs: Iterable[tuple[str, str]], titles: Mapping[str, str]) -> bool:
    here = [is_slug_of(slug, titles[key]) for key, slug in pairs if key in titles]
    return any(here) and sum(here) * 2 >= len(here)


def _found(post: LinkingPost, hosts: set[str]) -> dict[str, Address]:
    """Return the links of a post that may lead to a thread that came with it."""
    found = {}
    for each in addresses_in(post.html):
        address = read_address(each)
        # Without a host it is of the former place, unless somebody wrote it here.
        if address and (address.host in hosts or not (address.host or post.edited_here)):
            found[each] = address
    return found


def _thread(address: Address, threads: Mapping[str, int]) -> int:
    """Return the thread that an address names, by its key or else its slug; 0 for none."""
    return threads.get(address.thread or f"/{address.slug}", 0)


def _leads(
    source: str, found: Mapping[int, Mapping[str, Address]], told: Mapping[int, Mapping[str, str]]
) -> dict[int, dict[str, NamedPost]]:
    """Return the posts here that addresses name, by the post in which they stand."""
    every = [address for each in found.values() for address in each.values()]
    words = [word for word in post_words() if word != COMMENT]
    keys = {key for address in every for key in address.posts}
    keys |= {key for each in told.values() for key in each.values()}
    posts = posts_named(source, keys, words)
    comments = posts_named(source, {address.comment for address in every}, (COMMENT,))
    threads = threads_opened(source, {address.thread for address in every})
    threads |= threads_called(source, {one.slug for one in every if not one.thread})
    places = {(_thread(one, threads), number) for one in every for number in (one.number, 1)}
    at = posts_at(places)

    def target(address: Address) -> NamedPost | None:
        exact = [comments.get(address.comment), *(posts.get(key) for key in address.posts)]
        for post in exact:
            if post is not None:
                return post
        thread = _thread(address, threads)
        return at.get((thread, address.number)) or at.get((thread, 1))

    leads: defaultdict[int, dict[str, NamedPost]] = defaultdict(dict)
    for post, addresses in found.items():
        for each, address in addresses.items():
            if (named := target(address)) is not None:
                leads[post][each] = named
    for post, given in told.items():
        leads[post].update({each: posts[key] for each, key in given.items() if key in posts})
    return {post: each for post, each in leads.items() if each}
