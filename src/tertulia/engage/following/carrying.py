"""Read marks and levels go with the posts when a thread is split or merged."""

from tertulia.core.threads.models import FormerAddress, Post
from tertulia.engage.following.models import Following, TopicFollowing

_COLUMNS = ("person_id", "level", "is_chosen", "read_number")


def carry_into_part(thread: int, part: int) -> None:
    """Have those who follow `thread` follow `part`, made of its posts, with as much of it read."""
    moved = FormerAddress.objects.filter(thread=thread, post__thread=part).order_by("post__number")
    numbers = list(moved.values_list("number", "post__number"))
    rows = []
    for person, level, chosen, read in _followings(thread):
        mark = max((new for old, new in numbers if old <= read), default=0)
        rows.append(_row(person, part, level, chosen, mark))
    Following.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


def carry_into_whole(source: int, target: int, first: int) -> None:
    """Have those who follow `source` follow `target`, which took its posts in from `first` on.

    A read mark stands before the first post that its owner has read in neither.
    """
    moved = _moved(source, target, first)
    theirs = {row[0]: row for row in _followings(source)}
    for person, level, chosen, read in _followings(target):
        _p, other, also_chosen, elsewhere = theirs.pop(person, (person, level, chosen, 0))
        if also_chosen and not chosen:
            level, chosen = other, True
        elif not chosen:
            level = max(level, other)
        mark = _mark(moved, {target: read, source: elsewhere}, target)
        rows = Following.objects.filter(person=person, thread=target)
        rows.update(level=level, is_chosen=chosen, read_number=mark)
    Following.objects.bulk_create(
        (_row(person, target, level, chosen, 0) for person, level, chosen, _ in theirs.values()),
        batch_size=200,
        ignore_conflicts=True,
    )
    Following.objects.filter(thread=source).delete()


def carry_topic(topic: int, into: int) -> None:
    """Have those who follow `topic` follow `into`, but who had said something of that already."""
    already = TopicFollowing.objects.filter(topic=into).values("person")
    TopicFollowing.objects.filter(topic=topic).exclude(person__in=already).update(topic=into)
    TopicFollowing.objects.filter(topic=topic).delete()


def _followings(thread: int) -> list[tuple]:
    return list(Following.objects.filter(thread=thread).values_list(*_COLUMNS))


def _row(person: int, thread: int, level: int, chosen: bool, mark: int) -> Following:
    return Following(
        person_id=person, thread_id=thread, level=level, is_chosen=chosen, read_number=mark
    )


def _moved(source: int, target: int, first: int) -> list[tuple[int, int, int]]:
    """Return (new number, former thread, former number) of the posts that moved just now."""
    rows = FormerAddress.objects.filter(
        post__thread=target, post__number__gte=first, thread__in=(source, target)
    )
    newest: dict[int, tuple[int, int]] = {}
    # Of several addresses the highest is the last one.
    for new, thread, old in rows.order_by("number").values_list("post__number", "thread", "number"):
        newest[new] = (thread, old)
    return sorted((new, thread, old) for new, (thread, old) in newest.items())


def _mark(moved: list[tuple[int, int, int]], read: dict[int, int], target: int) -> int:
    """Return the number up to which everything was read, by what was read of each thread."""
    if not read[target]:
        return 0
    stayed = Post.objects.filter(thread=target, number__gt=read[target])
    if moved:
        stayed = stayed.filter(number__lt=moved[0][0])
    if stayed.exists():
        return read[target]
    mark = read[target]
    for new, thread, old in moved:
        if old > read[thread]:
            return mark
        mark = new
    return mark
