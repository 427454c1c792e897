"""The history of one compartment: a chain of grants and epochs, each signed by who could grant at its place.

Every statement names what the chain had come to before it, so that none can be taken away, put in or put in
another order without a trace. Statements of version 1 name nothing: they stand first, in the order of their
moments, and what they come to together is what the first of version 2 names.
"""

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.epochs import EPOCH_CONTEXT, EpochStatement
from wbs_tui.vault.grants import GRANT_CONTEXT, GrantStatement

SigningKeys = Mapping[str, Mapping[str, bytes]]
"""By account, by fingerprint: the Ed25519 public key."""
Statement = GrantStatement | EpochStatement


@dataclass(frozen=True, slots=True)
class Membership:
    """An account that has been let into a compartment."""

    account_id: str
    fingerprint: str
    """Of the key that was compared with its owner: it counts for no other."""
    can_grant: bool
    grantor_id: str
    since: int
    """Milliseconds since 1970 UTC."""
    until: int | None = None
    """When `can_grant` ends; None: only with a revocation."""

    @property
    def for_good(self) -> bool:
        """Whether it lets its account grant without an end: who grants for a time does not take it out."""
        return self.can_grant and self.until is None

    def may_grant(self, at: int | None = None) -> bool:
        """Whether it lets its account sign statements of this moment (of any moment, without one)."""
        return self.can_grant and (at is None or self.until is None or at <= self.until)


@dataclass(frozen=True, slots=True)
class Claim:
    """A row of `grants` or `epochs` and what it says; whether it holds is not yet known."""

    row_id: str
    compartment_id: str
    subject: str | int
    """What the row's own column says of the account, or of the epoch's number."""
    grantor_id: str
    statement: bytes
    signature: bytes
    said: Statement

    @property
    def in_its_place(self) -> bool:
        """Whether the columns beside the signed bytes say the same."""
        named = self.said.number if isinstance(self.said, EpochStatement) else self.said.account
        return self.compartment_id == self.said.compartment and self.subject == named

    def signed_by(self, key: bytes) -> bool:
        """Whether this key signed it."""
        context = EPOCH_CONTEXT if isinstance(self.said, EpochStatement) else GRANT_CONTEXT
        return _signed(key, context, self.statement, self.signature)


_signed = lru_cache(maxsize=8192)(verify)
"""The same rows are looked at whenever a grant changes; a check costs 60 us, looking it up again 1 us."""


@dataclass(slots=True)
class Chain:
    """What the signatures of one compartment prove."""

    granted: dict[str, Membership] = field(default_factory=dict)
    """By account: whoever has been let in and not taken out again."""
    epochs: list[tuple[str, EpochStatement]] = field(default_factory=list)
    """(row id, statement), oldest first."""
    links: list[bytes] = field(default_factory=list)
    """What the chain had come to after each statement that counts."""
    founded_by: tuple[str, str] | None = None
    """The account that let itself in first, and the fingerprint of its key."""
    history: dict[str, list[tuple[int, Membership | None]]] = field(default_factory=lambda: defaultdict(list))
    """By account: from which moment on it was in, or (None) out."""
    latest: int = 0
    """The signed moment of the last statement."""
    broken: bool = False
    """A statement is missing, or two follow the same one: nothing more may be sealed."""
    epoch_due: bool = False
    """Somebody was taken out by another, and no epoch without him has followed."""
    rejected: list[str] = field(default_factory=list)
    """Rows that count for nothing, and those at which the chain breaks."""

    @property
    def head(self) -> bytes:
        """What the next statement names as `previous`."""
        return self.links[-1] if self.links else b""

    def member_at(self, account_id: str, at: int) -> Membership | None:
        """The account's membership at a moment."""
        known = self.history.get(account_id, [])
        before = bisect_right(known, at, key=lambda step: step[0])
        return known[before - 1][1] if before else None


def read_chain(claims: Iterable[Claim], founder_id: str | None, keys: SigningKeys) -> Chain:
    """Take the claims of one compartment, whose first statement is the founder's grant to himself."""
    reader = _Reader(founder_id, keys)
    reader.read(list(claims))
    return reader.chain


