"""The section's mailbox lies with a provider: what Éloïse answers is fetched from there. A real IMAP server."""

import imaplib
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from mailbox import Maildir
from socket import create_server

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from lampion.enquiries.models import Reply
from lampion.mail import boxes
from lampion.mail.boxes import MailboxRefused
from lampion.mail.incoming import read_incoming
from tests.imap import PASSWORD, USER, serving
from tests.test_answering_by_mail import letter


@pytest.fixture(scope="module")
def server():
    with serving() as box:
        yield box


@pytest.fixture
def mailbox(server, settings):
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS = "127.0.0.1", server.port, False
    settings.IMAP_USER, settings.IMAP_PASSWORD = USER, PASSWORD
    settings.IMAP_FOLDER = "INBOX"
    with server.line() as line:
        line.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
        line.expunge()
    return server


def replies() -> list[str]:
    return list(Reply.objects.values_list("text", flat=True))


def test_a_reply_reaches_the_request_and_leaves_the_mailbox(mailbox, answered):
    mailbox.put(letter(answered, "Je viendrai. 🕯").as_bytes())
    assert read_incoming(timezone.now()) == 1
    assert replies() == ["Je viendrai. 🕯"]
    assert mailbox.flags() == []


def test_what_nobody_takes_stays_as_seen_for_a_person(mailbox, answered):
    mailbox.put(letter("<unknown@example.org>").as_bytes())
    mailbox.put(letter(answered).as_bytes())
    assert read_incoming(timezone.now()) == 1
    assert read_incoming(timezone.now()) == 0
    assert mailbox.flags() == [r"\Seen"]


@contextmanager
def failing(monkeypatch, command, error, *, key=None):
    """The server answers `command`, about `key` or any letter, with an error."""
    real = imaplib.IMAP4.uid

    def uid(line, said, *arguments):
        if said == command and key in (None, arguments[0]):
            raise error
        return real(line, said, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(imaplib.IMAP4, "uid", uid)
        yield


def test_a_line_that_breaks_after_the_reply_was_kept_makes_no_second_one(
    mailbox, answered, monkeypatch
):
    mailbox.put(letter(answered).as_bytes())
    broken = imaplib.IMAP4.abort("the line broke off")
    with failing(monkeypatch, "STORE", broken), pytest.raises(MailboxRefused):
        read_incoming(timezone.now())
    assert (replies(), mailbox.flags()) == (["Je viendrai."], [""])
    read_incoming(timezone.now())
    assert (replies(), mailbox.flags()) == (["Je viendrai."], [])


def test_a_letter_that_the_server_does_not_give_does_not_stop_the_next(
    mailbox, answered, monkeypatch
):
    mailbox.put(letter(answered, "La première.").as_bytes())
    mailbox.put(letter(answered).as_bytes())
    with mailbox.line() as line:
        first = line.uid("SEARCH", "ALL")[1][0].decode().split()[0]
    with failing(monkeypatch, "FETCH", imaplib.IMAP4.error("BAD"), key=first):
        assert read_incoming(timezone.now()) == 1
    assert (replies(), mailbox.flags()) == (["Je viendrai."], [r"\Seen"])


def test_what_is_said_of_another_letter_in_between_is_not_taken_for_this_one(mailbox, answered):
    mailbox.put(letter(answered).as_bytes())
    with mailbox.line() as line:
        key = line.uid("SEARCH", "ALL")[1][0].decode()
        other = [rb"7 (UID 9999 RFC822.SIZE 99999999)", rb"8 (FLAGS (\Seen))"]
        line.untagged_responses["FETCH"] = list(other)
        assert boxes.Imap(line).read(key) is not None


def test_the_maildir_beside_it_is_read_while_the_server_is_away(
    mailbox, answered, settings, tmp_path
):
    settings.INCOMING_MAILDIR, settings.IMAP_PORT = str(tmp_path / "in"), 1
    Maildir(settings.INCOMING_MAILDIR).add(letter(answered).as_bytes())
    with pytest.raises(OSError, match="refused"):
        read_incoming(timezone.now())
    assert replies() == ["Je viendrai."]


def test_a_letter_that_is_too_large_is_never_fetched(mailbox, answered, monkeypatch):
    mailbox.put(letter(answered, "Je viendrai. " * 100).as_bytes())
    monkeypatch.setattr(boxes, "MOST_BYTES", 500)
    assert read_incoming(timezone.now()) == 0
    assert mailbox.flags() == [r"\Seen"]


def test_what_another_program_marked_as_deleted_is_left_to_it(mailbox, answered):
    mailbox.put(letter("<unknown@example.org>").as_bytes())
    with mailbox.line() as line:
        line.uid("STORE", "1:*", "+FLAGS", r"(\Deleted \Seen)")
    mailbox.put(letter(answered).as_bytes())
    assert read_incoming(timezone.now()) == 1
    assert mailbox.flags() == [r"\Deleted \Seen"]


def test_a_wrong_password_is_a_failure_that_says_so(mailbox, settings):
    settings.IMAP_PASSWORD = "another"
    with pytest.raises(MailboxRefused):
        read_incoming(timezone.now())


def test_a_folder_that_is_not_there_is_a_failure_that_says_so(mailbox, settings):
    settings.IMAP_FOLDER = "Elsewhere"
    with pytest.raises(MailboxRefused):
        read_incoming(timezone.now())


def test_a_server_that_is_away_is_asked_again_and_what_came_is_read_then(
    mailbox, answered, settings
):
    mailbox.put(letter(answered).as_bytes())
    settings.IMAP_PORT = 1
    with pytest.raises(OSError, match="refused"):
        read_incoming(timezone.now())
    settings.IMAP_PORT = mailbox.port
    assert read_incoming(timezone.now()) == 1


def certificate_of_nobody(folder) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, SHA256())
    )
    path = folder / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(signed.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def test_a_server_for_which_nobody_vouches_gets_no_password(settings, tmp_path):
    context, heard = certificate_of_nobody(tmp_path), []
    with create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _address = listening.accept()
            try:
                with context.wrap_socket(line, server_side=True) as safe:
                    safe.sendall(b"* OK IMAP4rev1\r\n")
                    heard.append(safe.recv(1000))
            except OSError:
                pass

        thread = threading.Thread(target=answer)
        thread.start()
        settings.IMAP_HOST, settings.IMAP_PORT = "localhost", listening.getsockname()[1]
        settings.IMAP_TLS = True
        with pytest.raises(ssl.SSLCertVerificationError):
            read_incoming(timezone.now())
        thread.join()
    assert heard in ([], [b""])
