"""Whoever takes their signature back is on no list any more, also on one that was made before."""

import csv
import io
from datetime import timedelta

from django.utils import timezone

from lampion.petitions import actions
from lampion.petitions.deliveries import empty_files, make_files, prepare
from lampion.petitions.models import Delivery, DeliveryFile, Identity, NameUse, Signature

SAID = {"email": "s@example.org", "locality": "Namur", "country": "be", "language": "fr"}


def signed(petition, name, use=NameUse.SHOWN):
    identity = Identity(name=name, **SAID | {"email": f"{name.lower()}@example.org"})
    said = actions.Signed(petition=petition, identity=identity, use=use, wants_news=False)
    actions.sign(said, at=timezone.now())
    Signature.objects.filter(confirmed_at=None).update(confirmed_at=timezone.now())
    return Signature.objects.select_related("petition").order_by("pk").last()


def listed(petition, nora) -> Delivery:
    made = prepare(petition, language="fr", with_names=True, by=nora, at=timezone.now())
    make_files(timezone.now())
    return made


def named(delivery, nora):
    file = DeliveryFile.objects.get(delivery=delivery, kind="table")
    data = file.read(by=nora, at=timezone.now())
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";")
    return [row[0] for row in rows][1:]


def test_a_list_not_handed_over_is_made_anew_without_them_and_stays_no_longer(petition, nora):
    leaves, _stays = signed(petition, "Leaves"), signed(petition, "Stays")
    delivery = listed(petition, nora)
    assert named(delivery, nora) == ["Leaves", "Stays"]  # the control
    signed(petition, "Later")  # the number was another one when it was prepared
    last_day = delivery.files.first().leaves_on
    actions.take_back(leaves, at=timezone.now())
    assert not delivery.files.exclude(sealed=None).exists()
    make_files(timezone.now() + timedelta(days=2))
    assert named(delivery, nora) == ["Stays"]
    assert delivery.files.first().leaves_on == last_day


def test_of_a_list_that_was_handed_over_nothing_stays_but_its_fingerprint(petition, nora):
    leaves = signed(petition, "Leaves")
    delivery, now = listed(petition, nora), timezone.now()
    delivery.hand_over(on=timezone.localdate(), how="post", words="", by=nora, at=now)
    actions.take_back(leaves, at=now)
    make_files(now)
    for file in delivery.files.all():
        assert (file.sealed, file.gone_at, len(file.sha256)) == (None, now, 64)


def test_who_only_counts_leaves_the_lists_as_they_are(petition, nora):
    signed(petition, "Stays")
    counts = signed(petition, "Counts", NameUse.COUNTED)
    delivery = listed(petition, nora)
    actions.take_back(counts, at=timezone.now())
    assert named(delivery, nora) == ["Stays"]


def test_a_list_that_waits_to_be_made_anew_on_its_last_day_is_not_made(petition, nora):
    leaves, _stays = signed(petition, "Leaves"), signed(petition, "Stays")
    delivery = listed(petition, nora)
    actions.take_back(leaves, at=timezone.now())
    empty_files(timezone.localdate() + timedelta(days=7))
    assert make_files(timezone.now() + timedelta(days=7)) == 0
    assert not delivery.files.exclude(sealed=None).exists()
