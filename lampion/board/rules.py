from django.utils.translation import gettext_lazy as _

from lampion.board.models import Answer, Post
from lampion.groups.models import Power
from lampion.groups.rules import holds
from lampion.kit.access import YES, Verdict, no
from lampion.people.models import Person


def can_change_post(person: Person, post: Post) -> Verdict:
    """Nobody changes what stands under somebody else's name."""
    return YES if post.by_id == person.pk else no(_("Only whoever wrote it changes it."))


def can_withdraw_post(person: Person, post: Post) -> Verdict:
    if post.by_id == person.pk or holds(person, post.group, Power.DOCUMENTS):
        return YES
    return no(_("Only whoever wrote it, or a responsable, withdraws it."))


def can_withdraw_answer(person: Person, answer: Answer) -> Verdict:
    if answer.by_id == person.pk or holds(person, answer.post.group, Power.DOCUMENTS):
        return YES
    return no(_("Only whoever wrote it, or a responsable, changes or withdraws it."))
