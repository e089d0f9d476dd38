from lampion.meetings.forms.agenda import AnswerForm, PointForm
from lampion.meetings.forms.meeting import ChangeForm, MeetingForm, NewMeetingForm
from lampion.meetings.forms.rhythm import RhythmForm

__all__ = ["AnswerForm", "ChangeForm", "MeetingForm", "NewMeetingForm", "PointForm", "RhythmForm"]
