"""Words for what the machine calls by names of its own: topics of mails, jobs, kinds of problem."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TOPICS = {
    "digest": _("Digests of the groups"),
    "enquiry": _("Requests"),
    "invitation": _("Invitations"),
    "letter-network": _("Letter networks"),
    "meeting": _("Convocations to meetings"),
    "membership": _("Membership of the section"),
    "security": _("Passkeys, apps and recovery codes"),
    "sheets": _("Lost sheets of petitions"),
    "sign-in": _("Sign-in codes"),
    "trial": _("News on trial"),
    "vote": _("Votes of the groups"),
}
PROBLEMS = {
    "recipient refused": _("the address was refused"),
    "text refused": _("the mail itself was refused"),
    "sender refused": _("our own address was refused"),
    "closing": _("the server closed the line"),
    "line lost": _("the line broke off"),
    "no server": _("no server took it within three days"),
    "kept back": _("kept back until it was too late"),
    "ConnectionRefusedError": _("nobody answers at its address"),
    "SMTPAuthenticationError": _("our password was refused"),
    "SMTPConnectError": _("it does not let us in"),
    "gaierror": _("its name is not known"),
    "TimeoutError": _("it does not answer in time"),
    "MailboxRefused": _("our mailbox does not let us in, or breaks off"),
    "SMTPServerDisconnected": _("the line broke off"),
    "ConnectionResetError": _("the line broke off"),
    "BrokenPipeError": _("the line broke off"),
    "SSLCertVerificationError": _("its certificate is not valid"),
}


def topic_in_words(topic: str) -> str:
    kind, _dash, number = topic.partition("-")
    if kind == "mailing":
        return gettext("News no. %(number)s") % {"number": number}
    if kind == "case":
        return gettext("Case no. %(number)s") % {"number": number}
    return str(TOPICS.get(topic, topic))


def job_in_words(name: str) -> str:
    """A periodic job in the reader's language; another task by the name of its function."""
    return gettext(name) if " " in name else name.rpartition(".")[2]


def problem_in_words(problem: str) -> str:
    """The kind in words, and the server's number."""
    kind = problem.rstrip("0123456789").rstrip()
    code = problem[len(kind) :].strip()
    words = str(PROBLEMS.get(kind, kind))
    return f"{words}, {code}" if code else words
