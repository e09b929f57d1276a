"""An example of every page that one can open: (address, who looks), by the name of its route."""

from typing import Any

from tests.browser.account_pages import ACCOUNT_PAGES, ACCOUNT_WITHOUT_PAGES

Example = tuple[str, str]


# {warp} and its like are threads that stand there, {post_edited} and its like are posts.
PAGES: dict[str, Example] = {
    "home": ("/", "bo"),
    "ask": ("/ask", "bo"),
    "find": ("/find?q=warp", "bo"),
    "communities": ("/communities", "bo"),
    "community": ("/c/weaving", "bo"),
    "inbox": ("/inbox?show=all", "bo"),
    "notification_choices": ("/account/notifications", "bo"),
    "catch_up": ("/catch-up", "bo"),
    "poll": ("/posts/{post_edited}/poll", "bo"),
    "watching": ("/watching?show=following", "bo"),
    "new_thread": ("/c/weaving/new", "bo"),
    "about": ("/c/guild/about", "ada"),
    "charter": ("/c/weaving/charter", "ada"),
    "thread": ("/t/{warp}", "ada"),
    "post": ("/t/{long}/-/30", "bo"),
    "answers": ("/t/{warp}/answers", "ada"),
    "retitle": ("/t/{warp}/edit", "ada"),
    "links": ("/t/{warp}/edit/links", "ada"),
    "move": ("/t/{warp}/edit/move", "ada"),
    "split": ("/t/{warp}/edit/split", "ada"),
    "merge": ("/t/{warp}/edit/merge", "ada"),
    "topics": ("/c/weaving/topics", "ada"),
    "topic": ("/c/weaving/topics/warp", "bo"),
    "arrange_topic": ("/c/weaving/topics/warp/edit", "ada"),
    "conversations": ("/conversations", "bo"),
    "begin_conversation": ("/conversations/new", "bo"),
    "circle": ("/conversations/{circle}", "bo"),
    "drafts": ("/drafts", "bo"),
    "edit_post": ("/posts/{post_edited}/edit", "ada"),
    "remove_post": ("/posts/{post_edited}/remove", "ada"),
    "accept_answer": ("/posts/{post_edited}/accept", "ada"),
    "pin": ("/t/{warp}/edit/pin", "ada"),
    "compare": ("/posts/{post_edited}/revisions/compare", "bo"),
    "wiki": ("/posts/{post_edited}/wiki", "ada"),
    "revisions": ("/posts/{post_edited}/revisions", "bo"),
    "bookmarks": ("/bookmarks", "bo"),
    "bookmark_post": ("/posts/{post_edited}/bookmark", "bo"),
    "bookmark_thread": ("/t/{warp}/bookmark", "bo"),
    "reactions": ("/posts/{post_edited}/reactions", "bo"),
    "person": ("/p/ada", "bo"),
    "account": ("/account/", "bo"),
    "security": ("/account/security", "bo"),
    "sessions": ("/account/sessions", "bo"),
    "operator": ("/operator", "ada"),
    "site_settings": ("/operator/settings", "ada"),
    "first_community": ("/operator/first/community", "ada"),
    "first_invite": ("/operator/first/invite?community=weaving", "ada"),
    "letters": ("/operator/letters", "ada"),
    "elsewhere": ("/t/{warp}/elsewhere", "ada"),
    "placed": ("/c/weaving/placed", "ada"),
    "found": ("/communities/new", "ada"),
    "community_settings": ("/c/weaving/settings", "ada"),
    "members": ("/c/weaving/members", "ada"),
    "roles": ("/c/weaving/roles", "ada"),
    "community_invitations": ("/c/weaving/invitations", "ada"),
    "come_in": ("/invitations/1-nothing", ""),
    "people": ("/people", "bo"),
    "avoided": ("/account/avoided", "bo"),
    "moderation": ("/moderation", "ada"),
    "suspend": ("/moderation/suspend", "ada"),
    "report_post": ("/posts/{post_edited}/report", "bo"),
    "report": ("/moderation/reports/{report}", "ada"),
    "suspension": ("/moderation/suspensions/{suspension}", "ada"),
    "measures": ("/account/measures", "cleo"),
    "suspension_by_letter": ("/suspensions/{suspension_key}", ""),
    **ACCOUNT_PAGES,
}


def examples(house: Any) -> dict[str, Example]:
    """Return one example for each route that shows a page."""
    names = {**house.threads, **{f"post_{name}": at for name, at in house.threads["posts"].items()}}
    return {route: (path.format_map(names), who) for route, (path, who) in PAGES.items()}


def others(house: Any) -> list[Example]:
    """Return further states: other viewers, closed, empty, not allowed, not there."""
    threads = house.threads
    return [
        ("/", ""),
        ("/c/guild", "bo"),
        ("/c/weaving?lane=lounge", "bo"),
        ("/c/weaving", ""),
        (f"/t/{threads['closed']}", "bo"),
        (f"/t/{threads['warp']}", ""),
        (f"/posts/{threads['posts']['gone']}/revisions", "ada"),
        ("/find", "cleo"),
        ("/find?q=nothingofthiskind", "cleo"),
        ("/account/logout/", "bo"),
        ("/watching", "cleo"),
        ("/inbox", "cleo"),
        ("/inbox?show=all&by=kind", "ada"),
        ("/nowhere", "cleo"),
    ]


# Routes that show no page of their own: they act, answer scripts, lead on, or need a letter.
NO_PAGES = {
    "find_suggest", "similar", "found_already",
    "leave_circle",
    "inbox_read", "inbox_count", "notification", "stop_letters",
    *ACCOUNT_WITHOUT_PAGES,
    "catch_up_read", "watch_thread", "watch_community", "watch_topic", "reading_habits",
    "avoid", "hidden_sheet", "appeal",
    "preview", "draft", "join", "ask_in", "leave", "decide", "member", "thread_by_id", "reply",
    "read", "passing", "resolve", "unresolve", "me_too", "close", "reopen", "remove_thread",
    "roll_back",
    "restore_thread", "restore_post", "react", "suggest", "styleguide", "demo_sign_in",
    "begin", "begin_person",
    "lane", "placement", "leave_everywhere", "account_inactive", "account_signup",
    "archive", "role", "community_invitation", "account_set_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_logout",
    "vote", "close_poll", "mark", "upload", "file", "remove_file",
}  # fmt: skip
