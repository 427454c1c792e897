"""What the hub counts of itself, in Prometheus' text format: no office, no address, no content."""

from collections import Counter

from sqlalchemy import func, select

from wbs_tui.hub.core import Hub
from wbs_tui.hub.tables import files, matches, offices, parcels, records, token_uploads
from wbs_tui.store.engine import reading

TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Counts since the start. Used in the event loop alone."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[str] = Counter()
        self._received = self._sent = 0

    def count(self, route: str, method: str, status: int, received: int, sent: int, seconds: float) -> None:
        """One request and its answer; bytes of the bodies."""
        self._requests[route, method, status] += 1
        self._seconds[route] += seconds  # type: ignore[assignment]
        self._received += received
        self._sent += sent

    def text(self, working: int, held: dict[str, int]) -> str:
        """The page."""
        lines = ["# TYPE wbs_hub_requests_total counter"]
        for (route, method, status), count in sorted(self._requests.items()):
            labels = f'route="{route}",method="{method}",status="{status}"'
            lines.append(f"wbs_hub_requests_total{{{labels}}} {count}")
        lines.append("# TYPE wbs_hub_request_seconds_total counter")
        lines += [
            f'wbs_hub_request_seconds_total{{route="{route}"}} {seconds:.6f}'
            for route, seconds in sorted(self._seconds.items())
        ]
        lines += _plain("counter", {"received_bytes_total": self._received, "sent_bytes_total": self._sent})
        lines += _plain("gauge", {"requests_working": working, **held})
        return "\n".join(lines) + "\n"


def _plain(kind: str, values: dict[str, int]) -> list[str]:
    return [
        line
        for name, value in values.items()
        for line in (f"# TYPE wbs_hub_{name} {kind}", f"wbs_hub_{name} {value}")
    ]


def held(hub: Hub) -> dict[str, int]:
    """What lies in the database."""
    waiting = select(func.count()).select_from(parcels).where(parcels.c.taken_at.is_(None))
    asked = {
        "offices": select(func.count(offices.c.id)),
        "held_bytes": select(func.coalesce(func.sum(offices.c.bytes), 0)),
        "parcels_waiting": waiting,
        "files_unfinished": select(func.count()).select_from(files).where(files.c.whole == 0),
        "records": select(func.count()).select_from(records),
        "matches": select(func.count()).select_from(matches),
        "token_uploads": select(func.count()).select_from(token_uploads),
    }
    with reading(hub.engine) as connection:
        return {name: int(connection.scalar(query) or 0) for name, query in asked.items()}
