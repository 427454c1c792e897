"""An office joins with a code that counts once, as the code, kind and province that the operator gave it."""

import pytest
from sqlalchemy import text

from models.words.exchange import OfficeKind
from tests.hub.raw_client import ONE_DATABASE, RawOffice, code, pack
from wbs_tui.hub.offices import AlreadyEnrolled, UnknownProvince, add_office, list_offices
from wbs_tui.store.engine import reading


def enrolled(office, token, record=None):
    body = pack({"token": token, "record": record or office.record()})
    return office.send("POST", "/v1/enrol", body, unsigned=True)


@pytest.fixture
def new(place):
    return lambda hub, code="16", **changes: RawOffice(
        hub, code, now=lambda: place.clock.now.timestamp(), **changes
    )


def test_a_code_lets_one_office_in_and_a_lost_answer_can_be_asked_again(hub, new):
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    office, other = new(hub), new(hub)
    record = office.record()
    assert enrolled(office, token, record).status_code == 200
    assert enrolled(office, token.lower().replace("-", " "), record).status_code == 200
    assert code(enrolled(other, token)) == (403, "not_allowed")
    assert office.exchange()["records"][0][1] == record


def test_only_the_mark_of_a_code_is_kept(hub):
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    with reading(hub.hub.engine) as connection:
        row = connection.execute(text("SELECT * FROM offices")).one()
    assert token.encode() not in repr(tuple(row)).encode()
    assert token not in hub.said.getvalue()


def test_a_code_ends_after_two_weeks(hub, new, place):
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    place.clock.forward(days=14, seconds=1)
    assert code(enrolled(new(hub), token)) == (403, "not_allowed")


def test_a_new_code_ends_the_one_before(hub, new):
    old = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    assert code(enrolled(new(hub), old)) == (403, "not_allowed")
    assert enrolled(new(hub), token).status_code == 200
    with pytest.raises(AlreadyEnrolled):
        add_office(hub.hub, "16", "Yang lain", OfficeKind.INSPECTORATE)


@pytest.mark.parametrize("changes", [{"code": "17"}, {"kind": "kpk"}, {"under": "32"}])
def test_nobody_joins_as_somebody_else(hub, new, changes):
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    office = new(hub)
    assert code(enrolled(office, token, office.record(**changes))) == (403, "not_allowed")


@ONE_DATABASE
@pytest.mark.parametrize("token", ["", "salah", "00000-00000-00000-00000-00000-00000", "\x00" * 36])
def test_what_is_no_code_lets_nobody_in(hub, new, token):
    assert code(enrolled(new(hub), token)) == (403, "not_allowed")


def test_an_id_that_is_taken_is_not_given_twice(hub, new, joined):
    first = joined(hub, "17")
    token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
    assert code(enrolled(new(hub, id=first.id), token)) == (409, "conflict")
    squatter = new(hub, stations=first.stations)
    assert code(enrolled(squatter, token)) == (409, "conflict")
    assert first.exchange()["more"] is False


def test_an_office_is_under_a_province_of_this_hub(hub):
    with pytest.raises(UnknownProvince):
        add_office(hub.hub, "16", "Inspektorat Contoh", OfficeKind.INSPECTORATE, "32")
    hub.add_office("32", "Inspektorat Provinsi", OfficeKind.PROVINCE)
    hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE, "32")
    assert [(row.code, row.under, row.office) for row in list_offices(hub.hub)] == [
        ("16", "32", None),
        ("32", "", None),
    ]


@ONE_DATABASE
def test_guessing_is_held_back(limited, new):
    hub = limited(strangers_a_minute=5)
    office = new(hub)
    answers = [enrolled(office, "salah", office.record(number=1, previous=b"")) for _try in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
