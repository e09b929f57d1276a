"""Who may do what with threads and posts, and with what hangs on them."""

from tests.matrix.rows import (
    ARRANGES,
    AUTHOR_OR_MODERATOR,
    COORDINATES,
    MODERATES,
    NOBODY,
    PLAIN_MEMBERS,
    READ,
    REARRANGES,
    WRITER_OR_MODERATOR,
)

THREADS = {
    "see_thread": f"""
when: open thread or closed thread
{READ}
when: removed thread
{AUTHOR_OR_MODERATOR}
""",
    "start_thread": f"""
when: not archived
                                                public  site  members  secret  branch  circle
    visitors, guest                             no      no    no       no      no      no
    outsiders, former author                    open    open  no       no      no      no
    members, author, steward, in charge         yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     yes
when: archived
{NOBODY}
""",
    "reply": f"""
when: open thread, not archived
                                                public  site  members  secret  branch  circle
    visitors                                    no      no    no       no      no      no
    outsiders, former author                    open    open  no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     yes
when: closed thread, not archived
{MODERATES}
when: open thread or closed thread, archived
{NOBODY}
when: removed thread
{NOBODY}
""",
    "retitle_thread": ARRANGES,
    "link_thread": ARRANGES,
    "remove_thread": f"""
when: open thread or closed thread, nobody else replied
{AUTHOR_OR_MODERATOR}
when: open thread or closed thread, others replied
{MODERATES}
when: removed thread
{NOBODY}
""",
    "restore_thread": f"""
when: removed thread, hidden by its author
{AUTHOR_OR_MODERATOR}
when: removed thread, hidden by a moderator
{MODERATES}
when: open thread or closed thread
{NOBODY}
""",
    "move_thread": f"""
when: open thread or closed thread
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: removed thread
{NOBODY}
""",
    "split_thread": REARRANGES,
    "merge_thread": REARRANGES,
    "ask_for_placement": f"""
when: open thread or closed thread
                                                public  site  members  secret  branch  circle
    visitors                                    no      no    no       no      no      no
    outsiders, former author                    yes     yes   no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     no
when: removed thread
{NOBODY}
""",
    "decide_placement": f"""
when: not archived
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: archived
{NOBODY}
""",
    "end_placement": f"always\n{AUTHOR_OR_MODERATOR}",
    "close_thread": f"always\n{MODERATES}",
    "accept_answer": f"""
when: open thread or closed thread, not archived
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, guest, replier              no      no    no       no      no      no
    member, host, facilitator, librarian             no      no    no       no      no      no
    mentor, sponsor                                  no      no    no       no      no      no
    expert                                           yes     yes   yes      yes     yes     yes
    former author                                    yes     yes   no       no      no      no
    author, steward, in charge, system               yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: removed thread, not archived
{NOBODY}
when: archived
{NOBODY}
""",
    "resolve_thread": f"""
when: open thread, not archived
{AUTHOR_OR_MODERATOR}
when: closed thread or removed thread, not archived
{NOBODY}
when: archived
{NOBODY}
""",
    "import_threads": f"always\n{COORDINATES}",
}

QUESTIONS = {
    "say_me_too": f"""
when: open thread, not archived
                                                     public  site  members  secret  branch  circle
    visitors, author, former author, system          no      no    no       no      no      no
    outsiders                                        yes     yes   no       no      no      no
    guest, members, steward, in charge               yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: closed thread or removed thread, not archived
{NOBODY}
when: archived
{NOBODY}
""",
}

THREADS["pin_thread"] = THREADS["move_thread"]
THREADS["change_lane"] = THREADS["retitle_thread"]

