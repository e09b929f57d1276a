from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "tertulia.core.people"
    label = "people"

    def ready(self) -> None:
        from tertulia.core.people.invitations import name_invitations

        name_invitations()
