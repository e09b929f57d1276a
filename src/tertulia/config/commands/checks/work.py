"""What goes on behind the pages: jobs, letters, the index, and the way to mail and Redis."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tertulia.config.commands.checks import BAD, OK, WARN, Finding
from tertulia.kit.jobs.models import Errand
from tertulia.kit.jobs.outbox import dead_errands
from tertulia.kit.mail.letters import failed_letters, held_letters
from tertulia.kit.mail.transports import WrongEmailUrl, can_send, transport

_STUCK = timedelta(minutes=10)
_MAIL_SECONDS = 5


def _jobs() -> Iterator[Finding]:
    dead = dead_errands()
    if dead.exists():
        first = dead[0]
        why = (first.last_error.strip().splitlines() or ["no reason was kept"])[-1]
        said = f"{dead.count()} were given up, the last one {first.name}: {why}"
        yield Finding(
            WARN, "jobs", said, "Mend the cause; the outbox keeps them to be tried again."
        )
    late = Errand.objects.takeable(timezone.now() - _STUCK).count()
    if late:
        said = f"{late} have waited for more than ten minutes"
        yield Finding(WARN, "jobs", said, "Run `tertulia serve` or `tertulia worker`.")
    if not late and not dead.exists():
        yield Finding(OK, "jobs", "none is late or given up")


def _mail() -> Iterator[Finding]:
    held, failed = held_letters().count(), failed_letters().count()
    if not can_send():
        said = f"not set up; {held} letters wait on the operator's page"
        yield Finding(WARN, "mail", said, "Set TERTULIA_EMAIL_URL=smtp://...")
        return
    try:
        way = transport(settings.TERTULIA.email_url)
        way.timeout = _MAIL_SECONDS  # type: ignore[attr-defined]
        way.open()
        way.close()
    except WrongEmailUrl as error:
        yield Finding(BAD, "mail", str(error), "Correct TERTULIA_EMAIL_URL.")
    except OSError as error:  # what smtplib raises is one, too
        said = f"the mail server does not take us: {error}"
        yield Finding(BAD, "mail", said, "Correct TERTULIA_EMAIL_URL, or ask its operator.")
    else:
        yield Finding(OK, "mail", "the mail server answers")
    if held or failed:
        said = f"{held} letters are held, {failed} failed"
        yield Finding(WARN, "letters", said, "The operator's page sends them again.")


def _index() -> Iterator[Finding]:
    from tertulia.lenses.finding.upkeep import index_gaps

    gaps = index_gaps()
    amiss = {
        "missing": len(gaps.missing),
        "out of date": len(gaps.outdated),
        "superfluous": len(gaps.superfluous),
    }
    said = ", ".join(f"{number} posts {how}" for how, number in amiss.items() if number)
    if gaps.damage:
        said = "; ".join(filter(None, (said, f"damaged: {gaps.damage[0]}")))
    if said:
        yield Finding(WARN, "search", said, "Run `tertulia check --repair`.")
    else:
        yield Finding(OK, "search", "every post is in the index")


def _redis() -> Iterator[Finding]:
    if not settings.TERTULIA.redis_url:
        return
    try:
        import redis

        redis.Redis.from_url(settings.TERTULIA.redis_url, socket_timeout=_MAIL_SECONDS).ping()
    except ImportError:
        mend = "Install Tertulia with its extra `scale`."
        yield Finding(BAD, "redis", "its client is not installed", mend)
    except (redis.RedisError, ValueError) as error:
        yield Finding(BAD, "redis", str(error), "Start it, or correct TERTULIA_REDIS_URL.")
    else:
        yield Finding(OK, "redis", "answers")


LOOKS = [("jobs", _jobs), ("mail", _mail), ("search", _index), ("redis", _redis)]