_SEE_POST = f"""
when: open thread or closed thread, post stands
{READ}
when: open thread or closed thread, post removed
{WRITER_OR_MODERATOR}
when: removed thread
{AUTHOR_OR_MODERATOR}
"""
POSTS = {
    "see_post": _SEE_POST,
    "see_revisions": _SEE_POST,
    "see_attachment": _SEE_POST,
    "edit_post": f"""
when: open thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest                  no      no    no       no      no      no
    {PLAIN_MEMBERS}                            no      no    no       no      no      no
    former author                               open    open  no       no      no      no
    author, replier                             yes     yes   yes      yes     yes     yes
    steward, in charge                          no      no    no       no      no      no
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
when: open thread, post stands, archived
{NOBODY}
when: closed thread or removed thread, post stands
{NOBODY}
when: post removed
{NOBODY}
""",
    "remove_post": f"""
when: later post, post stands, open thread or closed thread
{WRITER_OR_MODERATOR}
when: later post, post stands, removed thread
{AUTHOR_OR_MODERATOR}
when: later post, post removed
{NOBODY}
when: first post
{NOBODY}
""",
    "restore_post": f"""
when: post removed, hidden by its author, open thread or closed thread
{WRITER_OR_MODERATOR}
when: post removed, hidden by its author, removed thread
{AUTHOR_OR_MODERATOR}
when: post removed, hidden by a moderator
{MODERATES}
when: post stands
{NOBODY}
""",
}

REPORTS = {
    "report_post": f"""
when: open thread or closed thread, post stands
                                                public  site  members  secret  branch  circle
    visitors, author, replier, former author    no      no    no       no      no      no
    outsiders                                   yes     yes   no       no      no      no
    guest, {PLAIN_MEMBERS}                     yes     yes   yes      yes     yes     yes
    steward, in charge                          yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      no      no    no       no      no      no
when: removed thread, post stands
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest, members         no      no    no       no      no      no
    author, former author, system               no      no    no       no      no      no
    steward, in charge                          yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: post removed
{NOBODY}
""",
    "settle_report": """
always
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge                               yes     yes   yes      yes     yes     no
    steward above, coordinator above                 yes     yes   yes      yes     yes     no
    operator, system                                 yes     yes   yes      yes     yes     yes
""",
}

# As to reply, where the post stands.
POSTS["edit_wiki_post"] = f"""
when: open thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors                                    no      no    no       no      no      no
    outsiders, former author                    open    open  no       no      no      no
    guest, {PLAIN_MEMBERS}                     yes     yes   yes      yes     yes     yes
    author, replier, steward, in charge         yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     yes
when: closed thread, post stands, not archived
{MODERATES}
when: open thread or closed thread, post stands, archived
{NOBODY}
when: removed thread, post stands
{NOBODY}
when: post removed
{NOBODY}
"""
POSTS["turn_into_wiki"] = f"""
when: open thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest                  no      no    no       no      no      no
    {PLAIN_MEMBERS}                            no      no    no       no      no      no
    former author                               open    open  no       no      no      no
    author, replier, steward, in charge         yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     yes
when: closed thread, post stands, not archived
{MODERATES}
when: open thread or closed thread, post stands, archived
{NOBODY}
when: removed thread, post stands
{NOBODY}
when: post removed
{NOBODY}
"""

_JOINS_IN = f"""
when: open thread or closed thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors, system                            no      no    no       no      no      no
    outsiders, former author                    open    open  no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: open thread or closed thread, post stands, archived
{NOBODY}
when: removed thread, post stands
{NOBODY}
when: post removed
{NOBODY}
"""
_SEES_WORDS = f"""
when: open thread or closed thread, post stands
{READ}
when: removed thread, post stands
{AUTHOR_OR_MODERATOR}
when: post removed
{NOBODY}
"""
ENGAGE = {
    "react": _JOINS_IN,
    "see_reactions": _SEES_WORDS,
    "vote": _JOINS_IN,
    "set_poll": POSTS["edit_post"],
    "close_poll": f"""
when: open thread or closed thread, post stands
{WRITER_OR_MODERATOR}
when: removed thread, post stands
{AUTHOR_OR_MODERATOR}
when: post removed
{NOBODY}
""",
    "see_results": f"""
when: open thread or closed thread, post stands, results out
{READ}
when: removed thread, post stands, results out
{AUTHOR_OR_MODERATOR}
when: post stands, results not out
{NOBODY}
when: post removed
{NOBODY}
""",
    "bookmark": f"""
when: open thread or closed thread, post stands
                                                public  site  members  secret  branch  circle
    visitors, system                            no      no    no       no      no      no
    outsiders, former author                    yes     yes   no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: removed thread, post stands
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest, members         no      no    no       no      no      no
    former author                               yes     yes   no       no      no      no
    author, steward, in charge                  yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      no      no    no       no      no      no
when: post removed
{NOBODY}
""",
}
