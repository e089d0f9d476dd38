"""A link in a mail is good for what it says and nothing else; made up, it is good for nothing."""

import pytest

from lampion.kit.tokens import keys_of, token


def test_a_token_gives_back_its_keys():
    assert keys_of(token("a", 7, 12), "a", 2) == (7, 12)
    assert keys_of(token("a", 7), "a", 1) == (7,)


@pytest.mark.parametrize(
    "said",
    [
        token("b", 7, 12),
        token("a", 7),
        token("a", 7, 12, 1),
        token("a", 7, 12).replace("7-12", "8-12"),
        token("a", 7, 12).replace("7-12", "07-12"),
        token("a", 7, 12).replace("7-12", "٧-12"),
        token("a", 7, 12)[:-1],
        "7-12-" + "é" * 40,
        "",
        "-",
        "7-12",
        f"{'9' * 5000}-12-{'0' * 40}",
    ],
)
def test_whatever_else_is_no_token(said):
    assert keys_of(said, "a", 2) is None
