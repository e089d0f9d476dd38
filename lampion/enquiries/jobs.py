from datetime import datetime

from django.utils import timezone

from lampion.enquiries.actions.mailed import note_returned, take_reply
from lampion.enquiries.actions.waiting import ask_silent_groups, find_followers
from lampion.enquiries.retention import empty_what_leaves
from lampion.kit.registers import every, incoming, returned_mail


def _empty(at: datetime) -> None:
    empty_what_leaves(timezone.localdate(at))


every(60, "ask groups that are silent about a newcomer", ask_silent_groups)
every(30, "find somebody for each request", find_followers)
every(24 * 60, "empty the requests whose time is over", _empty)
incoming(take_reply)
returned_mail(note_returned)
