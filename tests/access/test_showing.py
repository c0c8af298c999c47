"""Since when something may be seen by customers."""

import pytest

from tests.portal.work import file, project, task


@pytest.mark.parametrize("make", [project, task])
def test_the_moment_is_that_in_which_it_was_last_let_be_seen(cast, clock, make):
    one = make(cast.a, visible=False)
    with cast.a.work():
        assert one.load().shown_at is None
    moments = []
    for _time in range(2):
        clock.move(hours=1)
        with cast.a.work():
            one.load().show(keep_internal=False)
        with cast.a.work():
            moments.append(one.load().shown_at)
            one.load().hide()
    assert moments[0] < moments[1]
    with cast.a.work():
        assert one.load().shown_at == moments[1]


def test_what_is_visible_from_the_start_is_shown_since_then(cast):
    made = [project(cast.a), task(cast.a), file(cast.a, cast.a.customer)]
    with cast.a.work():
        assert all(one.load().shown_at for one in made)
