"""Every operation on cases that a screen or a command can make, with who may."""

from datetime import date
from pathlib import Path

from models.words.reports import IncomingReport, Reporter
from tests.roles.acts import (
    ADMIN,
    AUDITOR,
    EVERYBODY,
    GRANTED,
    HEAD,
    LEAD,
    LEADERS,
    NO_GRANT,
    NOT_IN,
    OFFICER,
    ON_IT,
    OUT,
    READ,
    RECUSED,
    WORK,
    Act,
    Tried,
)
from tests.roles.seats import MAILS
from wbs_tui.cases import due, proposals
from wbs_tui.cases.finding import passages, search_index
from wbs_tui.cases.identity import copying, identity, pictures, repeat_reporters
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers import restriction, succession
from wbs_tui.cases.reading import detail, history, inbox, today
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.cases.steps import (
    answers,
    assignment,
    classification,
    drafts,
    evidence,
    followup,
    notes,
    stages,
    verification,
)
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.steps.refusals import MayOnlyPropose, NotForThisRole
from wbs_tui.intake import kept, record
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.search.words import terms_of


def report(desk: Desk) -> IncomingReport:
    """A report that an officer takes down."""
    return IncomingReport(
        channel="phone",
        external_id="catatan-1",
        received_at=desk.clock(),
        title="Pungli di loket",
        text="Petugas loket meminta uang.",
        masked=(),
        reporter=Reporter(name="Budi Santoso"),
        raw=b"catatan",
        attachments=(),
    )


def some_file(tried: Tried) -> Path:
    """A file to be added."""
    path = tried.folder / "foto.jpg"
    path.write_bytes(b"gambar")
    return path


def read_content(desk: Desk, tried: Tried) -> bytes:
    """A released file, read to its end."""
    return b"".join(evidence.content(desk, tried.office.released))


def picture(desk: Desk, tried: Tried) -> object:
    """The reporter's identity card, after a reveal."""
    identity.reveal(desk, tried.office.at_work, "menghubungi pelapor")
    return pictures.identity_picture(desk, tried.office.at_work, tried.office.picture)


def repeated(desk: Desk, tried: Tried) -> object:
    """Other cases of the same reporter, after a reveal."""
    identity.reveal(desk, tried.office.at_work, "menghubungi pelapor")
    return repeat_reporters.repeat_reporters(desk, tried.office.at_work)


