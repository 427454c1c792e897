"""Evidence: the files of a case. What came with a report is held until an identity member releases it."""

import mimetypes
import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, disclosures, evidence
from models.words.outcomes import EvidenceState
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import EXPORT, is_revealed
from wbs_tui.cases.keys import reads_identity
from wbs_tui.cases.kinds import EVIDENCE_ADDED, EVIDENCE_EXPORTED, EVIDENCE_RELEASED
from wbs_tui.cases.lookup import NoSuchCase, find
from wbs_tui.cases.numbers.registering import next_evidence_number
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import EvidenceDescription, HeldDescription, Words
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.unnamed_files import remove_unnamed
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import safe_name
from wbs_tui.text.errors import Refused, Unreadable
from wbs_tui.text.system import system_reason
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.stream import SealedFile

UNKNOWN_TYPE = "application/octet-stream"


class NoSuchEvidence(Refused):
    """The case has no file of that id or number."""

    def __init__(self, named: str) -> None:
        super().__init__(_("Tidak ada bukti {id} pada kasus ini.").format(id=named))


class NotReleased(Refused):
    """The file is held: it may show who reported."""

    def __init__(self) -> None:
        super().__init__(
            _("Berkas ini belum dilepas ke kasus. Mintalah pemegang izin identitas untuk melepasnya.")
        )


class NeverReleased(Refused):
    """The file shows the reporter's identity."""

    def __init__(self) -> None:
        super().__init__(_("Berkas identitas pelapor (seperti KTP) tidak pernah dilepas ke kasus."))


class NoIdentityGrant(Refused):
    """The account is not in the identity compartment."""

    def __init__(self) -> None:
        super().__init__(_("Akun Anda tidak memegang izin identitas. Mintalah kepada Inspektur."))


def add(desk: Desk, register: str, paths: Sequence[Path], description: str = "") -> tuple[str, ...]:
    """Seal files into the case as released evidence; gives their ids. The files are left where they are.

    Raises NotPermitted, NoSuchCase, Unreadable, StoreTrouble.
    """
    desk.require(Operation.EVIDENCE_ADD)
    described_as = words.reason(desk, description)
    with desk.reading() as connection:
        find(desk, connection, register)
    sealed: list[_SealedPath] = []
    try:
        sealed.extend(_seal(desk, path) for path in paths)
        _record(desk, register, sealed, described_as)
    except BaseException as error:
        remove_unnamed(desk, [each.id for each in sealed], error)
        raise
    return tuple(each.id for each in sealed)


@dataclass(frozen=True, slots=True)
class _SealedPath:
    """A file that lies sealed in the store, and has no row yet."""

    id: str
    key: bytes = field(repr=False)
    file: SealedFile
    name: str


def _seal(desk: Desk, path: Path) -> _SealedPath:
    """The file first, its row after: what is killed in between is a file that no row names."""
    row_id, key = new_id(desk.clock), os.urandom(32)
    try:
        with path.open("rb") as source:
            file = desk.evidence_files.write(source, key, row_id)
    except OSError as error:
        raise Unreadable(
            _("Berkas {path} tidak dapat dibaca: {reason}.").format(
                path=safe_name(path.name), reason=system_reason(error)
            )
        ) from error
    return _SealedPath(row_id, key, file, safe_name(path.name))


def _record(desk: Desk, register: str, sealed: Sequence[_SealedPath], described_as: str) -> None:
    with work_on(desk, register, EVIDENCE_ADDED) as work:
        first = next_evidence_number(work.connection, work.case.id)
        for number, each in enumerate(sealed, first):
            about = EvidenceDescription(
                number=number,
                media_type=mimetypes.guess_type(each.name)[0] or UNKNOWN_TYPE,
                sha256=each.file.sha256,
                name=each.name,
                described_as=described_as,
            )
            _insert(work, each.id, each.key, each.file.size, about)
        work.change.update(cases, work.case.id, evidence=work.case.evidence + len(sealed))


def _insert(work: Work, row_id: str, key: bytes, size: int, about: EvidenceDescription) -> None:
    work.change.insert(
        evidence,
        row_id,
        case_id=work.case.id,
        state=EvidenceState.RELEASED,
        size=size,
        received_at=work.change.at,
        added_by=work.desk.actor.id,
        description=work.seal(evidence.c.description, row_id, about),
        released_key=work.seal(evidence.c.released_key, row_id, key),
    )


