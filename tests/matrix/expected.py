"""Who may do what: the tables. Written from the sentences in the permissions, not from their code.

`docs/permissions.md` is made from here, and `test_matrix` holds the program to it.
"""

from tests.matrix.tables import Table, read_table

_READ = """\
                                      public  site  members  secret  branch  circle
    visitors                          yes     no    no       no      no      no
    outsiders, former author          yes     yes   no       no      no      no
    guest, members, author            yes     yes   yes      yes     yes     yes
    steward, in charge                yes     yes   yes      yes     yes     yes
    steward above, coordinator above  yes     yes   yes      yes     yes     no
    operator                          yes     yes   yes      yes     yes     no
    system                            yes     yes   yes      yes     yes     yes
"""
_MODERATES = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
_COORDINATES = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author, steward, steward above   no      no    no       no      no      no
    in charge, system                                yes     yes   yes      yes     yes     yes
    coordinator above, operator                      yes     yes   yes      yes     yes     no
"""
_COORDINATES_NO_CIRCLE = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author, steward, steward above   no      no    no       no      no      no
    in charge, system, coordinator above, operator   yes     yes   yes      yes     yes     no
"""
_AUTHOR_OR_MODERATOR = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, guest, members              no      no    no       no      no      no
    former author                                    yes     yes   no       no      no      no
    author, steward, in charge, system               yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
_ARRANGES = f"""
when: open thread, not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest, members         no      no    no       no      no      no
    former author                               open    open  no       no      no      no
    author, steward, in charge, system          yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: closed thread or removed thread, not archived
{_MODERATES}
when: archived
{_MODERATES}
"""
_PLAIN_MEMBERS = "member, expert, host, facilitator, librarian, mentor, sponsor"
_WRITER_OR_MODERATOR = f"""\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, guest                       no      no    no       no      no      no
    {_PLAIN_MEMBERS}                                 no      no    no       no      no      no
    former author                                    yes     yes   no       no      no      no
    author, replier, steward, in charge, system      yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
_NOBODY = """\
                 public  site  members  secret  branch  circle
    everybody    no      no    no       no      no      no
"""
_REARRANGES = f"""
when: open thread or closed thread
{_MODERATES}
when: removed thread
{_NOBODY}
"""


def _comes_in(answer: str) -> str:
    """Return who becomes a member by asking for it, where joining is `answer`."""
    return """\
                                                public  site  members  secret  branch  circle
    visitors, system                            no      no    no       no      no      no
    outsiders, former author                    WORD    WORD  WORD     no      no      no
    guest, members, author, steward, in charge  no      no    no       no      no      no
    steward above, coordinator above, operator  WORD    WORD  WORD     WORD    WORD    no
""".replace("WORD", answer)


COMMUNITIES = {
    "list_community": """
always
                                      public  site  members  secret  branch  circle
    visitors                          yes     yes   yes      no      no      no
    outsiders, former author          yes     yes   yes      no      no      no
    guest, members, author            yes     yes   yes      yes     yes     yes
    steward, in charge                yes     yes   yes      yes     yes     yes
    steward above, coordinator above  yes     yes   yes      yes     yes     no
    operator                          yes     yes   yes      yes     yes     no
    system                            yes     yes   yes      yes     yes     yes
""",
    "read_community": f"always\n{_READ}",
    "join_community": f"""
when: not archived
{_comes_in("open")}
when: archived
{_NOBODY}
""",
    "ask_to_join_community": f"""
when: not archived
{_comes_in("request")}
when: archived
{_NOBODY}
""",
    "leave_community": """
always
                                                public  site  members  secret  branch  circle
    visitors, outsiders, former author          no      no    no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
""",
    "change_community": f"always\n{_COORDINATES}",
    "archive_community": f"always\n{_COORDINATES}",
    "invite_people": f"""
when: not archived
{_COORDINATES_NO_CIRCLE}
when: archived
{_NOBODY}
""",
    "found_below_community": f"""
when: not archived
{_COORDINATES_NO_CIRCLE}
when: archived
{_NOBODY}
""",
    "manage_members": f"always\n{_COORDINATES}",
    "add_to_circle": f"""
when: not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, former author          no      no    no       no      no      no
    guest, members, author, steward, in charge  no      no    no       no      no      yes
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
when: archived
{_NOBODY}
""",
    "manage_topics": f"always\n{_MODERATES}",
    "export_community": f"always\n{_COORDINATES}",
    "moderate_community": f"always\n{_MODERATES}",
    "found_community": """
when: operators found
                                                     anywhere
    visitors, outsiders, former author               no
    guest, members, author, steward, in charge       no
    steward above, coordinator above                 no
    operator, system                                 yes
when: members found
                                                     anywhere
    visitors                                         no
    outsiders, former author                         yes
    guest, members, author, steward, in charge       yes
    steward above, coordinator above                 yes
    operator, system                                 yes
