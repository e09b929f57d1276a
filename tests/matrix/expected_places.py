"""Who may do what with communities, people and the site."""

from tests.matrix.rows import COORDINATES, COORDINATES_NO_CIRCLE, MODERATES, NOBODY, READ, comes_in

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
    "read_community": f"always\n{READ}",
    "join_community": f"""
when: not archived
{comes_in("open")}
when: archived
{NOBODY}
""",
    "ask_to_join_community": f"""
when: not archived
{comes_in("request")}
when: archived
{NOBODY}
""",
    "leave_community": """
always
                                                public  site  members  secret  branch  circle
    visitors, outsiders, former author          no      no    no       no      no      no
    guest, members, author, steward, in charge  yes     yes   yes      yes     yes     yes
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
""",
    "change_community": f"always\n{COORDINATES}",
    "archive_community": f"always\n{COORDINATES}",
    "invite_people": f"""
when: not archived
{COORDINATES_NO_CIRCLE}
when: archived
{NOBODY}
""",
    "found_below_community": f"""
when: not archived
{COORDINATES_NO_CIRCLE}
when: archived
{NOBODY}
""",
    "manage_members": f"always\n{COORDINATES}",
    "add_to_circle": f"""
when: not archived
                                                public  site  members  secret  branch  circle
    visitors, outsiders, former author          no      no    no       no      no      no
    guest, members, author, steward, in charge  no      no    no       no      no      yes
    steward above, coordinator above            no      no    no       no      no      no
    operator, system                            no      no    no       no      no      no
when: archived
{NOBODY}
""",
    "manage_topics": f"always\n{MODERATES}",
    "export_community": f"always\n{COORDINATES}",
    "moderate_community": f"always\n{MODERATES}",
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