def release(desk: Desk, register: str, ids: Collection[str]) -> tuple[str, ...]:
    """Give held files, named by id or number, to everyone who reads the case; gives their ids.

    Raises NotPermitted, NoIdentityGrant, NoSuchCase, NoSuchEvidence, NeverReleased; then none is released.
    """
    desk.require(Operation.EVIDENCE_RELEASE)
    if not desk.keyring.may_open(IDENTITY):
        raise NoIdentityGrant
    with work_on(desk, register, EVIDENCE_RELEASED) as work:
        if not reads_identity(desk, work.case.id):
            raise NoIdentityGrant
        rows = [_of_case(work.opener, work.case, named) for named in ids]
        if any(row.state == EvidenceState.IDENTITY for row in rows):
            raise NeverReleased
        held = [row for row in rows if row.state == EvidenceState.HELD]
        for row in held:
            _release(work, row)
        return tuple(row.id for row in held)


def _release(work: Work, row: Row[Any]) -> None:
    opener = work.opener
    key = opener.must_open(evidence.c.held_key, row.id, row.held_key, bytes)
    held = opener.must_open(evidence.c.held_description, row.id, row.held_description, HeldDescription)
    about = opener.must_open(evidence.c.description, row.id, row.description, EvidenceDescription)
    named = EvidenceDescription(
        number=about.number,
        media_type=about.media_type,
        sha256=about.sha256,
        name=held.name,
        described_as=about.described_as,
    )
    work.change.update(
        evidence,
        row.id,
        state=EvidenceState.RELEASED,
        description=work.seal(evidence.c.description, row.id, named),
        released_key=work.seal(evidence.c.released_key, row.id, key),
    )


def export(desk: Desk, register: str, evidence_id: str, target: Path, reason: str = "") -> Path:
    """Write a released file, named by id or number, in the clear to a new file or into a folder.

    The journal says so before the file is there. Gives the path. Raises NotPermitted, NoSuchCase,
    NoSuchEvidence, NotReleased, Refused (something is there already), StoreTrouble.
    """
    desk.require(Operation.EVIDENCE_EXPORT)
    given = words.reason(desk, reason)
    with work_on(desk, register, EVIDENCE_EXPORTED) as work:
        row = _of_case(work.opener, work.case, evidence_id)
        key = _released_key(work.opener, row)
        about = work.opener.must_open(evidence.c.description, row.id, row.description, EvidenceDescription)
        path = target / about.name if target.is_dir() else target
        if path.exists():
            raise Refused(_("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=path.name))
        work.write(disclosures, {disclosures.c.reason: Words(text=given)}, what=EXPORT, subject_id=row.id)
    desk.evidence_files.export(key, row.id, path)
    return path


def content(desk: Desk, evidence_id: str) -> Iterator[bytes]:
    """The bytes of a file, piece by piece. A held one opens only while the identity is revealed.

    Raises NotPermitted, NoSuchCase (also for an unknown id), NotReleased, Damaged.
    """
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        row = connection.execute(select(evidence).where(evidence.c.id == evidence_id)).one_or_none()
        if row is None:
            raise NoSuchCase
        _check_case(desk, connection, row.case_id)
        key = _readable_key(Opener(desk, connection), row)
    return desk.evidence_files.read(key, row.id)


def _check_case(desk: Desk, connection: Connection, case_id: str) -> None:
    register = connection.execute(select(cases.c.register).where(cases.c.id == case_id)).scalar_one()
    find(desk, connection, register)


def _readable_key(opener: Opener, row: Row[Any]) -> bytes:
    if row.state != EvidenceState.RELEASED and is_revealed(opener.desk, opener.connection, row.case_id):
        return opener.must_open(evidence.c.held_key, row.id, row.held_key, bytes)
    return _released_key(opener, row)


def _released_key(opener: Opener, row: Row[Any]) -> bytes:
    if row.state != EvidenceState.RELEASED:
        raise NotReleased
    return opener.must_open(evidence.c.released_key, row.id, row.released_key, bytes)


def _of_case(opener: Opener, case: Row[Any], named: str) -> Row[Any]:
    """The case's file of an id or number."""
    rows = opener.connection.execute(select(evidence).where(evidence.c.case_id == case.id)).all()
    opener.fetch(row.description for row in rows)
    for row in rows:
        about = opener.open(evidence.c.description, row.id, row.description, EvidenceDescription)
        if named in (row.id, str(about.number) if about else None):
            return row
    raise NoSuchEvidence(safe_name(named))
