"""Every operation on accounts, keys and the store that a screen or a command can make, with who may."""

from datetime import timedelta

from models.words.reports import IdentityPolicy
from models.words.roles import CoverKind, Role
from tests.conftest import CHEAP, PASSWORD
from tests.restored import begin_restored_station
from tests.roles.acts import (
    ADMIN,
    COVER,
    EVERYBODY,
    HEAD,
    HEADS,
    LEAD,
    LEADERS,
    MONITOR,
    ONLY_ADMIN,
    ONLY_HEAD,
    READ,
    SEES_ACCOUNTS,
    WORK,
    Act,
    Run,
    Tried,
)
from tests.roles.seats import DECREE, SEATS, sat_down
from wbs_tui.accounts import (
    access,
    account_list,
    administration,
    appointments,
    cover,
    devices,
    handover,
    passwords,
    rekeying,
    who_reads,
)
from wbs_tui.accounts.errors import MayNotReset, NoSuchDevice
from wbs_tui.accounts.recovery import drill, golive, outside, outside_requests, status, ways_back
from wbs_tui.accounts.recovery.errors import (
    IsHead,
    NothingAsked,
    NothingToRecover,
    NotReadyToLive,
    NotYourShare,
    OnlyForHead,
)
from wbs_tui.cases.identity import disclosure_list, identity_policy
from wbs_tui.cases.kept import confirming_numbers, destruction
from wbs_tui.cases.readers import moving
from wbs_tui.cases.readers.kept_from import kept_from_account
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations import doctor, duties
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.search import cache
from wbs_tui.search.layout import SEARCH
from wbs_tui.store.location import FileStore
from wbs_tui.vault.errors import Damaged


def proved(desk: Desk, _tried: Tried) -> None:
    """`wbs verify`."""
    desk.require(Op.JOURNAL_VERIFY)
    with desk.reading() as connection:
        assert verify_journal(connection).sound


def begin_cover(desk: Desk, _tried: Tried) -> None:
    """Another stands in, once the first has ended."""
    cover.end_cover(desk)
    until = desk.clock().date() + timedelta(days=3)
    cover.begin_cover(desk, "ketua", until, CoverKind.PLH, DECREE, access.fingerprint_of(desk, "ketua"))


def hand_over_office(desk: Desk, _tried: Tried) -> None:
    """To the lead, who then is the Inspektur."""
    typed = access.fingerprint_of(desk, "ketua")
    handover.hand_over_office(desk, "ketua", typed, nothing, DECREE, frozenset())


def nothing(_given: object) -> None:
    """Deliver to nobody."""


def a_device_of(name: str) -> Run:
    """Take away somebody's way in."""

    def run(desk: Desk, _tried: Tried) -> None:
        header = desk.location.header.read()
        slot = next(slot for slot in header.slots if slot.account_name == name and slot.kind == "recovery")
        devices.remove_device(desk, slot.id)

    return run


def confirmed(desk: Desk, tried: Tried) -> None:
    """The last register number, in a store that was restored."""
    if desk.may(Op.NUMBER_CONFIRM):
        with sat_down(desk.location, tried.office, SEATS[ADMIN]) as admin:
            begin_restored_station(admin)
    confirming_numbers.confirm_last_number(desk, "16-2036-000900", "buku agenda")


def backed_up(desk: Desk, tried: Tried) -> None:
    """A backup in a file of its own."""
    make_backup(desk, tried.folder / f"cadangan-{desk.actor.name}")


def moved(desk: Desk, tried: Tried) -> None:
    """The office, to another file."""
    sign_in = SignIn(desk.actor.name, PASSWORD)
    move_store(desk.location, FileStore(tried.folder / "pindah" / "office.wbs"), sign_in, desk.clock)


def own_code(desk: Desk, _tried: Tried) -> str:
    """A recovery code of one's own."""
    return devices.new_recovery_code(desk, PASSWORD)


