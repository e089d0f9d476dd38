"""Éloïse stopped the news, and ticks the box once more: her no stands until she says yes with a link of her own mail."""

from dataclasses import replace

from django.utils import timezone

from lampion.contacts.models import Channel, Consent, ConsentText, Contact, Purpose
from lampion.enquiries import actions
from lampion.enquiries.models import Intent
from lampion.mail.models import Message


def asked(section):
    return actions.Asked(
        section=section,
        group=None,
        intent=Intent.ASK,
        first_name="Éloïse",
        last_name="Martin",
        email="eloise@example.org",
        locality="1348",
        postcode="1348",
        message="Bonjour",
        form_key="again-1",
        language="fr",
        wants_news=ConsentText.objects.in_force(section, Purpose.NEWS, "fr"),
    )


def test_the_mail_says_how_to_begin_again_and_promises_no_news(eloise, client):
    contact = Contact.objects.get(email="eloise@example.org")
    Consent.withdraw(contact, at=timezone.now(), channel=Channel.ONE_CLICK)
    enquiry = actions.receive(asked(eloise.section), at=timezone.now())
    mail = Message.objects.get(key=f"enquiry-received:{enquiry.pk}")
    assert "Vous aviez arrêté nos nouvelles" in mail.text
    assert "Vous recevez aussi nos nouvelles" not in mail.text
    assert not Consent.stands(contact)
    token = mail.way_out.rstrip("/").rpartition("/")[2]
    text = ConsentText.objects.in_force(eloise.section, Purpose.NEWS, "fr")
    client.post(f"/subscriptions/{token}/agreement/", {"text": text.pk})
    assert Consent.stands(contact)


def test_whoever_ticks_it_for_the_first_time_is_told_that_news_come(eloise):
    new = replace(asked(eloise.section), email="mia@example.org", form_key="again-2")
    enquiry = actions.receive(new, at=timezone.now())
    mail = Message.objects.get(key=f"enquiry-received:{enquiry.pk}")
    assert "Vous recevez aussi nos nouvelles" in mail.text
