from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any


@dataclass(slots=True)
class Story:
    """What the chapters of the demo hand on to one another. The same seed tells the same story."""

    now: datetime
    random: Random
    things: dict[str, Any] = field(default_factory=dict)
