"""One rule means one thing: thresholds, quorum, abstentions and ties, and ranked counts against other minds."""

from fractions import Fraction
from itertools import pairwise, permutations

import pyrankvote
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lampion.decisions.counting import (
    ADOPTED,
    AT_LEAST,
    EMPTY,
    NO_QUORUM,
    REJECTED,
    TIED,
    Room,
    Rule,
    close_with,
    needed_of,
    outcome,
    preferences,
    strongest_paths,
)

NINE = Room(electorate=9)


@pytest.mark.parametrize(
    ("method", "hands", "result"),
    [
        ("majority", (5, 4, 0), ADOPTED),
        ("majority", (4, 4, 1), REJECTED),
        ("majority", (2, 1, 6), ADOPTED),
        ("two-thirds", (6, 3, 0), ADOPTED),
        ("two-thirds", (5, 3, 1), REJECTED),
        ("three-quarters", (6, 2, 1), ADOPTED),
        ("three-quarters", (5, 2, 1), REJECTED),
        ("four-fifths", (4, 1, 4), ADOPTED),
        ("four-fifths", (7, 2, 0), REJECTED),
        ("consent", (3, 0, 6), ADOPTED),
        ("consent", (8, 1, 0), REJECTED),
        ("consent", (0, 0, 9), EMPTY),
        ("majority", (0, 0, 9), EMPTY),
        ("majority", (0, 0, 0), EMPTY),
    ],
)
def test_a_show_of_hands_is_counted_by_its_rule(method, hands, result):
    assert close_with(Rule(method), *hands, NINE).result == result


def test_an_abstention_stands_aside_or_counts_as_the_rule_says():
    assert close_with(Rule("majority"), 3, 2, 4, NINE).result == ADOPTED
    assert close_with(Rule("majority", "counted"), 3, 2, 4, NINE).result == REJECTED


def test_a_tie_is_not_adopted_and_is_said():
    tied = close_with(Rule("majority"), 4, 4, 1, NINE)
    assert tied.steps[-1] == {"say": "tie", "count": 4}
    assert tied.result == REJECTED


def test_without_its_quorum_nothing_is_counted_and_the_numbers_are_there():
    missed = close_with(Rule("majority", quorum=50), 4, 0, 0, NINE)
    assert missed.result == NO_QUORUM
    assert missed.steps[-1]["needed"] == 5
    assert missed.steps[-1]["there"] == 4
    assert close_with(Rule("majority", quorum=50), 4, 0, 1, NINE).result == ADOPTED


def test_a_quorum_of_the_present_looks_at_who_is_there_not_at_who_votes():
    rule = Rule("majority", quorum=50, quorum_of="present")
    assert close_with(rule, 2, 1, 0, Room(9, present=5)).result == ADOPTED
    assert close_with(rule, 5, 1, 0, Room(9, present=4)).result == NO_QUORUM


@given(st.sampled_from(list(AT_LEAST)), st.integers(1, 500))
def test_a_threshold_is_the_smallest_number_that_reaches_its_share(method, counted):
    needed = needed_of(method, counted)
    assert Fraction(needed, counted) >= AT_LEAST[method] > Fraction(needed - 1, counted)


def test_approval_counts_ticks_and_says_a_tie():
    room = Room(4, options=(1, 2, 3))
    assert outcome(Rule("approval"), [(1, 2), (2,), (3, 2), ()], room).winner == 2
    assert outcome(Rule("approval"), [(1, 2), (2, 1)], room).result == TIED


rankings = st.integers(2, 5).flatmap(
    lambda size: st.tuples(
        st.just(tuple(range(1, size + 1))),
        st.lists(
            st.permutations(range(1, size + 1)).flatmap(
                lambda order: st.integers(1, size).map(lambda most: tuple(order[:most]))
            ),
            min_size=1,
            max_size=15,
        ),
    )
)


def oracle(ballots, options) -> int:
    """Who wins by pyrankvote, which draws lots among those who are last together."""
    people = {option: pyrankvote.Candidate(str(option)) for option in options}
    cast = [pyrankvote.Ballot([people[option] for option in ballot]) for ballot in ballots]
    elected = pyrankvote.instant_runoff_voting(list(people.values()), cast)
    return int(elected.get_winners()[0].name)


@given(rankings)
def test_the_run_off_agrees_with_pyrankvote(drawn):
    options, ballots = drawn
    counted = outcome(Rule("runoff"), ballots, Room(20, options=options))
    winner = oracle(ballots, options)
    if counted.result == TIED:
        assert winner in counted.steps[-1]["options"]
    else:
        assert counted.winner == winner


def test_the_oracle_would_see_a_count_that_takes_the_first_of_the_first_round():
    ballots = [(1, 2)] * 4 + [(2, 3)] * 3 + [(3, 2)] * 2
    assert outcome(Rule("runoff"), ballots, Room(9, options=(1, 2, 3))).winner == 2
    assert oracle(ballots, (1, 2, 3)) == 2 != 1


def test_those_who_are_last_together_are_no_tie_if_the_order_does_not_matter():
    ballots = [(1,)] * 3 + [(2, 1)] + [(3, 1)] + [(4, 1)] * 2
    counted = outcome(Rule("runoff"), ballots, Room(9, options=(1, 2, 3, 4)))
    assert counted.winner == 1
    assert {"say": "last-together", "options": [2, 3], "matters": False} in counted.steps


def strongest_by_hand(prefer, options, start, goal) -> int:
    """Every simple path there is, as slow as it is plain."""
    between = [option for option in options if option not in (start, goal)]
    best = 0
    for length in range(len(between) + 1):
        for middle in permutations(between, length):
            path = (start, *middle, goal)
            links = list(pairwise(path))
            if all(prefer[a, b] > prefer[b, a] for a, b in links):
                best = max(best, min(prefer[link] for link in links))
    return best


@given(rankings)
def test_the_strongest_paths_are_those_found_by_trying_every_path(drawn):
    options, ballots = drawn
    prefer = preferences(ballots, options)
    for (a, b), strength in strongest_paths(prefer, options).items():
        assert strength == strongest_by_hand(prefer, options, a, b)


@given(rankings)
def test_who_beats_everybody_in_pairs_wins_by_schulze(drawn):
    options, ballots = drawn
    prefer = preferences(ballots, options)
    for a in options:
        if all(prefer[a, b] > prefer[b, a] for b in options if b != a):
            assert outcome(Rule("schulze"), ballots, Room(20, options=options)).winner == a


def test_schulze_finds_the_winner_of_his_own_example():
    text = "5 acbed, 5 adecb, 8 bedac, 3 cabed, 7 caebd, 2 cbade, 7 dceba, 8 ebadc"
    ballots = []
    for part in text.split(", "):
        times, order = part.split()
        ballots += [tuple("abcde".index(letter) + 1 for letter in order)] * int(times)
    counted = outcome(Rule("schulze"), ballots, Room(45, options=(1, 2, 3, 4, 5)))
    assert counted.winner == 5
