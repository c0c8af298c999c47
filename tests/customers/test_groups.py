"""The groups in the customer form: what each opens, said while ticking."""

from pathlib import Path

import pytest

from app.access import sections
from app.groups.models import Group, GroupMembership, Rubric
from tenants import db

STYLE = Path(__file__).parents[2] / "app" / "static" / "css" / "groups.css"


@pytest.fixture
def agency(cast):
    """Groups that open one section, and none."""
    with cast.a.work():
        rubric = Rubric(name="Leistungen", place=1)
        groups = [Group(rubric=rubric, name="Pflege", description="Monatlich"), Group(rubric=rubric, name="Notfall")]
        db.session.add_all([rubric, *groups])
        groups[0].open("files", "gone")
    return cast.a


def paths(agency) -> list[str]:
    return ["/verwaltung/kunden/neu", f"/verwaltung/kunden/{agency.customer.id}/bearbeiten"]


def test_each_group_says_what_it_opens(agency):
    for path in paths(agency):
        client = agency.sign_in("member").get(path)
        boxes = {box["data-opens"] for box in client.page.all("input") if "data-opens" in box}
        assert boxes == {"projects files members newsletter", "files", ""}
        for said in ("öffnet alle Funktionen", "Monatlich öffnet Dateien", "öffnet nichts Weiteres"):
            assert said in client.text
        assert "Damit öffnet sich im Portal:" in client.text


def test_every_section_has_its_line_under_the_groups():
    style = STYLE.read_text()
    for section in sections:
        assert f'[data-opens~="{section.key}"]:checked) .opens .opens-{section.key}' in style


def test_more_groups_need_no_more_queries(agency, count_queries):
    client = agency.sign_in("member").get(paths(agency)[1])
    counts = []
    for number in range(2):
        with count_queries() as statements:
            client.get(paths(agency)[1])
        counts.append(len(statements))
        with agency.work():
            rubric = Rubric(name=f"Mehr {number}")
            groups = [Group(rubric=rubric, name=f"Gruppe {each}") for each in range(5)]
            db.session.add_all([rubric, *groups])
            for group in groups:
                group.open("projects")
            GroupMembership.set(agency.customer.load(), groups)
    assert counts[0] == counts[1]
