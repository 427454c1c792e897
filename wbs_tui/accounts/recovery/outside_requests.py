"""The way back for a case whose keys the province keeps: asked here, answered there, taken in here."""

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, compartments, epochs, grants, seed_seals
from models.tables.cases import cases
from wbs_tui.accounts.compartments import Member
from wbs_tui.accounts.errors import FingerprintDiffers
from wbs_tui.accounts.recovery.errors import (
    NoOutside,
    NotForYou,
    NothingAsked,
    RequestOutdated,
    SomebodyElses,
    WrongOutside,
)
from wbs_tui.accounts.recovery.kinds import OUTSIDE_ACCEPTED, OUTSIDE_ANSWERED
from wbs_tui.accounts.recovery.outside import outside_escrow, outside_keys
from wbs_tui.accounts.recovery.ways_back import KeptFrom
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint, same_fingerprint
from wbs_tui.vault.compartments import open_seed, seal_seed
from wbs_tui.vault.grants import GrantStatement, read_grant, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.outside import (
    AnsweredPlace,
    OutsideAnswer,
    OutsideRequest,
    SealedPlace,
    SealedRequest,
    file_text,
    is_signed_by,
    open_request,
    read_file,
    seal_request,
    sign_file,
)


def request_access(desk: Desk, register: str) -> str:
    """A file that asks the outside office to let this account into a case.

    Whether there is such a case does not show here, neither in words nor in the file's length: only the
    outside office finds out. Raises NotPermitted, NoOutside.
    """
    desk.require(Operation.RECOVERY_USE)
    public = desk.account_keys.public()
    with desk.reading() as connection:
        outside = outside_escrow(connection, desk.keyring)
        if outside is None:
            raise NoOutside
        row = connection.execute(select(account_keys).where(account_keys.c.id == outside.key_id)).one()
        request = OutsideRequest(
            office=desk.office.id,
            office_name=desk.office.name,
            register=register,
            outside=outside.account_id,
            account=desk.actor.id,
            account_name=desk.actor.name,
            sign=public.sign,
            seal=public.seal,
            places=_places(connection, desk.keyring, register, outside),
        )
    return file_text(seal_request(PublicKeys(row.sign_public, row.seal_public), request))


def _places(
    connection: Connection, keyring: Keyring, register: str, outside: Member
) -> tuple[SealedPlace, ...]:
    """The case's compartments that the outside office is in, with what is sealed to it."""
    of_case = (
        select(compartments.c.id)
        .join(cases, cases.c.id == compartments.c.case_id)
        .where(cases.c.register == register)
        .order_by(compartments.c.id)
    )
    inside = [
        compartment_id
        for compartment_id in connection.execute(of_case).scalars()
        if (compartment_id, outside.account_id) in keyring.authority.members
    ]
    return tuple(_place(connection, keyring, compartment_id, outside) for compartment_id in inside)


def _place(connection: Connection, keyring: Keyring, compartment_id: str, outside: Member) -> SealedPlace:
    seeds = (
        select(epochs.c.number, seed_seals.c.sealed)
        .join(seed_seals, seed_seals.c.epoch_id == epochs.c.id)
        .where(epochs.c.compartment_id == compartment_id, seed_seals.c.account_id == outside.account_id)
        .order_by(epochs.c.number)
    )
    chain = keyring.authority.chains[compartment_id]
    return SealedPlace(
        compartment=compartment_id,
        seeds=tuple((row.number, row.sealed) for row in connection.execute(seeds)),
        previous=chain.head,
        after=chain.latest,
    )


def read_request(desk: Desk, text: str) -> tuple[OutsideRequest, str]:
    """What another office asks, and the fingerprint to compare with the account's owner. At the province.

    Raises NotPermitted, NotLetIn, WrongKey (it is for another office), Damaged, NewerFormat.
    """
    desk.require(Operation.OFFICE_SETTINGS)
    request = open_request(outside_keys(desk), read_file(text, SealedRequest))
    return request, fingerprint(request.public())


