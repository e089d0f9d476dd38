"""Nora looks at the machine: each number is the number of rows, and each button has one effect."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lampion.journal.models import Record
from lampion.kit import registers, tasks
from lampion.mail.models import SEND, Message, Outage
from lampion.office import machine
from lampion.office.words import TOPICS
from tests.house.looking import LAMPION

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PAGE = "/office/machine/"
JOB = "forget old counts"
LOST = "lampion.kit.tasks.JobFailed"


def minutes(count):
    return timedelta(minutes=count)


def mail(number, topic="enquiry", **values):
    values = {
        "to_address": f"m{number}@example.org",
        "created_at": NOW,
        "next_try_at": NOW,
    } | values
    if values.get("gave_up_at") or values.get("sent_at"):
        values["to_address"] = ""
    return Message.objects.create(
        topic=topic, language="fr", message_id=f"<{number}@example.org>", **values
    )


def task(name=JOB, status=TaskResultStatus.SUCCESSFUL, attempt=0, *, enqueued=NOW, **values):
    row = DBTaskResult.objects.create(
        args_kwargs={"args": [name, attempt] if attempt else [name], "kwargs": {}},
        task_path=tasks.run_job.module_path,
        backend_name="default",
        status=status,
        **({"run_after": NOW} | values),
    )
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=enqueued)
    return row


def failed(name=JOB, error="OperationalError", attempt=0, ended=NOW):
    return task(
        name,
        TaskResultStatus.FAILED,
        attempt,
        started_at=ended - timedelta(seconds=3),
        finished_at=ended,
        exception_class_path=LOST,
        traceback=f"Traceback\n  File\n{LOST}: {name}: {error}\n",
    )


def done(name=JOB, ended=NOW, seconds=2.5):
    begun = ended - timedelta(seconds=seconds)
    return task(name, started_at=begun, finished_at=ended, enqueued=begun)


@pytest.fixture
def look(nora, as_):
    """look(): the page as Nora sees it at noon, with what it was made from."""
    with time_machine.travel(NOW, tick=False):
        client = as_(nora)
        yield lambda **headers: client.get(PAGE, headers=headers)


@pytest.fixture
def nora_client(look, nora, as_):
    return as_(nora)


def test_everything_runs(look):
    done(ended=NOW - minutes(1))
    page = look()
    assert page.context["verdicts"] == []
    assert "Tout fonctionne" in page.text


@pytest.mark.parametrize(
    ("silent", "said"),
    [
        (lambda: None, "Rien n’a encore tourné"),
        (lambda: (done(ended=NOW - minutes(30)), task(status="READY", run_after=NOW - minutes(9))),
         "depuis 30 minutes"),
        (lambda: (done(ended=NOW - minutes(8)),), "Le planificateur n’a pas tourné depuis 8 minutes"),
        (lambda: (task(status="RUNNING", started_at=NOW - minutes(7)),
                  task(status="READY", run_after=NOW - minutes(6))),
         "occupé à une seule tâche depuis 7 minutes"),
    ],
    ids=["never", "no-worker", "no-scheduler", "busy"],
)  # fmt: skip
def test_silence_is_said_with_its_length(look, silent, said):
    silent()
    page = look()
    assert len(page.context["verdicts"]) == 1
    assert said in page.text
    assert "Tout fonctionne" not in page.text


def test_an_outage_is_said_until_it_ends(look):
    done()
    Outage.objects.note("SMTPConnectError 421", at=NOW - minutes(90))
    assert "ne répond plus depuis" in look().text
    Outage.objects.end(at=NOW)
    assert "Tout fonctionne" in look().text


def test_the_mail_that_waits_is_counted_by_topic(look):
    mail(1, created_at=NOW - minutes(50), next_try_at=NOW + minutes(5))
    mail(2, held_at=NOW)
    mail(3, "sign-in", next_try_at=NOW + minutes(1))
    mail(4, sent_at=NOW)
    mail(5, gave_up_at=NOW, last_problem="recipient refused 550")
    mail(6, gave_up_at=NOW - timedelta(days=29), last_problem="recipient refused 550")
    mail(7, gave_up_at=NOW - timedelta(days=31), last_problem="no server")
    mail(8, gave_up_at=NOW)
    said = look().context
    assert (said["waiting"], said["held"], said["given_up_count"]) == (3, 1, 2)
    assert said["oldest_at"] == NOW - minutes(50)
    enquiry, sign_in = said["topics"]
    assert (enquiry.waiting, enquiry.held, enquiry.free) == (2, 1, 1)
    assert (enquiry.next_at, sign_in.next_at) == (NOW + minutes(5), NOW + minutes(1))
    assert said["given_up"] == [("l’adresse a été refusée, 550", 2)]


def test_the_page_names_nobody(look):
    mail(1, last_problem="line lost")
    failed(error="eloise@example.org")
    assert "@example.org" not in look().text


def test_tasks_are_counted(look):
    task(status="READY")
    task(status="READY", run_after=NOW + minutes(5))
    task(status="RUNNING", started_at=NOW)
    failed()
    done()
    assert look().context["queue"] == machine.Queue(ready=1, later=1, running=1, failed=1)


def test_a_job_that_fails_shows_its_tries_its_error_and_its_next_try(look):
    failed(attempt=0, ended=NOW - minutes(10))
    failed(attempt=2, ended=NOW - minutes(2))
    task(status="READY", attempt=3, run_after=NOW + minutes(28))
    (failure,) = look().context["failures"]
    assert (failure.tries, failure.problem) == (3, "OperationalError")
    assert (failure.failed_at, failure.next_at) == (NOW - minutes(2), NOW + minutes(28))


def test_a_job_that_ran_since_fails_no_more(look):
    failed(ended=NOW - minutes(10))
    done(ended=NOW - minutes(1))
    said = look().context
    assert (said["failures"], said["verdicts"]) == ([], [])


def test_each_periodic_job_shows_its_last_run_and_the_next(look):
    done(ended=NOW - minutes(20), seconds=60)
    done(ended=NOW - minutes(10), seconds=2.5)
    failed("end old sessions")
    task("forget old sign-in codes", "RUNNING", started_at=NOW)
    task("prune finished tasks", "READY", run_after=NOW + minutes(3))
    found = {turn.name: turn for turn in look().context["turns"]}
    assert len(found) == len(registers.periodic_jobs())
    counts = found["oublier les anciens compteurs"]
    assert (counts.outcome, counts.seconds, counts.ended_at) == ("fine", 2.5, NOW - minutes(10))
    begun = NOW - minutes(10) - timedelta(seconds=2.5)
    assert counts.next_at == begun + minutes(60)
    outcomes = {turn.outcome for turn in found.values()}
    assert outcomes == {"fine", "failed", "running", "never"}
    assert found["enlever les tâches finies"].next_at == NOW + minutes(3)


def test_of_a_job_that_runs_often_only_the_last_success_of_long_ago_is_kept(db):
    often, seldom = SEND, JOB
    kept = [
        done(often, ended=NOW - minutes(30)), done(often, ended=NOW - minutes(70)),
        failed(often, ended=NOW - minutes(90)), done(seldom, ended=NOW - minutes(300)),
    ]  # fmt: skip
    gone = [done(often, ended=NOW - minutes(age)) for age in (80, 200)]
    gone.append(done(seldom, ended=NOW - timedelta(days=4)))
    assert tasks.prune(NOW) == len(gone)
    assert set(DBTaskResult.objects.all()) == set(kept)


def test_a_failed_job_runs_again_now_and_once(nora_client):
    row = failed(attempt=2)
    task(status="READY", attempt=3, run_after=NOW + minutes(28))
    for _ in range(3):
        assert nora_client.post(f"{PAGE}tasks/{row.pk}/rerun/").url == PAGE
    (again,) = DBTaskResult.objects.all()
    assert (again.pk, again.status, again.run_after) == (row.pk, "READY", NOW)
    assert Record.objects.filter(verb="task run again").count() == 1


def test_what_did_not_fail_cannot_be_run_again(nora_client):
    row = done()
    nora_client.post(f"{PAGE}tasks/{row.pk}/rerun/")
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert not Record.objects.filter(verb="task run again").exists()


def test_a_topic_is_held_back_and_let_go_after_a_question(nora_client):
    mail(1)
    mail(2, "sign-in")
    hold, release = f"{PAGE}topics/enquiry/hold/", f"{PAGE}topics/enquiry/release/"
    assert "1 courriel" in nora_client.get(hold).text
    assert not Message.objects.exclude(held_at=None).exists()
    nora_client.post(hold)
    assert list(Message.objects.exclude(held_at=None).values_list("topic", flat=True)) == [
        "enquiry"
    ]
    assert nora_client.get(release).status_code == 200
    nora_client.post(release)
    assert not Message.objects.exclude(held_at=None).exists()
    assert DBTaskResult.objects.get().args_kwargs["args"] == ["send the mail that waits"]
    told = Record.objects.filter(verb__startswith="mail").values_list("verb", "details")
    held = {"topic": "enquiry", "count": 1}
    assert sorted(told) == [("mail held", held), ("mail released", held)]


def test_a_topic_without_mail_is_no_page(nora_client):
    assert nora_client.get(f"{PAGE}topics/nothing/hold/").status_code == 404


def test_htmx_gets_the_part_that_changes_and_caches_know(look):
    whole, part = look(), look(HX_Request="true")
    assert "<html" in whole.text
    assert "<html" not in part.text
    assert 'id="machine"' in part.text
    assert all("HX-Request" in answer["Vary"] for answer in (whole, part))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Sans intermédiaire"),
        ("redis://:secret@h/0", "Redis"),
        ("amqp://u:secret@h//", "RabbitMQ"),
    ],
)
def test_it_says_who_wakes_the_workers_and_no_password(look, settings, address, said):
    settings.BROKER = address
    text = look().text
    assert said in text
    assert "secret@" not in text


def _topics(source):
    """The topics that a source gives its mails."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.keyword)]
    return {
        node.value.value
        for node in calls
        if node.arg == "topic" and isinstance(node.value, ast.Constant)
    }