ACCOUNTS = (
    Act(
        "see the accounts",
        lambda d, _t: account_list.list_accounts(d),
        SEES_ACCOUNTS,
        (account_list.list_accounts,),
        (Op.ACCOUNT_LIST,),
    ),
    Act("see who reads what", lambda d, _t: who_reads.who_reads(d), SEES_ACCOUNTS, (who_reads.who_reads,)),
    Act(
        "see the decree",
        lambda d, _t: appointments.appointment(d),
        SEES_ACCOUNTS,
        (appointments.appointment,),
    ),
    Act(
        "invite",
        lambda d, _t: administration.invite(d, "lain", Role.OFFICER),
        ONLY_ADMIN,
        (administration.invite,),
        (Op.ACCOUNT_MANAGE,),
    ),
    Act(
        "disable an account",
        lambda d, _t: administration.disable(d, "pemegang"),
        ONLY_ADMIN,
        (administration.disable,),
    ),
    Act(
        "change a role",
        lambda d, _t: administration.change_role(d, "petugas2", Role.LEAD),
        ONLY_ADMIN,
        (administration.change_role,),
    ),
    Act(
        "write down a name",
        lambda d, _t: administration.rename(d, "petugas2", "Budi Hartono"),
        ONLY_ADMIN,
        (administration.rename,),
    ),
    Act(
        "reset an officer",
        lambda d, _t: administration.reset(d, "petugas2"),
        ONLY_ADMIN,
        (administration.reset,),
        refused=dict.fromkeys(HEADS, MayNotReset),
    ),
    Act(
        "reset the Super Admin",
        lambda d, _t: administration.reset(d, "admin"),
        HEADS,
        refused={ADMIN: MayNotReset},
    ),
    Act(
        "let an account into the office",
        lambda d, _t: access.grant(d, "office", "baru", access.fingerprint_of(d, "baru")),
        HEADS,
        (access.grant,),
        (Op.GRANT,),
    ),
    Act(
        "let an account into the identities",
        lambda d, _t: access.grant(d, "identity", "ketua", access.fingerprint_of(d, "ketua")),
        HEADS,
    ),
    Act("take an account out", lambda d, _t: access.revoke(d, "office", "petugas2"), HEADS, (access.revoke,)),
    Act(
        "hand the Super Admin over",
        lambda d, _t: handover.hand_over_super_admin(d, "baru", DECREE, nothing),
        ONLY_HEAD,
        (handover.hand_over_super_admin,),
        (Op.ACCOUNT_HANDOVER,),
    ),
    Act(
        "hand the office of Inspektur over",
        hand_over_office,
        ONLY_HEAD,
        (handover.hand_over_office,),
        (Op.HEAD_HANDOVER,),
    ),
    Act(
        "appoint who stands in",
        begin_cover,
        ONLY_HEAD,
        (cover.begin_cover, cover.end_cover),
        (Op.HEAD_COVER,),
    ),
    Act(
        "change one's password",
        lambda d, _t: passwords.change_password(d, PASSWORD, "kata sandi yang baru sekali", CHEAP),
        EVERYBODY,
        (passwords.change_password,),
    ),
    Act(
        "let another device in",
        lambda d, _t: devices.add_device(d, PASSWORD, alone=True),
        EVERYBODY,
        (devices.add_device,),
    ),
    Act("make one's own recovery code", own_code, EVERYBODY, (devices.new_recovery_code,)),
    Act(
        "take another's device away",
        a_device_of("irban"),
        ONLY_ADMIN,
        (devices.remove_device,),
        refused=dict.fromkeys(EVERYBODY - {ADMIN}, NoSuchDevice),
    ),
)

RECOVERY = (
    Act(
        "see the state of recovery",
        lambda d, _t: status.recovery_status(d),
        HEADS | {ADMIN},
        (status.recovery_status,),
    ),
    Act(
        "check a share",
        lambda d, t: drill.check_share(d, t.office.shares[0]),
        HEADS | {ADMIN},
        (drill.check_share,),
        (Op.RECOVERY_CHECK,),
    ),
    Act(
        "see the share that is sealed to one",
        lambda d, _t: drill.own_share(d),
        HEADS | {ADMIN},
        (drill.own_share,),
        refused=dict.fromkeys(HEADS, NotYourShare),
    ),
    Act(
        "drill recovery",
        lambda d, t: drill.drill(d, t.office.shares[0], t.office.shares[2], nothing),
        ONLY_HEAD,
        (drill.drill,),
        (Op.RECOVERY_DRILL,),
    ),
    Act(
        "split the shares anew",
        lambda d, _t: drill.renew_shares(d, nothing),
        ONLY_HEAD,
        (drill.renew_shares,),
    ),
    Act(
        "use two shares for oneself",
        lambda d, t: ways_back.recover(d, t.office.shares[0], t.office.shares[2], nothing, kept_from_account),
        LEADERS,
        (ways_back.recover,),
        (Op.RECOVERY_USE,),
        {HEAD: NothingToRecover, LEAD: OnlyForHead, COVER: OnlyForHead},
    ),
    Act(
        "take the office over with two shares",
        lambda d, t: ways_back.take_over(
            d, t.office.shares[0], t.office.shares[2], DECREE, nothing, kept_from_account
        ),
        LEADERS,
        (ways_back.take_over,),
        refused={HEAD: IsHead},
    ),
    Act(
        "go live",
        lambda d, _t: golive.go_live(d),
        ONLY_HEAD,
        (golive.go_live,),
        (Op.OFFICE_SETTINGS,),
        {HEAD: NotReadyToLive},
    ),
)

