from django.utils.functional import Promise


class Refused(Exception):
    """The upload is not what it should be; `reason` can be read by a person."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason
