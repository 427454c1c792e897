"""Statements that go to the driver as they are say what SQLAlchemy says, on both databases."""

import pytest
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError

from models.tables.journal import journal, store_facts
from wbs_tui.store.engine import reading
from wbs_tui.store.statements import Question


def test_a_question_gives_the_rows_that_sqlalchemy_gives(office):
    asked = select(journal.c.id, journal.c.sequence, journal.c.signed, journal.c.case_id)
    asked = asked.where(journal.c.sequence > bindparam("after")).order_by(journal.c.revision).limit(3)
    with office.desk("inspektur").reading() as connection:
        expected = connection.execute(asked, {"after": 2}).all()
        rows = Question(asked).rows(connection, after=2)
    assert [(row.id, row.sequence, row.signed, row.case_id) for row in rows] == expected
    assert len(expected) == 3


def test_one_question_serves_every_store(office):
    newest = Question(select(func.max(journal.c.revision)))
    for name in ("inspektur", "admin"):
        with office.desk(name).reading() as connection:
            assert newest.value(connection) == connection.execute(select(func.count(journal.c.id))).scalar()


def test_a_question_without_an_answer_gives_none(office):
    fact = Question(select(store_facts.c.value).where(store_facts.c.name == bindparam("called")))
    with office.desk("inspektur").reading() as connection:
        assert fact.row(connection, called="nothing") is None
        assert fact.value(connection, called="nothing") is None


def test_what_the_database_refuses_is_raised_as_sqlalchemy_raises_it(office):
    unheard = Question(select(func.wbs_unheard_of(journal.c.id)))
    engine = office.desk("inspektur").engine
    with engine.connect() as connection, connection.begin(), pytest.raises(DBAPIError):
        unheard.row(connection)
    with reading(engine) as connection:
        assert connection.execute(select(func.count(journal.c.id))).scalar()
