from lampion.tasks.models.closing import Closing, Outcome
from lampion.tasks.models.done_link import DoneLink, done_link
from lampion.tasks.models.repeat import Repeat, next_day
from lampion.tasks.models.step import Step
from lampion.tasks.models.task import (
    AlreadyTaken,
    NotAMember,
    Share,
    Task,
    TaskClosed,
    TaskQuerySet,
)

__all__ = [
    "AlreadyTaken",
    "Closing",
    "DoneLink",
    "NotAMember",
    "Outcome",
    "Repeat",
    "Share",
    "Step",
    "Task",
    "TaskClosed",
    "TaskQuerySet",
    "done_link",
    "next_day",
]
