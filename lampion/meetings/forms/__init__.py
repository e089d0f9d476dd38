from lampion.meetings.forms.agenda import AnswerForm, PointForm
from lampion.meetings.forms.meeting import ChangeForm, MeetingForm, NewMeetingForm
from lampion.meetings.forms.minutes import (
    AmendmentForm,
    AnswerToAmendmentForm,
    GuestForm,
    PassageForm,
    QuickPointForm,
)
from lampion.meetings.forms.rhythm import RhythmForm

__all__ = [
    "AmendmentForm",
    "AnswerForm",
    "AnswerToAmendmentForm",
    "ChangeForm",
    "GuestForm",
    "MeetingForm",
    "NewMeetingForm",
    "PassageForm",
    "PointForm",
    "QuickPointForm",
    "RhythmForm",
]
