"""Pages that join slices."""

from django.urls import path

from tertulia.kit.web import addresses  # noqa: F401 - names `number` and `word`
from tertulia.lenses.reading.views import (
    communities,
    composing,
    coordinating,
    home,
    operating,
    people,
    posts,
    starting,
    thread_acts,
    threads,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("ask", starting.ask, name="ask"),
    path("preview", composing.preview, name="preview"),
    path("drafts/<word:key>", composing.draft, name="draft"),
    path("communities", communities.communities, name="communities"),
    path("c/<word:slug>", communities.community, name="community"),
    path("c/<word:slug>/new", starting.new_thread, name="new_thread"),
    path("c/<word:slug>/about", coordinating.about, name="about"),
    path("c/<word:slug>/charter", coordinating.charter, name="charter"),
    path("c/<word:slug>/join", communities.join, name="join"),
    path("c/<word:slug>/request", coordinating.ask_in, name="ask_in"),
    path("c/<word:slug>/leave", communities.leave, name="leave"),
    path("c/<word:slug>/requests/<number:request_id>", coordinating.decide, name="decide"),
    path("c/<word:slug>/members/<number:person_id>", coordinating.member, name="member"),
    path("t/<number:thread_id>", threads.thread, name="thread_by_id"),
    path("t/<number:thread_id>/reply", threads.reply_here, name="reply"),
    path("t/<number:thread_id>/read", threads.read_here, name="read"),
    path("t/<number:thread_id>/edit", thread_acts.retitle, name="retitle"),
    path("t/<number:thread_id>/close", thread_acts.close, name="close"),
    path("t/<number:thread_id>/reopen", thread_acts.reopen, name="reopen"),
    path("t/<number:thread_id>/remove", thread_acts.remove, name="remove_thread"),
    path("t/<number:thread_id>/restore", thread_acts.restore, name="restore_thread"),
    path("t/<number:thread_id>/<slug:slug>", threads.thread, name="thread"),
    path("t/<number:thread_id>/<slug:slug>/<number:number>", threads.thread, name="post"),
    path("posts/<number:post_id>/edit", posts.edit, name="edit_post"),
    path("posts/<number:post_id>/remove", posts.remove, name="remove_post"),
    path("posts/<number:post_id>/restore", posts.restore, name="restore_post"),
    path("posts/<number:post_id>/revisions", posts.revisions, name="revisions"),
    path("p/<word:handle>", people.person, name="person"),
    path("account/", people.account, name="account"),
    path("account/everywhere", people.leave_everywhere, name="leave_everywhere"),
    path("operator/letters", operating.letters, name="letters"),
]
