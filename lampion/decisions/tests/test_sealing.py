"""Shares as words, seals inside seals: what the cryptography promises by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampion.decisions import sealing
from lampion.decisions.sealing import Broken, Mistyped

SHARES = st.binary(min_size=16, max_size=16)
KNOWN = ("babad bamag bibaj bimal rabut", "boban bomar bubat bumaz purif")
KNOWN_KEY = "ff8958b86d2f2c5a037d0bfc58e246c8ce139d71d06bc9057f89aa6f1aba0625"


def typed(share: bytes) -> tuple[str, str]:
    first, second = (" ".join(line) for line in sealing.share_in_words(share))
    return first, second


@given(SHARES)
def test_what_is_printed_and_typed_again_is_the_share(share):
    first, second = typed(share)
    assert sealing.read_share((first, second)) == share
    assert sealing.read_share((first.upper().replace(" ", "-"), second.replace(" ", "  "))) == share


def test_the_words_of_a_share_never_change():
    """Sheets printed today are read by the next release."""
    share = bytes(range(16))
    assert typed(share) == KNOWN
    assert sealing.public_key_of(share) == KNOWN_KEY


@given(SHARES, st.integers(0, 1), st.integers(0, 24), st.sampled_from("bdfghjklmnprstvzaiou"))
def test_one_wrong_letter_is_seen_in_its_line(share, line, place, letter):
    lines = [one.replace(" ", "") for one in typed(share)]
    if lines[line][place] == letter:
        return
    lines[line] = lines[line][:place] + letter + lines[line][place + 1 :]
    with pytest.raises(Mistyped) as caught:
        sealing.read_share((lines[0], lines[1]))
    assert caught.value.line == line


@pytest.mark.parametrize("line", ["", "lusab", "lusab babad gutih tugad", "1234", "e" * 25])
def test_what_is_no_line_of_a_share_is_refused(line):
    with pytest.raises(Mistyped):
        sealing.read_share((line, typed(bytes(16))[1]))


def test_the_two_lines_are_not_exchanged():
    first, second = typed(bytes(range(16)))
    with pytest.raises(Mistyped):
        sealing.read_share((second, first))


@pytest.fixture
def shares():
    return {name: sealing.new_share() for name in ("1", "2", "3")}


@pytest.fixture
def keys(shares):
    return {name: sealing.public_key_of(share) for name, share in shares.items()}


def sealed(keys, choice="yes", proposal=7, voter=40):
    return sealing.seal_ballot(choice, proposal=proposal, voter=voter, keys=keys)


def off(seals, name, shares, proposal=7, voter=40):
    key = sealing.key_of(shares[name])
    return sealing.take_outer_seal_off(seals[name], key, proposal=proposal, voter=voter)


@pytest.mark.parametrize("pair", ["12", "21", "13", "31", "23", "32"])
def test_any_two_of_three_open_a_ballot_in_any_order(shares, keys, pair):
    seals, code = sealed(keys)
    inner = off(seals, pair[0], shares)
    opened = sealing.read_ballot(inner[pair[1]], sealing.key_of(shares[pair[1]]), proposal=7)
    assert opened == (code, "yes")


def test_one_scrutineer_alone_opens_nothing(shares, keys):
    seals, _code = sealed(keys)
    mine = sealing.key_of(shares["1"])
    inner = off(seals, "1", shares)
    assert "1" not in inner
    for seal in (*inner.values(), seals["2"], seals["3"]):
        with pytest.raises(Broken):
            sealing.read_ballot(seal, mine, proposal=7)


def test_a_ballot_copied_from_another_voter_or_vote_is_refused(shares, keys):
    seals, _code = sealed(keys)
    for other in ({"voter": 41}, {"proposal": 8}):
        with pytest.raises(Broken):
            off(seals, "1", shares, **other)
    with pytest.raises(Broken):
        sealing.read_ballot(off(seals, "1", shares)["2"], sealing.key_of(shares["2"]), proposal=8)


@given(st.sampled_from(["yes", "no", "abstain"]), st.lists(st.integers(1, 2**62), max_size=10))
def test_every_ballot_has_one_length(choice, options):
    keys = {name: sealing.public_key_of(name.encode() * 16) for name in ("1", "2", "3")}
    lengths = [
        [len(seal) for seal in sealed(keys, said, voter=voter)[0].values()]
        for said, voter in ((choice, 1), (options, 10**12))
    ]
    assert lengths[0] == lengths[1]
    assert len(set(lengths[0])) == 1


def test_the_same_vote_never_looks_the_same(keys):
    """So nobody finds what is inside by sealing every choice and comparing."""
    assert not set(sealed(keys)[0].values()) & set(sealed(keys)[0].values())
    assert sealed(keys)[1] != sealed(keys)[1]


@pytest.mark.parametrize("broken", ["", "x", "AAAA", "é"])
def test_what_is_no_seal_is_refused(shares, broken):
    with pytest.raises(Broken):
        sealing.read_ballot(broken, sealing.key_of(shares["1"]), proposal=7)


def test_a_seal_with_one_bit_changed_is_refused(shares, keys):
    seals, _code = sealed(keys)
    seal = seals["1"]
    with pytest.raises(Broken):
        off({"1": seal[:100] + ("A" if seal[100] != "A" else "B") + seal[101:]}, "1", shares)
