import pytest

from apps import musicapi
from apps.generation.models import Job
from apps.generation.operations.moving import IllegalMoveError, move
from apps.generation.operations.polling import AFTER_LOOK
from apps.generation.operations.submitting import AFTER, Then
from apps.generation.states import FINAL, MOVES, JobState


def tree(cls):
    """Return a class and everything below it."""
    return {cls}.union(*(tree(sub) for sub in cls.__subclasses__()))


ERRORS = {error for error in tree(musicapi.MusicAPIError) if error is not musicapi.MusicAPIError}


@pytest.mark.parametrize("error", sorted(ERRORS, key=lambda error: error.__name__))
def test_every_error_of_the_provider_has_a_row_in_both_tables(error):
    assert any(cls in AFTER for cls in error.__mro__)
    assert any(cls in AFTER_LOOK for cls in error.__mro__)


def test_only_errors_that_prove_nothing_was_taken_let_a_call_be_sent_again():
    again = {error for error, outcome in AFTER.items() if outcome.then is Then.SEND_LATER}

    assert again == {musicapi.NotSent, musicapi.RateLimited, musicapi.RemoteBroken}


def test_every_state_has_its_moves():
    assert set(MOVES) == set(JobState)


def test_nothing_leads_out_of_an_end_but_looking_again():
    assert {state: MOVES[state] for state in FINAL} == {
        JobState.SUCCEEDED: frozenset(),
        JobState.CANCELLED: frozenset(),
        JobState.FAILED: {JobState.SUBMITTED},
    }


def test_an_illegal_move_is_a_bug(db):
    with pytest.raises(IllegalMoveError):
        move(Job(state=JobState.SUCCEEDED), JobState.QUEUED, now=None)
