from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    name = "tertulia.core.communities"
    label = "communities"

    def ready(self) -> None:
        from tertulia.core.communities.permits import answer_permits

        answer_permits()
