"""Keeps an account's search index current in a thread of its own, out of the way of whoever types."""

import threading
import time
from collections.abc import Callable

from wbs_tui.cases.finding.search_filling import Progress
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.journal.desk import Desk, RoleChanged
from wbs_tui.search.cache import DamagedCache
from wbs_tui.store.errors import NotActive, StoreBusy, StoreUnreachable
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.text.errors import WbsError

_BEFORE = 1.5
"""Seconds that the first look waits for the screens, unless somebody searches before."""
_LOOK_EVERY = 5.0
"""Seconds between two looks whether the store has changed; who follows it tells at once."""
_AFTER_TROUBLE = 30.0
_QUIET = 0.3
"""Seconds without a key after which the work goes on."""
_BETWEEN = 0.004
"""Seconds left to others after every step."""


class SearchKeeper:
    """One for each desk that is open. `stop` it before the desk is closed."""

    def __init__(
        self,
        desk: Desk,
        tell: Callable[[Progress], None],
        changed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """All three are called in the keeper's thread. Raises NotPermitted."""
        self.index = SearchIndex(desk)
        self.progress: Progress | None = None
        """How far a first filling has come; None when none is under way."""
        self._tell = tell
        self._changed = changed
        self._failed = failed
        self._stopped = threading.Event()
        self._woken = threading.Event()
        self._typed = 0.0
        self._told = ""
        self._thread = threading.Thread(target=self._run, name="search", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """The store has changed."""
        self._woken.set()

    def make_way(self) -> None:
        """Somebody types."""
        self._typed = time.monotonic()

    def stop(self) -> None:
        """End, and let go of the file; what is under way is finished first."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        self.index.close()

    def _run(self) -> None:
        self._woken.wait(_BEFORE)
        while not self._stopped.is_set():
            wait = self._pass()
            if wait is None:
                return
            self._woken.wait(wait)
            self._woken.clear()

    def _pass(self) -> float | None:
        """Do what there is to do; how long to wait then, None for ever."""
        try:
            changed = self.index.refresh(self._progressed, self._is_stopped)
        except (NotLetIn, NotActive, RoleChanged):
            return None  # whatever the officer does next tells him so
        except DamagedCache:
            return 0.0  # it was given up, and is filled anew
        except (StoreUnreachable, StoreBusy):
            return _AFTER_TROUBLE  # it passes, and whoever works meets it himself
        except WbsError as error:
            self._fail_once(error)
            return _AFTER_TROUBLE
        except Exception as error:  # noqa: BLE001 - handed on: a thread has nobody to raise it to
            self._failed(error)
            return None
        self.progress = None
        if changed and not self._stopped.is_set():
            self._changed()
        return _LOOK_EVERY

    def _fail_once(self, error: WbsError) -> None:
        """The same trouble every half minute is told once."""
        if error.message != self._told:
            self._told = error.message
            self._failed(error)

    def _progressed(self, progress: Progress) -> None:
        self.progress = progress
        self._tell(progress)

    def _is_stopped(self) -> bool:
        """Asked after every step: the place to make way."""
        self._stopped.wait(_BETWEEN)
        while not self._stopped.is_set() and time.monotonic() - self._typed < _QUIET:
            self._stopped.wait(_QUIET / 4)
        return self._stopped.is_set()
