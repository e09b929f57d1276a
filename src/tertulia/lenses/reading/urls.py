"""Pages that join slices."""

from django.urls import path

from tertulia.lenses.reading.views import communities, home, threads

urlpatterns = [
    path("", home.home, name="home"),
    path("communities", communities.communities, name="communities"),
    path("c/<str:slug>", communities.community, name="community"),
    path("c/<str:slug>/join", communities.join, name="join"),
    path("c/<str:slug>/leave", communities.leave, name="leave"),
    path("t/<int:thread_id>", threads.thread, name="thread_by_id"),
    path("t/<int:thread_id>/reply", threads.reply_here, name="reply"),
    path("t/<int:thread_id>/read", threads.read_here, name="read"),
    path("t/<int:thread_id>/<slug:slug>", threads.thread, name="thread"),
    path("t/<int:thread_id>/<slug:slug>/<int:number>", threads.thread, name="post"),
]
