from django.apps import AppConfig


class BookmarksConfig(AppConfig):
    name = "tertulia.engage.bookmarks"
    label = "bookmarks"