""",
}

COMMUNITIES["suspend_people"] = """
always
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
COMMUNITIES["suspend_from_site"] = """
always
                                                     anywhere
    visitors, outsiders, former author               no
    guest, members, author, steward, in charge       no
    steward above, coordinator above                 no
    operator, system                                 yes
"""

PEOPLE = {
    "see_person": """
always
                 oneself  somebody else  a shadow  a closed account
    everybody    yes      yes            yes       yes
""",
    "change_person": """
always
                                                  oneself  somebody else  a shadow  a closed account
    visitors                                      no       no             no        no
    outsiders, former author, guest, members      yes      no             no        no
    author, steward, in charge                    yes      no             no        no
    steward above, coordinator above              yes      no             no        no
    operator                                      yes      yes            yes       yes
    system                                        -        yes            yes       yes
""",
    "create_person": """
always
                                                     anywhere
    visitors, outsiders, former author               no
    guest, members, author, steward, in charge       no
    steward above, coordinator above                 no
    operator, system                                 yes
""",
}
PEOPLE["deactivate_person"] = PEOPLE["change_person"]
PEOPLE["invite_person"] = PEOPLE["create_person"]
PEOPLE["join_site"] = """
always
                                                     anywhere
    visitors                                         yes
    outsiders, former author                         no
    guest, members, author, steward, in charge       no
    steward above, coordinator above                 no
    operator, system                                 no
"""
PEOPLE["reopen_person"] = """
always
                                                  oneself  somebody else  a shadow  a closed account
    visitors                                      no       no             no        no
    outsiders, former author, guest, members      no       no             no        no
    author, steward, in charge                    no       no             no        no
    steward above, coordinator above              no       no             no        no
    operator                                      yes      yes            yes       yes
    system                                        -        yes            yes       yes
"""
PEOPLE["remove_factors"] = """
always
                                                  oneself  somebody else  a shadow  a closed account
    visitors                                      no       no             no        no
    outsiders, former author, guest, members      no       no             no        no
    author, steward, in charge                    no       no             no        no
    steward above, coordinator above              no       no             no        no
    operator                                      no       no             no        no
    system                                        -        yes            yes       yes
"""
SITE = {"choose_settings": PEOPLE["create_person"]}

# Of somebody who belongs where guest, members, author, steward and those in charge do.
PROFILES = {
    "see_field": """
always
                                      everyone  site  shared  self  one's own
    visitors                          yes       no    no      no    no
    outsiders, former author          yes       yes   no      no    yes
    guest, members, author            yes       yes   yes     no    yes
    steward, in charge                yes       yes   yes     no    yes
    steward above, coordinator above  yes       yes   no      no    yes
    operator                          yes       yes   no      no    yes
    system                            yes       yes   yes     yes   -
""",
    "list_person": """
always
                                      site  shared  self  oneself  shadow  closed
    visitors                          no    no      no    no       no      no
    outsiders, former author          yes   no      no    yes      no      no
    guest, members, author            yes   yes     no    yes      no      no
    steward, in charge                yes   yes     no    yes      no      no
    steward above, coordinator above  yes   no      no    yes      no      no
    operator                          yes   no      no    yes      no      no
    system                            yes   yes     yes   -        no      no
""",
    "avoid_person": """
always
                                      oneself  another
    visitors                          no       no
    outsiders, former author          no       yes
    guest, members, author            no       yes
    steward, in charge                no       yes
    steward above, coordinator above  no       yes
    operator                          no       yes
    system                            -        no
""",
    "write_to_person": """
always
                                      another  blocks them  is blocked  oneself  shadow  closed
    visitors                          no       no           no          no       no      no
    outsiders, former author          yes      no           no          no       no      no
    guest, members, author            yes      no           no          no       no      no
    steward, in charge                yes      no           no          no       no      no
    steward above, coordinator above  yes      no           no          no       no      no
    operator                          yes      no           no          no       no      no
    system                            yes      -            -           -        no      no
""",
}

