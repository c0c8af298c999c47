"""What is said before a project or task is shown: everything that the customer would see then, and nothing else."""

from __future__ import annotations

import pytest

from app.files.opening import MOST, opened_by
from tests.portal.work import file, post, project, task


@pytest.mark.parametrize("make", [project, task])
def test_comments_and_files_are_named_with_the_files_of_comments(cast, make):
    place = make(cast.a, visible=False)
    said, note = post(cast.a, place, "Offenes Wort"), post(cast.a, place, "Unter uns", internal=True)
    file(cast.a, place, "Entwurf.txt")
    file(cast.a, place, "Kalkulation.txt", visible=False)
    file(cast.a, said, "Anhang.txt")
    file(cast.a, note, "Marge.txt")
    file(cast.a, post(cast.a, make(cast.a, "Anderes")), "Fremd.txt")
    with cast.a.work():
        opened = opened_by(place.load())
        assert [comment.body for comment in opened["comments"]] == ["Offenes Wort"]
        assert {one.name for one in opened["files"]} == {"Entwurf.txt", "Anhang.txt"}
        assert (opened["more_comments"], opened["more_files"]) == (0, 0)


def test_of_many_it_is_said_how_many_more(cast):
    place = task(cast.a, visible=False)
    said = post(cast.a, place)
    for number in range(MOST + 1):
        file(cast.a, said, f"{number}.txt")
    with cast.a.work():
        opened = opened_by(place.load())
        assert (len(opened["files"]), opened["more_files"]) == (MOST, 1)
