"""The families of errors; each carries the exit code that a command ends with and says what to do."""


class WbsError(Exception):
    """Something an officer must be told. The message is in the language of the screen and says what to do."""

    exit_code = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Refused(WbsError):
    """A rule, a gate or a permission says no; the message says which and what would satisfy it."""

    exit_code = 1


class WrongUse(WbsError):
    """The words of the command are wrong."""

    exit_code = 2


class CannotUnlock(WbsError):
    """Password, key or header do not open the store."""

    exit_code = 3


class Unreadable(WbsError):
    """What was given cannot be read, in part or whole."""

    exit_code = 4


class StoreTrouble(WbsError):
    """The store cannot be reached, is damaged, or is of a newer version."""

    exit_code = 5