THREADS = {
    "see_thread": f"""
when: open thread or closed thread
{_READ}
when: removed thread
{_AUTHOR_OR_MODERATOR}
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
{_NOBODY}
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
{_MODERATES}
when: open thread or closed thread, archived
{_NOBODY}
when: removed thread
{_NOBODY}
""",
    "retitle_thread": _ARRANGES,
    "link_thread": _ARRANGES,
    "remove_thread": f"""
when: open thread or closed thread, nobody else replied
{_AUTHOR_OR_MODERATOR}
when: open thread or closed thread, others replied
{_MODERATES}
when: removed thread
{_NOBODY}
""",
    "restore_thread": f"""
when: removed thread, hidden by its author
{_AUTHOR_OR_MODERATOR}
when: removed thread, hidden by a moderator
{_MODERATES}
when: open thread or closed thread
{_NOBODY}
""",
    "move_thread": f"""
when: open thread or closed thread
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: removed thread
{_NOBODY}
""",
    "split_thread": _REARRANGES,
    "merge_thread": _REARRANGES,
    "ask_for_placement": f"""
when: open thread or closed thread
                                                public  site  members  secret  branch  circle
    visitors                                    no      no    no       no      no      no
    outsiders, former author                    yes     yes   no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
    system                                      yes     yes   yes      yes     yes     no
when: removed thread
{_NOBODY}
""",
    "decide_placement": f"""
when: not archived
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     no
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
when: archived
{_NOBODY}
""",
    "end_placement": f"always\n{_AUTHOR_OR_MODERATOR}",
    "close_thread": f"always\n{_MODERATES}",
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
{_NOBODY}
when: archived
{_NOBODY}
""",
    "resolve_thread": f"""
when: open thread, not archived
{_AUTHOR_OR_MODERATOR}
when: closed thread or removed thread, not archived
{_NOBODY}
when: archived
{_NOBODY}
""",
    "import_threads": f"always\n{_COORDINATES}",
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
{_NOBODY}
when: archived
{_NOBODY}
""",
}

THREADS["change_lane"] = THREADS["retitle_thread"]

_SEE_POST = f"""
when: open thread or closed thread, post stands
{_READ}
when: open thread or closed thread, post removed
{_WRITER_OR_MODERATOR}
when: removed thread
{_AUTHOR_OR_MODERATOR}
"""
POSTS = {
    "see_post": _SEE_POST,
    "see_revisions": _SEE_POST,
    "see_attachment": _SEE_POST,
    "edit_post": f"""
when: open thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest                  no      no    no       no      no      no
    {_PLAIN_MEMBERS}                            no      no    no       no      no      no
    former author                               open    open  no       no      no      no
    author, replier                             yes     yes   yes      yes     yes     yes
    steward, in charge                          no      no    no       no      no      no
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
when: open thread, post stands, archived
{_NOBODY}
when: closed thread or removed thread, post stands
{_NOBODY}
when: post removed
{_NOBODY}
""",
    "remove_post": f"""
when: later post, post stands, open thread or closed thread
{_WRITER_OR_MODERATOR}
when: later post, post stands, removed thread
{_AUTHOR_OR_MODERATOR}
when: later post, post removed
{_NOBODY}
when: first post
{_NOBODY}
""",
    "restore_post": f"""
when: post removed, hidden by its author, open thread or closed thread
{_WRITER_OR_MODERATOR}
when: post removed, hidden by its author, removed thread
{_AUTHOR_OR_MODERATOR}
when: post removed, hidden by a moderator
{_MODERATES}
when: post stands
{_NOBODY}
""",
}

REPORTS = {
    "report_post": f"""
when: open thread or closed thread, post stands
                                                public  site  members  secret  branch  circle
    visitors, author, replier, former author    no      no    no       no      no      no
    outsiders                                   yes     yes   no       no      no      no
    guest, {_PLAIN_MEMBERS}                     yes     yes   yes      yes     yes     yes
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
{_NOBODY}
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

_JOINS_IN = f"""
when: open thread or closed thread, post stands, not archived
                                                public  site  members  secret  branch  circle
    visitors, system                            no      no    no       no      no      no
    outsiders, former author                    open    open  no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: open thread or closed thread, post stands, archived
{_NOBODY}
when: removed thread, post stands
{_NOBODY}
when: post removed
{_NOBODY}
"""
_SEES_WORDS = f"""
when: open thread or closed thread, post stands
{_READ}
when: removed thread, post stands
{_AUTHOR_OR_MODERATOR}
when: post removed
{_NOBODY}
"""
ENGAGE = {
    "react": _JOINS_IN,
    "see_reactions": _SEES_WORDS,
    "vote": _JOINS_IN,
    "set_poll": POSTS["edit_post"],
    "close_poll": f"""
when: open thread or closed thread, post stands
{_WRITER_OR_MODERATOR}
when: removed thread, post stands
{_AUTHOR_OR_MODERATOR}
when: post removed
{_NOBODY}
""",
    "see_results": f"""
when: open thread or closed thread, post stands, results out
{_READ}
when: removed thread, post stands, results out
{_AUTHOR_OR_MODERATOR}
when: post stands, results not out
{_NOBODY}
when: post removed
{_NOBODY}
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
{_NOBODY}
""",
}

TABLES: dict[str, Table] = {
    verb: read_table(verb, text)
    for tables in (COMMUNITIES, PEOPLE, SITE, PROFILES, THREADS, QUESTIONS, POSTS, REPORTS, ENGAGE)
    for verb, text in tables.items()
}