def test_every_topic_of_a_mail_has_words():
    files = [path for path in LAMPION.rglob("*.py") if "tests" not in path.parts]
    used = set().union(*(_topics(path.read_text("utf-8")) for path in files))
    assert used - set(TOPICS) == set()
    assert _topics('queue("x", topic="attic")') == {"attic"}


def test_the_page_stands_still_for_who_wants_it_without_javascript(nora_client):
    page = nora_client.get(PAGE).text
    assert "hx-trigger" in page
    assert f'href="{PAGE}?renewal=off"' in page
    still = nora_client.get(f"{PAGE}?renewal=off").text
    assert "hx-" not in still.split("<main")[1].split("</main")[0]
    assert f'id="again" href="{PAGE}?renewal=off"' in still, "looking again keeps it still"
    assert f'id="renewal" href="{PAGE}"' in still


def test_a_piece_of_an_open_page_says_that_the_session_has_ended(client, look):
    """The control: without htmx, whoever is signed out is led away."""
    open_page = f"http://testserver{PAGE}?renewal=on"
    piece = client.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": open_page})
    assert piece.status_code == 200
    assert "plus connecté" in piece.text
    assert "sign-in/?next=%2Foffice%2Fmachine%2F%3Frenewal%3Don" in piece.text
    assert "<html" not in piece.text
    assert "hx-" not in piece.text, "it asks no more"
    assert "no-store" in piece.headers["Cache-Control"]
    assert client.get(PAGE).status_code == 302


@pytest.mark.parametrize("strange", ["http://[", "", "http://[::1]:x/"])
def test_a_strange_address_of_the_open_page_is_none(client, look, strange):
    piece = client.get(PAGE, headers={"HX-Request": "true", "HX-Current-URL": strange})
    assert (piece.status_code, "sign-in/" in piece.text) == (200, True)


def test_a_piece_leads_to_no_other_site(client, look):
    evil = {"HX-Request": "true", "HX-Current-URL": "https://evil.example//evil.example/x"}
    piece = client.get(PAGE, headers=evil).text
    address = piece.partition('href="')[2].partition('"')[0]
    assert address.startswith("/sign-in/")
    asked = client.post(address, {"email": "nora@example.org"})
    assert asked.url == "/sign-in/code/"
    assert client.session["next"] == "/home/"
