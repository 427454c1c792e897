"""A hub's signed word that an office is closed there: nothing is sealed to it until a person says otherwise.

A hub can keep from an office whatever is sent to it, so its word is believed that far and no further: it
opens nothing, confirms nobody, and the fingerprint in an official letter outranks it.
"""

import hashlib

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.sync.link.hub_place import HubPlace
from wbs_tui.sync.offices.closures import ClosedThere
from wbs_tui.sync.offices.deciding import close_peer
from wbs_tui.sync.offices.records import newest_number
from wbs_tui.sync.protocol import CLOSURE_CONTEXT, Closure, Exchanged, SignedClosure
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.statements import read_statement

_NOTARY = "notary:"
_CLOSURE = N_("Penutupan instansi")
_KEY_BYTES = 32


def pin_notary(connection: Connection, place: HubPlace, key: bytes, *, anew: bool = False) -> bool:
    """Remember the key under which a hub closes offices; whether it is the one that it first named.

    `anew`: a person has just joined the hub, so what it names now counts.
    """
    name = _NOTARY + place.mark
    known = None if anew else read_state(connection, name, bytes)
    if known is None and len(key) == _KEY_BYTES:
        write_state(connection, name, key)
        return True
    return known == key


def take_closures(desk: Desk, place: HubPlace, answer: Exchanged) -> tuple[str, ...]:
    """Close the offices that the hub says are closed; sentences for officers."""
    if not answer.closures:
        return ()
    with writing(desk.engine) as connection:
        if not pin_notary(connection, place, answer.notary):
            return (
                _("Hub {hub} menutup instansi dengan kunci lain dari semula: diabaikan.").format(
                    hub=place.url
                ),
            )
    return tuple(
        sentence
        for _position, signed in answer.closures
        for sentence in _taken(desk, place, _read(answer.notary, signed), signed)
    )


def _read(notary: bytes, signed: SignedClosure) -> Closure | None:
    if not verify(notary, CLOSURE_CONTEXT, signed.statement, signed.signature):
        return None
    try:
        said: Closure = read_statement(signed.statement, {1: Closure}, _CLOSURE)
    except WbsError:
        return None
    return said


def _taken(desk: Desk, place: HubPlace, said: Closure | None, signed: SignedClosure) -> tuple[str, ...]:
    if said is None:
        return (_("Hub {hub} menyebut penutupan instansi yang tidak sah: diabaikan.").format(hub=place.url),)
    reason = clean(said.reason, single_line=True) or "-"
    if said.office == desk.office.id:
        with desk.reading() as connection:
            if newest_number(connection) > said.number:  # it has come back since
                return ()
        sentence = _("Hub {hub} menutup kantor ini: {reason}. Hubungi pengelolanya.")
        return (sentence.format(hub=place.url, reason=reason),)
    word = hashlib.sha256(signed.statement).digest()
    name = close_peer(desk, said.office, said.number, word, ClosedThere(said.at, reason))
    if name is None:
        return ()
    sentence = _(
        "{office} ditutup di hub {hub}: {reason}. Tidak ada lagi yang disegel untuknya, kecuali sidik "
        "kuncinya dipastikan lagi."
    )
    return (sentence.format(office=name, hub=place.url, reason=reason),)
