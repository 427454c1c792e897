"""Every measurement by its name, and a run of those that are asked for."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from platformdirs import user_cache_path

from wbs_tui.operations.bench import inbox_measures, search_measures, store_measures, sync_measures
from wbs_tui.operations.bench.bench import Bench, Measurement
from wbs_tui.operations.bench.report import Measure
from wbs_tui.operations.bench.terminal import ProgramEnded
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse

MEASUREMENTS: dict[str, Measurement] = {
    "unlock_first_paint": inbox_measures.unlock_first_paint,
    "inbox_open": inbox_measures.inbox_open,
    "inbox_memory": inbox_measures.inbox_memory,
    "key_to_paint": inbox_measures.key_to_paint,
    "page_down": inbox_measures.page_down,
    "keys_300": inbox_measures.keys_in_a_row,
    "filter_change": inbox_measures.filter_change,
    "search_to_paint": search_measures.search_to_paint,
    "index_rate": search_measures.index_rate,
    "import_rate": store_measures.import_rate,
    "verify_rate": store_measures.verify_rate,
    "evidence_sealed": store_measures.evidence_sealed,
    "sync_push": sync_measures.sync_push,
    "sync_nothing": sync_measures.sync_nothing,
}


def kept_by_default() -> Path:
    """Where stores and mailboxes are kept from one run to the next."""
    return user_cache_path("wbs") / "bench"


def measure(
    cases: int, kept: Path, only: str | None = None, tell: Callable[[str], None] = lambda _sentence: None
) -> Iterator[Measure]:
    """Measure all, or what `only` names: a measurement, or one line of it.

    Raises WrongUse for another name, Refused where it cannot measure (no space, no pseudo-terminal, a crash).
    """
    chosen = _chosen(only)
    kept.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix="run-", dir=kept) as scratch:
        bench = Bench(cases, kept, Path(scratch), tell)
        for name in chosen:
            tell(_("Mengukur {name}").format(name=name))
            yield from (line for line in _lines(name, bench) if only in (None, name, line.name))


def _lines(name: str, bench: Bench) -> Iterator[Measure]:
    """What a measurement gives; a program that ends or hangs meanwhile is shown as it stood."""
    try:
        yield from MEASUREMENTS[name](bench)
    except (ProgramEnded, TimeoutError) as error:
        raise Refused(
            _("Program yang diukur berhenti atau tidak menjawab: {screen}").format(screen=error)
        ) from error


def _chosen(only: str | None) -> list[str]:
    """The measurement that gives a line is the one whose name its name begins with."""
    if only is None:
        return list(MEASUREMENTS)
    chosen = [name for name in MEASUREMENTS if only.startswith(name)]
    if not chosen:
        raise WrongUse(
            _("Tidak ada pengukuran {name}. Pilih: {names}").format(name=only, names=", ".join(MEASUREMENTS))
        )
    return chosen
