"""Statements of one compartment, signed by whom a test says, one after the other."""

import hashlib

import msgspec

from wbs_tui.store.chains import Chain, Claim, read_chain
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.epochs import EPOCH_CONTEXT, read_epoch
from wbs_tui.vault.grants import GRANT_CONTEXT, read_grant

ACCOUNTS = {name: AccountKeys.generate() for name in ("head", "lead", "officer", "other")}
KEYS = {name: {fingerprint(keys.public()): keys.public().sign} for name, keys in ACCOUNTS.items()}
COMPARTMENT = "c" * 32


class Pages:
    """A chain in the making: each statement follows the last, one millisecond later."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self.at = 1000
        self.previous = b""
        self.number = 0

    def grant(self, by: str, who: str, **changes: object) -> Claim:
        """A grant, or a revocation with `action="revoke"`."""
        said = {
            "office": "16",
            "compartment": COMPARTMENT,
            "account": who,
            "fingerprint": next(iter(KEYS[who])),
            "can_grant": False,
            "epoch": 1,
            "action": "grant",
            **changes,
        }
        return self._add(by, GRANT_CONTEXT, who, said, {"until": said.pop("until", None)})

    def epoch(self, by: str, **changes: object) -> Claim:
        """The next epoch."""
        self.number += 1
        said = {
            "office": "16",
            "compartment": COMPARTMENT,
            "number": self.number,
            "public": bytes([self.number]) * 1216,
            **changes,
        }
        return self._add(by, EPOCH_CONTEXT, self.number, said, {})

    def _add(self, by: str, context: str, subject: str | int, said: dict[str, object], last: object) -> Claim:
        version = said.pop("version", 2)
        at, previous = said.pop("at", self.at), said.pop("previous", self.previous)
        self.at += 1
        chained = {"previous": previous, **last} if version == 2 else {}
        written = msgspec.msgpack.encode({"version": version, **said, "at": at, **chained})
        read = read_grant if context == GRANT_CONTEXT else read_epoch
        signature = ACCOUNTS[by].sign(context, written)
        row_id = f"{len(self.claims):032d}"
        claim = Claim(row_id, COMPARTMENT, subject, by, written, signature, read(written))
        self.claims.append(claim)
        before = self.previous if version == 1 else b""
        self.previous = hashlib.sha256(before + written).digest()
        return claim

    def read(self, *without: Claim) -> Chain:
        """What the statements prove when some are not there."""
        gone = {claim.row_id for claim in without}
        left = [claim for claim in self.claims if claim.row_id not in gone]
        return read_chain(left[::-1], "head", KEYS)


def begun(version: int = 2) -> Pages:
    """Founded by the head, with the officer in it, and the lead who may grant."""
    pages = Pages()
    pages.grant("head", "head", can_grant=True, version=version)
    pages.epoch("head", version=version)
    pages.grant("head", "officer", version=version)
    pages.grant("head", "lead", can_grant=True, version=version)
    return pages