ELSEWHERE = (
    Act(
        "give this office's key to another office",
        lambda d, _t: outside.export_key(d),
        ONLY_HEAD,
        (outside.export_key,),
    ),
    Act(
        "register the office elsewhere",
        lambda d, _t: outside.add_outside(d, *outside.export_key(d)),
        ONLY_HEAD,
        (outside.add_outside,),
    ),
    Act(
        "ask the office elsewhere to be let in",
        lambda d, t: outside_requests.request_access(d, t.office.at_work),
        LEADERS,
        (outside_requests.request_access,),
    ),
    Act(
        "read what another office asks",
        lambda d, t: outside_requests.read_request(d, t.office.request),
        ONLY_HEAD,
        (outside_requests.read_request,),
    ),
    Act(
        "answer another office",
        lambda d, t: outside_requests.answer_request(
            d, t.office.request, access.fingerprint_of(d, "inspektur")
        ),
        ONLY_HEAD,
        (outside_requests.answer_request,),
        refused={HEAD: NothingAsked},
    ),
    Act(
        "take in what the office elsewhere answers",
        lambda d, _t: outside_requests.accept_answer(d, "bukan berkas", kept_from_account),
        LEADERS,
        (outside_requests.accept_answer,),
        refused=dict.fromkeys(LEADERS, Damaged),
    ),
)

HOUSE = (
    Act("prove the journal", proved, EVERYBODY - {MONITOR}, (), (Op.JOURNAL_VERIFY,)),
    Act("look the store over", lambda d, _t: doctor.examine(d), EVERYBODY),
    Act("sweep the store", lambda d, _t: doctor.sweep(d), WORK, (doctor.sweep, destruction.sweep)),
    Act("do what is due", lambda d, _t: duties.run(d), EVERYBODY, (duties.run, moving.move_due)),
    Act("key the store anew", lambda d, _t: rekeying.rekey(d), EVERYBODY, (rekeying.rekey,)),
    Act("drop one's cache", lambda d, _t: cache.drop(d, SEARCH), EVERYBODY, (cache.drop,)),
    Act(
        "see where the register stands",
        lambda d, _t: confirming_numbers.numbers(d),
        READ | {MONITOR},
        (confirming_numbers.numbers,),
    ),
    Act(
        "confirm the last register number",
        confirmed,
        LEADERS,
        (confirming_numbers.confirm_last_number,),
        (Op.NUMBER_CONFIRM,),
    ),
    Act("make a backup", backed_up, WORK | {ADMIN}, (make_backup,), (Op.BACKUP_MAKE,)),
    Act("move the office's store", moved, HEADS | {ADMIN}, (), (Op.STORE_COPY,)),
    Act("comment", lambda d, _t: d.require(Op.CASE_COMMENT), WORK | {MONITOR}, (), (Op.CASE_COMMENT,)),
    Act(
        "see who revealed an identity",
        lambda d, _t: (disclosure_list.list_disclosures(d), disclosure_list.new_disclosures(d)),
        HEADS,
        (disclosure_list.list_disclosures, disclosure_list.new_disclosures),
        (Op.DISCLOSURE_LIST,),
    ),
    Act(
        "note that the list was seen",
        lambda d, _t: disclosure_list.note_seen(d),
        EVERYBODY,
        (disclosure_list.note_seen,),
    ),
    Act(
        "set what is asked of reporters",
        lambda d, _t: identity_policy.set_identity_policy(d, IdentityPolicy.ANONYMOUS, "keputusan Inspektur"),
        ONLY_HEAD,
        (identity_policy.set_identity_policy,),
    ),
)

ACTS = (*ACCOUNTS, *RECOVERY, *ELSEWHERE, *HOUSE)
