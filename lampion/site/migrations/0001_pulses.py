"""Whatever the home of a group shows writes a pulse when it changes. Decision 13 says what to do for a new table.

Ballots name no person here: a line that said who voted would be worse than a page drawn too often.
"""

from django.db import migrations

from lampion.groups.pulses import (
    EVERY_HOME,
    group,
    group_over,
    groups_beside,
    person,
    pulse,
)

# Columns of a section that pages of members show; `version` changes with things that they do not.
SECTION = (
    "code", "name", "country", "languages", "legal_name", "bce_number", "address", "public_email",
    "public_phone", "privacy_contact", "website", "join_url", "ink", "light", "logo_id",
)  # fmt: skip
PERSON = (
    "first_name", "last_name", "name_key", "email", "phone", "language", "name_open", "email_open",
    "phone_open", "is_active",
)  # fmt: skip
CHANGED = ("UPDATE", "DELETE")  # a new row of these is told by another that comes with it


class Migration(migrations.Migration):
    dependencies = [
        ("board", "0002_digest"),
        ("decisions", "0002_frozen"),
        ("enquiries", "0004_returned_mail"),
        ("groups", "0014_pulse"),
        ("meetings", "0004_calendar"),
        ("people", "0005_sent_forms"),
        ("sections", "0011_megabytes"),
        ("tasks", "0001_initial"),
    ]

    operations = [
        pulse("people_person", person("id"), groups_beside("groups_membership", "person_id", "id"),
              only=PERSON, events=CHANGED),
        pulse("people_passkey", person()),
        pulse("people_authenticatorapp", person()),
        pulse("sections_section", EVERY_HOME, only=SECTION),
        pulse("sections_parameter", EVERY_HOME),
        pulse("sections_page", EVERY_HOME),
        pulse("sections_staffaccess", person()),
        pulse("groups_group", group("id"),
              groups_beside("groups_mentorship", "mentor_id", "id"), events=CHANGED),
        pulse("groups_membership", group(), person()),
        pulse("groups_pause", group_over(("membership_id", "groups_membership"))),
        pulse("groups_lifestage", group()),
        pulse("groups_mandate", group()),
        pulse("groups_mentorship", group()),
        pulse("groups_requirement", EVERY_HOME),
        pulse("groups_fulfilment", group()),
        pulse("groups_sectionfunction", EVERY_HOME),
        pulse("groups_functionpower", EVERY_HOME),
        pulse("groups_holding", group()),
        pulse("groups_handover", group()),
        pulse("groups_handoveritem", group_over(("hand_over_id", "groups_handover"))),
        pulse("groups_document", group()),
        pulse("tasks_task", group()),
        pulse("tasks_share", group_over(("task_id", "tasks_task"))),
        pulse("tasks_step", group_over(("task_id", "tasks_task"))),
        pulse("tasks_closing", group_over(("task_id", "tasks_task"))),
        pulse("decisions_decision", group()),
        pulse("decisions_review", group_over(("decision_id", "decisions_decision"))),
        pulse("decisions_proposal", group()),
        pulse("decisions_phaserow", group_over(("proposal_id", "decisions_proposal"))),
        pulse("decisions_voter", group_over(("proposal_id", "decisions_proposal"))),
        pulse("decisions_ballot",
              group_over(("voter_id", "decisions_voter"), ("proposal_id", "decisions_proposal"))),
        pulse("meetings_meeting", group()),
        pulse("meetings_meetingstage", group_over(("meeting_id", "meetings_meeting"))),
        pulse("meetings_invitation", group_over(("meeting_id", "meetings_meeting"))),
        pulse("enquiries_enquiry",
              groups_beside("enquiries_handover", "enquiry_id", "id"), events=CHANGED),
        pulse("enquiries_step",
              groups_beside("enquiries_handover", "enquiry_id", "enquiry_id")),
        pulse("enquiries_handover", group()),
        pulse("board_post", group()),
        pulse("board_answer", group_over(("post_id", "board_post"))),
        pulse("board_visit", person()),
    ]  # fmt: skip
