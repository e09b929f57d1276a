"""The root ASGI application: one port for pages, live channel, static files and jobs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tertulia.config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402

from tertulia.config.bringing import brings_files  # noqa: E402
from tertulia.config.health import Ready  # noqa: E402
from tertulia.config.live import Live  # noqa: E402
from tertulia.kit.api.unread import refuse_body  # noqa: E402
from tertulia.kit.web.asgi import Root  # noqa: E402
from tertulia.kit.web.bridge import Bridge, Lane  # noqa: E402
from tertulia.kit.web.pool import Pool  # noqa: E402
from tertulia.kit.web.static import static_app  # noqa: E402
from tertulia.lenses.reading.doorstep import doorstep  # noqa: E402

BODY_LIMIT = 4 * 1024 * 1024
BRINGING_THREADS = 2
ROUTES = {
    "": "home",
    "c": "community",
    "t": "thread",
    "p": "person",
    "find": "find",
    "api": "api",
    "account": "account",
}


def build() -> Root:
    """Put the application together."""
    live = Live()
    services: list = [live]
    if settings.TERTULIA.jobs:
        from tertulia.config.jobs import Jobs

        services.append(Jobs())
    pool = Pool(settings.TERTULIA.worker_threads, "page")
    bringing = Pool(BRINGING_THREADS, "bring")
    most = settings.TERTULIA.upload_megabytes * 1_000_000 + BODY_LIMIT
    lane = Lane(brings_files, bringing, body_limit=most)
    pages = Bridge(pool, body_limit=BODY_LIMIT, refuse=refuse_body, lane=lane)
    static = static_app(settings.STATIC_ROOT, settings.STATIC_URL, refresh=settings.DEBUG)
    root = Root(
        pages,
        apps={
            "/live": ("live", live.stream),
            "/readyz": ("health", Ready()),
            "/static/": ("static", static),
        },
        early=doorstep.answer,
        services=services,
        pools=(bringing,),
        routes=ROUTES,
        metrics_token=settings.TERTULIA.metrics_token,
        trust_proxy=settings.TERTULIA.trust_proxy,
    )
    root.metrics.gauge("tertulia_live_streams", "Open streams.", lambda: len(live.hub))
    return root


application = build()
