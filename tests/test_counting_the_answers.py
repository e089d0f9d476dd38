"""The figures count what happened: requests by month and group, answered in time or late, and the median."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest

from lampion.enquiries import actions
from lampion.enquiries.figures import Figures, asked, by, figures, months
from lampion.enquiries.models import Stage
from tests.conftest import AT

TODAY = date(2026, 3, 20)


@pytest.fixture
def wrote(louvain, namur, nora):
    """Write at `at` to `group`; answered so many days later, or not."""

    def ask(name, group, at, answered=None, by_letter=False):
        said = actions.Asked(
            section=group.section,
            group=group,
            intent="join",
            first_name=name,
            last_name="X",
            email=f"{name}@example.org",
            locality="1348",
            message="",
            form_key=name,
            language="fr",
        )
        enquiry = actions.receive(said, at=at)
        if answered is None:
            return enquiry
        then = at + timedelta(days=answered)
        if by_letter:
            words = {"subject": "x", "body": "x", "form_key": name}
            actions.write(enquiry, **words, by=nora, at=then)
        else:
            actions.close(enquiry, Stage.ANSWERED, by=nora, at=then)
        return enquiry

    return ask


def test_in_time_late_and_still_running_are_counted_apart(wrote, louvain, namur):
    wrote("a", louvain, AT, answered=1)
    wrote("b", louvain, AT, answered=2, by_letter=True)
    wrote("c", louvain, AT, answered=9)
    wrote("d", namur, AT)  # its day, 6 March, is over
    wrote("e", namur, datetime(2026, 3, 19, 9, tzinfo=UTC))  # its day has not come
    rows = asked(louvain.section, on=TODAY)
    assert figures(rows) == Figures(received=5, answered=3, in_time=2, late=2, days=2.0)
    grouped = by(rows, lambda row: row.group)
    assert grouped[louvain.pk].share == 67
    assert grouped[namur.pk].share == 0


def test_what_was_unwanted_or_taken_back_is_not_counted(wrote, louvain, nora):
    actions.close(wrote("a", louvain, AT), Stage.SPAM, by=nora, at=AT)
    actions.withdraw(wrote("b", louvain, AT), at=AT)
    assert asked(louvain.section, on=TODAY) == []


def test_a_request_counts_for_the_group_that_has_it_last(wrote, louvain, namur, nora):
    enquiry = wrote("a", louvain, AT)
    actions.hand_over(enquiry, namur, by=nora, at=AT)
    assert [row.group for row in asked(louvain.section, on=TODAY)] == [namur.pk]


def test_the_year_before_is_not_counted(wrote, louvain):
    wrote("a", louvain, datetime(2026, 3, 31, 9, tzinfo=UTC), answered=1)
    wrote("b", louvain, datetime(2026, 4, 1, 9, tzinfo=UTC), answered=1)
    later = date(2027, 3, 20)
    assert len(asked(louvain.section, on=later)) == 1
    assert months(later)[0] == date(2026, 4, 1)
    assert months(later)[-1] == date(2027, 3, 1)


def test_the_page_and_its_spreadsheet_say_the_same(as_, nora, eloise):
    office = as_(nora)
    page = office.get("/office/enquiries/figures/")
    assert page.status_code == 200
    raw = office.get("/office/enquiries/figures.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(raw), delimiter=";"))
    assert len(rows) == 1 + len(page.context["monthly"]) + len(page.context["grouped"])


def test_a_group_whose_name_begins_like_a_formula_is_no_formula(as_, nora, eloise, louvain):
    louvain.name = "=1+1"
    louvain.save()
    eloise.received_at = datetime.now(UTC)
    eloise.save()
    assert "'=1+1" in as_(nora).get("/office/enquiries/figures.csv").content.decode("utf-8-sig")