CASES = (
    Act(
        "list the cases",
        lambda d, _t: inbox.list_cases(d, InboxQuery()),
        EVERYBODY - {ADMIN},
        (inbox.list_cases,),
        (Op.CASE_LIST,),
    ),
    Act("count the cases", lambda d, _t: today.counts(d), EVERYBODY - {ADMIN}, (today.counts,)),
    Act("see what waits today", lambda d, _t: today.today(d), READ, (today.today, proposals.open_proposals)),
    Act(
        "read a case",
        lambda d, t: detail.load_case(d, t.office.at_work),
        READ,
        (detail.load_case,),
        (Op.CASE_READ,),
        ON_IT,
    ),
    Act(
        "search the cases",
        lambda d, _t: search_index.search_cases(d, "dana", InboxQuery()),
        READ,
        (search_index.search_cases,),
        refused=NOT_IN,
    ),
    Act(
        "see where a case holds a word",
        lambda d, t: passages.passages(d, t.office.at_work, terms_of("dana")),
        READ,
        (passages.passages,),
        refused=ON_IT,
    ),
    Act(
        "read a case with its steps",
        lambda d, t: stages.steps(d, t.office.at_work),
        READ,
        (stages.steps,),
        refused=ON_IT,
    ),
    Act(
        "see the checklist",
        lambda d, t: verification.checklist(d, t.office.at_work),
        READ,
        (verification.checklist,),
        refused=ON_IT,
    ),
    Act(
        "see the note that is asked for",
        lambda d, t: notes.suggested_kind(d, t.office.at_work),
        READ,
        (notes.suggested_kind,),
        refused=ON_IT,
    ),
    Act(
        "read the history",
        lambda d, t: history.history(d, t.office.at_work),
        READ,
        (history.history,),
        (Op.JOURNAL_READ,),
        ON_IT,
    ),
    Act("read a released file", read_content, READ, (evidence.content,), refused=ON_IT),
    Act(
        "read a restricted case",
        lambda d, t: detail.load_case(d, t.office.apart),
        READ,
        refused=dict.fromkeys(READ - {OUT, HEAD}, NoSuchCase) | NOT_IN,
    ),
    Act(
        "see who reads a restricted case",
        lambda d, t: restriction.readers(d, t.office.apart),
        READ,
        (restriction.readers,),
        refused=dict.fromkeys(READ - {OUT, HEAD}, NoSuchCase) | NOT_IN,
    ),
    Act("see what is due", lambda d, _t: due.due_list(d), READ, (due.due_list,), (Op.DUE_LIST,)),
    Act(
        "record a report",
        lambda d, _t: record.record(d, report(d)),
        WORK,
        (record.record,),
        (Op.CASE_RECORD,),
        NOT_IN,
    ),
    Act(
        "import mails",
        lambda d, _t: record.import_paths(d, [MAILS / "0001-dana-desa.eml"]),
        WORK,
        (record.import_paths,),
        (Op.CASE_IMPORT,),
        NOT_IN,
    ),
    Act(
        "classify",
        lambda d, t: classification.decide(
            d, t.office.at_work, classification.Decision(category="procurement", reason="kontrak")
        ),
        WORK,
        (classification.decide,),
        (Op.CASE_CLASSIFY,),
        ON_IT,
    ),
    Act(
        "answer the checklist",
        lambda d, t: verification.answer_item(d, t.office.at_work, "what", "yes"),
        WORK,
        (verification.answer_item,),
        (Op.CASE_VERIFY,),
        ON_IT,
    ),
    Act(
        "write a note",
        lambda d, t: notes.write_note(d, t.office.at_work, "Telaah."),
        WORK,
        (notes.write_note,),
        (Op.CASE_NOTE,),
        ON_IT,
    ),
    Act(
        "record the answer",
        lambda d, t: answers.answer(d, t.office.at_work, "Diterima."),
        WORK,
        (answers.answer,),
        (Op.CASE_ANSWER,),
        ON_IT,
    ),
    Act(
        "add evidence",
        lambda d, t: evidence.add(d, t.office.at_work, [some_file(t)]),
        WORK,
        (evidence.add,),
        (Op.EVIDENCE_ADD,),
        ON_IT,
    ),
    Act(
        "export evidence",
        lambda d, t: evidence.export(d, t.office.at_work, t.office.released, t.folder / "keluar.pdf"),
        WORK,
        (evidence.export,),
        (Op.EVIDENCE_EXPORT,),
        ON_IT,
    ),
    Act(
        "add a recommendation",
        lambda d, t: followup.add(d, t.office.at_work, "Perbaiki.", date(2036, 12, 1)),
        WORK,
        (followup.add,),
        (Op.FOLLOWUP_ADD,),
        ON_IT,
    ),
    Act(
        "set a recommendation",
        lambda d, t: followup.set_status(d, t.office.at_work, 1, 2, "Sebagian."),
        WORK,
        (followup.set_status,),
        (Op.FOLLOWUP_SET,),
        ON_IT,
    ),
    Act(
        "take a step of the verifier",
        lambda d, t: stages.advance(d, t.office.at_work, "verification", "mulai"),
        READ,
        (stages.advance,),
        refused={**ON_IT, AUDITOR: NotForThisRole},
    ),
    Act(
        "decide the disposition",
        lambda d, t: stages.advance(d, t.office.decided, "analysis", "telaah", assign="petugas"),
        READ,
        refused={
            **NOT_IN,
            AUDITOR: NotForThisRole,
            **dict.fromkeys((OFFICER, GRANTED, RECUSED), NotForThisRole),
            LEAD: MayOnlyPropose,
        },
    ),
    Act(
        "propose a disposition",
        lambda d, t: stages.advance(d, t.office.decided, "archived", "bukan kewenangan", propose=True),
        READ,
        refused={**NOT_IN, AUDITOR: NotForThisRole},
    ),
    Act(
        "assign a case",
        lambda d, t: assignment.assign_one(d, t.office.decided, "ketua"),
        LEADERS,
        (assignment.assign_one, assignment.assign, assignment.unassign),
        (Op.CASE_ASSIGN,),
    ),
    Act(
        "see who can be given a case",
        lambda d, _t: assignment.assignable(d),
        EVERYBODY - {ADMIN},
        (assignment.assignable,),
    ),
    Act(
        "hand an officer's cases on",
        lambda d, _t: succession.hand_on(d, "petugas", "pemegang", "mutasi"),
        LEADERS,
        (succession.hand_on, succession.would_hand_on),
        (Op.ACCOUNT_ROTATE,),
    ),
    Act(
        "keep a draft",
        lambda d, _t: drafts.save_draft(d, "new_report", "belum selesai"),
        EVERYBODY,
        (drafts.save_draft, drafts.drop_draft),
    ),
    Act("mark a case as read", lambda d, _t: detail.mark_read(d, "0" * 32), EVERYBODY, (detail.mark_read,)),
)

IDENTITY = (
    Act(
        "copy to the clipboard",
        lambda d, t: (
            copying.looks_like_identity(d, t.office.at_work, "Siti"),
            copying.note_copied(d, t.office.at_work),
        ),
        READ,
        (copying.looks_like_identity, copying.note_copied),
        refused=ON_IT,
    ),
    Act(
        "look at pictures of the identity",
        picture,
        WORK,
        (pictures.identity_picture,),
        refused={**ON_IT, **NO_GRANT},
    ),
    Act(
        "reveal who reported",
        lambda d, t: identity.reveal(d, t.office.at_work, "menghubungi"),
        WORK,
        (identity.reveal,),
        (Op.IDENTITY_REVEAL,),
        {**ON_IT, **NO_GRANT},
    ),
    Act(
        "release an attachment",
        lambda d, t: evidence.release(d, t.office.at_work, ["1"]),
        WORK,
        (evidence.release,),
        (Op.EVIDENCE_RELEASE,),
        {**NO_GRANT, OUT: NoIdentityGrant, RECUSED: NoIdentityGrant},
    ),
    Act(
        "find repeat reporters",
        repeated,
        WORK,
        (repeat_reporters.repeat_reporters,),
        refused={**ON_IT, **NO_GRANT},
    ),
    Act("list the messages kept without a number", lambda d, _t: kept.list_kept(d), READ, (kept.list_kept,)),
    Act(
        "export a kept message",
        lambda d, t: kept.export_kept(d, t.office.kept, t.folder / "pesan", "cek"),
        WORK,
        (kept.export_kept,),
        refused={**NO_GRANT, OUT: NoIdentityGrant, RECUSED: NoIdentityGrant},
    ),
)

ACTS = (*CASES, *IDENTITY)