class _Reader:
    """Takes claims one after the other, each by what held at its place."""

    def __init__(self, founder_id: str | None, keys: SigningKeys) -> None:
        self.chain = Chain()
        self._founder_id = founder_id
        self._keys = keys
        self._taken: set[bytes] = set()
        self._grantor_keys: set[bytes] = set()
        """Every key that could ever grant here."""

    def read(self, claims: list[Claim]) -> None:
        """Take what holds: statements of the first version by their moment, then the chain; name the rest."""
        unchained = sorted((claim for claim in claims if claim.said.version == 1), key=_signed_order)
        for claim in unchained:
            if self._holds(claim):
                self._take(claim, hashlib.sha256(self.chain.head + claim.statement).digest())
            else:
                self.chain.rejected.append(claim.row_id)
        left = sorted((claim for claim in claims if claim.said.version > 1), key=_signed_order)
        left = self._walk(left)
        while strays := [claim for claim in left if self._is_stray(claim)]:
            self.chain.broken = True
            left = self._read_on(strays[0], left)
        self.chain.rejected += [claim.row_id for claim in left]

    def _read_on(self, stray: Claim, left: list[Claim]) -> list[Claim]:
        """Take what stands after a gap, so that its epochs can be opened; what forks off is passed over."""
        self.chain.rejected.append(stray.row_id)
        left = [claim for claim in left if claim is not stray]
        if stray.said.previous in (b"", *self.chain.links):
            return left
        self._take(stray, _link(stray))
        return self._walk(left)

    def _walk(self, left: list[Claim]) -> list[Claim]:
        """Follow the chain as far as it goes; gives back what is not part of it."""
        following: dict[bytes, list[Claim]] = defaultdict(list)
        for claim in left:
            following[claim.said.previous].append(claim)
        walked: set[str] = set()
        while after := [claim for claim in following[self.chain.head] if self._holds(claim)]:
            chosen = after[0] if len(after) == 1 else self._at_fork(after, following)
            self._take(chosen, _link(chosen))
            walked.add(chosen.row_id)
        return [claim for claim in left if claim.row_id not in walked]

    def _at_fork(self, after: list[Claim], following: Mapping[bytes, list[Claim]]) -> Claim:
        """The one that is read on; the chain is broken unless they are the same bytes."""
        if len({claim.statement for claim in after}) > 1:
            self.chain.broken = True
            self.chain.rejected += [claim.row_id for claim in after]
        return max(after, key=lambda claim: _length(claim, following))

    def _is_stray(self, claim: Claim) -> bool:
        """Whether a grantor signed what has no place in the chain: something before it is missing."""
        if claim.statement in self._taken:
            return False
        return any(claim.signed_by(key) for key in self._grantor_keys)

    def _take(self, claim: Claim, link: bytes) -> None:
        said, chain = claim.said, self.chain
        self._taken.add(claim.statement)
        chain.links.append(link)
        chain.latest = max(said.at, chain.latest)
        if isinstance(said, EpochStatement):
            chain.epochs.append((claim.row_id, said))
            chain.epoch_due = False
            return
        if said.action == "revoke":
            chain.granted.pop(said.account, None)
            chain.epoch_due |= said.account != claim.grantor_id
        else:
            self._let_in(said, claim.grantor_id)
        chain.history[said.account].append((chain.latest, chain.granted.get(said.account)))

    def _let_in(self, said: GrantStatement, grantor_id: str) -> None:
        self.chain.founded_by = self.chain.founded_by or (said.account, said.fingerprint)
        self.chain.granted[said.account] = Membership(
            said.account, said.fingerprint, said.can_grant, grantor_id, said.at, said.until
        )
        if not said.can_grant:
            return
        key = self._keys.get(said.account, {}).get(said.fingerprint)
        if key is None:
            self.chain.broken = True  # what he signed, a revocation perhaps, cannot be told from a forgery
        else:
            self._grantor_keys.add(key)

    def _holds(self, claim: Claim) -> bool:
        """Whether it says the next thing that could be said, signed by who could say it."""
        said, chain = claim.said, self.chain
        if claim.statement in self._taken or not claim.in_its_place:
            return False
        if said.version > 1 and said.at <= chain.latest:
            return False
        if isinstance(said, EpochStatement) and said.number != self._next_number():
            return False
        if chain.links and self._outlasts(claim):
            return False
        key = self._founder_key(claim) if not chain.links else self._grantor_key(claim)
        return key is not None and claim.signed_by(key)

    def _outlasts(self, claim: Claim) -> bool:
        """Whether who grants for a time lets somebody grant when it is over, or takes out who may then."""
        said, grantor = claim.said, self.chain.granted.get(claim.grantor_id)
        if grantor is None or grantor.until is None or isinstance(said, EpochStatement):
            return False
        if said.action == "revoke":
            leaving = self.chain.granted.get(said.account)
            return leaving is not None and leaving.for_good
        lets_grant = said.action == "grant" and said.can_grant
        return lets_grant and (said.until is None or said.until > grantor.until)

    def _next_number(self) -> int:
        return self.chain.epochs[-1][1].number + 1 if self.chain.epochs else 1

    def _founder_key(self, claim: Claim) -> bytes | None:
        """The founder's key for the first grant of a compartment, his own; nobody's for any other."""
        said = claim.said
        if isinstance(said, EpochStatement) or said.action != "grant":
            return None
        if not claim.grantor_id == said.account == self._founder_id:
            return None
        return self._keys.get(said.account, {}).get(said.fingerprint)

    def _grantor_key(self, claim: Claim) -> bytes | None:
        """The key of an account that may grant now: the one that its own grant names."""
        membership = self.chain.granted.get(claim.grantor_id)
        if membership is None or not membership.may_grant(claim.said.at):
            return None
        return self._keys.get(claim.grantor_id, {}).get(membership.fingerprint)


def _link(claim: Claim) -> bytes:
    return hashlib.sha256(claim.statement).digest()


def _length(claim: Claim, following: Mapping[bytes, list[Claim]]) -> int:
    """How far statements go on from here: where the chain forks, the longer branch is read on."""
    length, reached, seen = 0, [claim], {claim.row_id}
    while reached:
        length += 1
        after = [other for each in reached for other in following.get(_link(each), [])]
        reached = [other for other in after if other.row_id not in seen]
        seen |= {other.row_id for other in reached}
    return length


def _signed_order(claim: Claim) -> tuple[int, bool, bool, str]:
    """By the signed moment; at the same one a revocation outweighs a grant, and epochs come last."""
    is_epoch = isinstance(claim.said, EpochStatement)
    revokes = isinstance(claim.said, GrantStatement) and claim.said.action == "revoke"
    return (claim.said.at, is_epoch, revokes, claim.row_id)