def answer_request(desk: Desk, text: str, typed_fingerprint: str) -> str:
    """The file that lets the account in that asks; the entry says that it was given. At the province.

    Raises as `read_request`, FingerprintDiffers, NothingAsked.
    """
    request, known_as = read_request(desk, text)
    if not same_fingerprint(known_as, typed_fingerprint):
        raise FingerprintDiffers
    if not request.places:
        raise NothingAsked
    keys = outside_keys(desk)
    places = tuple(_answered(desk, keys, request, place, known_as) for place in request.places)
    answer = OutsideAnswer(
        office=request.office, outside=request.outside, account=request.account, places=places
    )
    with desk.change(OUTSIDE_ANSWERED):
        pass  # that it was answered is what the journal keeps; of the case it says nothing
    return file_text(sign_file(keys, answer))


def _answered(
    desk: Desk, keys: AccountKeys, request: OutsideRequest, place: SealedPlace, known_as: str
) -> AnsweredPlace:
    seeds = [
        open_seed(
            keys,
            sealed,
            office=request.office,
            compartment=place.compartment,
            epoch=number,
            account=request.outside,
        )
        for number, sealed in place.seeds
    ]
    statement = GrantStatement(
        office=request.office,
        compartment=place.compartment,
        account=request.account,
        fingerprint=known_as,
        can_grant=True,
        epoch=min((number for number, _sealed in place.seeds), default=1),
        action="grant",
        at=max(desk.now(), place.after + 1),
        previous=place.previous,
    )
    return AnsweredPlace(
        compartment=place.compartment,
        statement=statement_bytes(statement),
        signature=sign_grant(keys, statement),
        seeds=tuple(
            (seed.epoch, seal_seed(request.seal, seed, office=request.office, account=request.account))
            for seed in seeds
        ),
    )


def accept_answer(desk: Desk, text: str, kept_from: KeptFrom) -> int:
    """Take in what the outside office has given this account; gives how many compartments.

    Raises NotPermitted, Damaged, NewerFormat, NoOutside, WrongOutside, SomebodyElses, RequestOutdated, and
    NotForYou when the case turns out to implicate the account; then nothing is changed.
    """
    desk.require(Operation.RECOVERY_USE)
    answer = read_file(text, OutsideAnswer)
    if (answer.office, answer.account) != (desk.office.id, desk.actor.id):
        raise SomebodyElses
    with desk.transaction() as transaction:
        connection = transaction.connection
        desk.keyring.load(connection)
        outside = outside_escrow(connection, desk.keyring)
        if outside is None:
            raise NoOutside
        signer = connection.execute(
            select(account_keys.c.sign_public).where(account_keys.c.id == outside.key_id)
        ).scalar_one()
        if answer.outside != outside.account_id or not is_signed_by(answer, signer):
            raise WrongOutside
        _refuse_outdated(desk, answer)
        with transaction.entry(OUTSIDE_ACCEPTED) as change:
            for place in answer.places:
                change.insert(
                    grants,
                    new_id(desk.clock),
                    compartment_id=place.compartment,
                    account_id=answer.account,
                    statement=place.statement,
                    signature=place.signature,
                    grantor_id=answer.outside,
                    granted_at=change.at,
                )
                _write_seeds(change, desk, place)
        desk.keyring.load(connection)
        given = {place.compartment for place in answer.places}
        if not given <= desk.keyring.member_compartments():
            raise RequestOutdated
        of_cases = select(compartments.c.case_id).where(compartments.c.id.in_(given))
        if kept_from(desk, connection, desk.actor.id).intersection(connection.execute(of_cases).scalars()):
            raise NotForYou
    return len(answer.places)


def _refuse_outdated(desk: Desk, answer: OutsideAnswer) -> None:
    """Raise RequestOutdated when somebody was let in or taken out since the request was made."""
    chains = desk.keyring.authority.chains
    for place in answer.places:
        if place.compartment not in chains:
            raise RequestOutdated
        if read_grant(place.statement).previous != chains[place.compartment].head:
            raise RequestOutdated


def _write_seeds(change: Change, desk: Desk, place: AnsweredPlace) -> None:
    rows = select(epochs.c.number, epochs.c.id).where(epochs.c.compartment_id == place.compartment)
    epoch_ids = {row.number: row.id for row in change.connection.execute(rows)}
    for number, sealed in place.seeds:
        if number not in epoch_ids:
            raise RequestOutdated
        change.insert(
            seed_seals,
            new_id(desk.clock),
            epoch_id=epoch_ids[number],
            account_id=desk.actor.id,
            account_key_id=desk.actor.key_id,
            sealed=sealed,
        )
