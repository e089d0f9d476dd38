"""Éloïse asks, Nora hands her over, Alice accepts, answers and welcomes her."""

import pytest

from lampion.enquiries.models import Enquiry
from lampion.groups.models import Membership
from lampion.mail.models import Message
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ask(page, typed=None):
    page.goto("/groups/12/louvain-la-neuve/")
    page.locator(".call a.button").first.click()
    page.wait_for_url("**/enquiries/new/**")
    fields = {
        "first_name": "Éloïse",
        "last_name": "Martin",
        "email": "eloise@example.org",
        "locality": "1348",
        "message": "Bonjour, j’aimerais venir voir.",
    }
    for name, value in (fields | (typed or {})).items():
        page.fill(f"#id_{name}", value)
    page.check("#id_old_enough")
    page.wait_for_timeout(3500)  # nobody types a form in less; a robot does
    page.locator("main form.form button").click()


@pytest.mark.parametrize("script", [True, False], ids=["js", "no-js"])
def test_a_newcomer_asks_and_follows_the_request(visit, louvain, nora, script):
    page = visit(viewport=PHONE, java_script_enabled=script).page
    ask(page)
    page.wait_for_url("**/enquiries/*/")
    assert "new" not in page.url
    assert Enquiry.objects.get().first_name == "Éloïse"
    assert not page.locator("#id_wants_news").count()
    page.go_back(wait_until="commit")  # out of memory, as it was: nothing is loaded
    page.locator("main form.form button").click()
    page.wait_for_url("**/enquiries/*/")
    assert Enquiry.objects.count() == 1


def test_an_error_takes_the_focus_and_loses_nothing(visit, louvain, nora):
    page = visit().page
    ask(page, {"email": "eloise"})
    page.wait_for_selector(".error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert page.input_value("#id_message").startswith("Bonjour")
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_the_request_is_handed_over_accepted_answered_and_welcomed(visit, louvain, alice, nora):
    newcomer, office, group = visit(viewport=PHONE), visit(), visit(viewport=PHONE)
    ask(newcomer.page)
    newcomer.page.wait_for_url("**/enquiries/*/")

    office.sign_in("nora@example.org")
    office.page.goto("/office/")
    office.page.locator(".inbox-title", has_text="Éloïse Martin").click()
    office.page.locator("form[action$='/handover/'] button", has_text="Louvain").first.click()
    office.page.wait_for_selector(".notice-success")

    group.sign_in("alice@example.org")
    group.page.locator(".inbox-title").first.click()
    group.page.locator("form[action$='/acceptance/'] button").click()
    group.page.wait_for_selector(".notice-success")
    group.page.fill("#id_letter-subject", "Bienvenue")
    group.page.fill("#id_letter-body", "À mardi !")
    group.page.locator("form[action$='/letters/'] button").click()
    group.page.wait_for_selector(".notice-success")
    assert Message.objects.filter(to_address="eloise@example.org", subject="Bienvenue").exists()
    group.page.locator("form[action$='/membership/'] button").click()
    group.page.wait_for_selector(".notice-success")
    assert Membership.objects.active().filter(person__first_name="Éloïse", group=louvain).exists()
    newcomer.page.reload()
    assert newcomer.page.locator(".steps li").count() >= 4


def test_a_list_with_three_faults_is_corrected_applied_and_applied_again(
    visit, belgium, nora, tmp_path
):
    header = "numéro;nom;code postal;localité\n"
    good = [f"{n};Groupe {n};1348;Louvain-la-Neuve" for n in range(1, 51)]
    bad = list(good)
    bad[3], bad[7], bad[9] = "4;Groupe 4;1348;Namur", "huit;Groupe 8;1348;", "10;;1348;"
    office = visit()
    office.sign_in("nora@example.org")

    def bring(lines):
        path = tmp_path / "groupes.csv"
        path.write_text(header + "\n".join(lines), encoding="cp1252")
        office.page.goto("/office/imports/groups/")
        office.page.set_input_files("#id_file", path)
        office.page.locator("main form.form button").click()
        office.page.wait_for_url("**/imports/groups/*/")

    bring(bad)
    rows = office.page.locator("tbody tr")
    assert [rows.nth(n).locator("td").first.inner_text() for n in range(rows.count())] == [
        "5",
        "9",
        "11",
    ]
    bring(good)
    office.page.locator("form.call button").click()
    office.page.wait_for_selector(".notice-success")
    bring(good)
    assert not office.page.locator("form.call").count()
    assert office.page.locator(".notice-success").count() == 1
