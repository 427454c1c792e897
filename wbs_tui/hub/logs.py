"""Logs of the hub: one JSON object a line, made of what is named here; no header, no body, no query."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

LOGGER = logging.getLogger("wbs.hub")
_OTHERS = ("uvicorn", "uvicorn.error")
_FIELDS = "wbs_fields"


class JsonLines(logging.Formatter):
    """A record as a line. Of an error its kind and where it happened: its words may hold values."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.msg if record.name == LOGGER.name else "server",
        }
        if record.name != LOGGER.name:
            line["message"] = record.getMessage()
        line |= getattr(record, _FIELDS, {})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line, ensure_ascii=True)


def say(
    event: str, level: int = logging.INFO, *, error: BaseException | None = None, **fields: object
) -> None:
    """Log an event with its values."""
    LOGGER.log(level, event, extra={_FIELDS: fields}, exc_info=error)


def to_stream(stream: TextIO | None = None) -> None:
    """Send what the hub and its server log to standard error, or to another stream."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (LOGGER.name, *_OTHERS):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    logging.getLogger(_OTHERS[1]).handlers.clear()
    logging.getLogger(_OTHERS[1]).propagate = True
