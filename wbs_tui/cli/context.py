"""What every command needs besides its own words: the store, the account, the clock, and where to print."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from models.words.clock import Clock
from wbs_tui.cli.output import Output
from wbs_tui.cli.passwords import password
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble, WrongUse

if TYPE_CHECKING:
    from wbs_tui.accounts.session import Unlocked
    from wbs_tui.journal.desk import Desk
    from wbs_tui.store.location import StoreLocation
    from wbs_tui.vault.passwords import Argon2Parameters

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Context:
    """One run of one command."""

    environment: Mapping[str, str]
    clock: Clock
    output: Output
    store: str | None
    """What --store says."""
    user: str | None
    """What --user says."""
    new_slots: "Argon2Parameters | None" = None
    """The cost of a guess in slots that this command makes; None is the program's own choice."""

    def location(self) -> "StoreLocation":
        """The store that is meant; raises WrongUse."""
        from wbs_tui.store.location import locate

        return locate(self.store, self.environment)

    def account(self) -> str:
        """The account that is meant; raises WrongUse."""
        name = self.user or self.environment.get("WBS_USER")
        if not name:
            raise WrongUse(_("Sebutkan akun Anda dengan --user NAMA atau WBS_USER."))
        return name

    def keeping(self, service: Callable[[], Result]) -> Result:
        """The result of a service that keeps words on a case; asks first where they look like an identity.

        Raises TypedIdentity where nobody is there to be asked, or the answer is no.
        """
        from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity

        try:
            return service()
        except TypedIdentity as warned:
            if not self._keeps_anyway(warned.message):
                raise
        return even_if_identity(service)()

    def _keeps_anyway(self, warning: str) -> bool:
        if not sys.stdin.isatty():
            return False
        self.output.say(warning)
        self.output.say(_("Ketik ya untuk menyimpannya juga:"))
        return sys.stdin.readline().strip().casefold() in ("ya", "yes")

    @contextmanager
    def desk(self) -> Iterator["Desk"]:
        """The unlocked store with the account at it; does what has been waiting for it, and says so."""
        with self.seat() as (desk, _typed):
            self._attend(desk)
            yield desk

    def _attend(self, desk: "Desk") -> None:
        """Duties first; when the store refuses them, they wait and the command goes on."""
        from wbs_tui.operations import duties

        try:
            if duties.due(desk):
                for sentence in duties.run(desk, self.output.say):
                    self.output.say(sentence)
        except StoreTrouble as trouble:
            self.output.say(trouble.message)

    @contextmanager
    def seat(self) -> Iterator[tuple["Desk", str]]:
        """The desk and the password that opened it, for who changes how the account gets in.

        Says what is wrong with the office's policy files.
        """
        location, name = self.location(), self.account()
        typed = password(self.environment, name)
        unlocked = self._unlocked(location, name, typed)
        try:
            for problem in unlocked.policy_problems:
                self.output.say(problem.sentence())
            yield unlocked.desk, typed
        finally:
            unlocked.desk.close()

    def _unlocked(self, location: "StoreLocation", name: str, typed: str) -> "Unlocked":
        """Unlock; on a device that is not known yet with the recovery code."""
        from wbs_tui.accounts.session import unlock
        from wbs_tui.cli.recovery_codes import typed_code
        from wbs_tui.vault.errors import DeviceSecretMissing

        try:
            return unlock(location, name, typed, self.clock)
        except DeviceSecretMissing as missing:
            return unlock(location, name, typed, self.clock, typed_code(self.environment, missing))
