"""Every officer holds the key of the tokens: none of them may tell who sent a report."""

from sqlalchemy import select

from models.tables.cases import reports
from models.words.reports import IncomingReport, Reporter
from wbs_tui.intake.look_ups import look_ups
from wbs_tui.intake.record import record
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.tokens import token

SENDER = "budi@dinas.contoh"


def mail(desk, name, answers=(), sender=SENDER):
    return IncomingReport(
        channel="email",
        external_id=name,
        received_at=desk.clock(),
        title="Jalan",
        text="Jalan belum dibangun.",
        masked=(),
        reporter=Reporter(email=sender),
        sender_key=sender,
        raw=name.encode(),
        attachments=(),
        in_reply_to=answers,
    )


def test_an_officer_without_the_grant_finds_no_sender_by_trying_addresses(office):
    """He reads title and text, and makes any token: with the right address none must come out equal."""
    record(office.desk("irban"), mail(office.desk("irban"), new_id(office.clock)))
    officer = office.desk("petugas")
    with officer.reading() as connection:
        key = look_ups(officer, connection).key
        row = connection.execute(select(reports)).one()
    parts = (SENDER, "Jalan", "Jalan belum dibangun.")
    tried = {
        token(key, kind, text)
        for kind in ("sender", "content", "message.email")
        for text in (SENDER, "\0".join(parts), "\0".join((*parts[1:], SENDER)))
    }
    assert not tried & {row.message_token, row.content_token, row.sender_token}


def test_an_answer_of_another_sender_is_still_not_taken_for_his(office):
    officer = office.desk("petugas")
    record(officer, mail(officer, "satu"))
    record(officer, mail(officer, "dua", ("satu",)))
    record(officer, mail(officer, "tiga", ("satu",), "orang.lain@contoh.id"))
    with officer.reading() as connection:
        joined = connection.execute(select(reports.c.joined).order_by(reports.c.recorded_at, reports.c.id))
        assert list(joined.scalars()) == ["first", "reply", "unconfirmed"]
