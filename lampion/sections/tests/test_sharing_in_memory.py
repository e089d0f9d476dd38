"""What requests share is made once, and again when something public changes."""

from lampion.sections.shared import Shared


def test_it_is_made_once_until_something_public_changes(belgium):
    made = []

    def make():
        made.append(len(made))
        return made[-1]

    shared = Shared()
    assert [shared.get("a", make), shared.get("a", make), shared.get("b", make)] == [0, 0, 1]
    belgium.touch()
    assert [shared.get("a", make), shared.get("a", make)] == [2, 2]
    Shared.forget()
    assert shared.get("a", make) == 3
