"""Answers that several tables give alike."""

READ = """\
                                      public  site  members  secret  branch  circle
    visitors                          yes     no    no       no      no      no
    outsiders, former author          yes     yes   no       no      no      no
    guest, members, author            yes     yes   yes      yes     yes     yes
    steward, in charge                yes     yes   yes      yes     yes     yes
    steward above, coordinator above  yes     yes   yes      yes     yes     no
    operator                          yes     yes   yes      yes     yes     no
    system                            yes     yes   yes      yes     yes     yes
"""
MODERATES = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author                           no      no    no       no      no      no
    steward, in charge, system                       yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
COORDINATES = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author, steward, steward above   no      no    no       no      no      no
    in charge, system                                yes     yes   yes      yes     yes     yes
    coordinator above, operator                      yes     yes   yes      yes     yes     no
"""
COORDINATES_NO_CIRCLE = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, former author               no      no    no       no      no      no
    guest, members, author, steward, steward above   no      no    no       no      no      no
    in charge, system, coordinator above, operator   yes     yes   yes      yes     yes     no
"""
AUTHOR_OR_MODERATOR = """\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, guest, members              no      no    no       no      no      no
    former author                                    yes     yes   no       no      no      no
    author, steward, in charge, system               yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
ARRANGES = f"""
when: open thread, not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, guest, members         no      no    no       no      no      no
    former author                               open    open  no       no      no      no
    author, steward, in charge, system          yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator  yes     yes   yes      yes     yes     no
when: closed thread or removed thread, not archived
{MODERATES}
when: archived
{MODERATES}
"""
PLAIN_MEMBERS = "member, expert, host, facilitator, librarian, mentor, sponsor"
WRITER_OR_MODERATOR = f"""\
                                                     public  site  members  secret  branch  circle
    visitors, outsiders, guest                       no      no    no       no      no      no
    {PLAIN_MEMBERS}                                 no      no    no       no      no      no
    former author                                    yes     yes   no       no      no      no
    author, replier, steward, in charge, system      yes     yes   yes      yes     yes     yes
    steward above, coordinator above, operator       yes     yes   yes      yes     yes     no
"""
NOBODY = """\
                 public  site  members  secret  branch  circle
    everybody    no      no    no       no      no      no
"""
REARRANGES = f"""
when: open thread or closed thread
{MODERATES}
when: removed thread
{NOBODY}
"""


def comes_in(answer: str) -> str:
    """Return who becomes a member by asking for it, where joining is `answer`."""
    return """\
                                                public  site  members  secret  branch  circle
    visitors, system                            no      no    no       no      no      no
    outsiders, former author                    WORD    WORD  WORD     no      no      no
    guest, members, author, steward, in charge  no      no    no       no      no      no
    steward above, coordinator above, operator  WORD    WORD  WORD     WORD    WORD    no
""".replace("WORD", answer)
