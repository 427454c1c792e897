"""A case that another office handed over, in words: what was reported, and apart from it its work."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from models.words.clock import nearest
from wbs_tui.cases.sealed import ForeignDocument, ForeignText
from wbs_tui.sync.words import TEXT_KINDS
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment

_REPORT = "report"


def reported_text(document: ForeignDocument) -> str:
    """The reports alone, the oldest first; for a case without one, why it was handed over."""
    said = [_reported(document.title, text) for text in document.texts if text.kind == _REPORT]
    return "\n\n".join(text for text in said if text) or document.reason


def work_done_text(office: str, register: str, document: ForeignDocument, zone: ZoneInfo) -> str:
    """Where the case is from, why, and what was written of it there: each with when and by whom."""
    head = _("Dari {office}, nomor {register} di sana.").format(office=office, register=register)
    if document.reason:
        head += "\n" + _("Alasan pelimpahan: {reason}").format(reason=document.reason)
    return "\n\n".join((head, *_written(document, zone)))


def _reported(title: str, text: ForeignText) -> str:
    other = "" if text.title == title else text.title
    return "\n".join(part for part in (other, text.text) if part)


def _written(document: ForeignDocument, zone: ZoneInfo) -> Iterator[str]:
    for text in document.texts:
        kind = _(TEXT_KINDS[text.kind]) if text.kind in TEXT_KINDS else text.kind
        at = moment(nearest(text.at), zone) if text.at else ""
        head = " · ".join(part for part in (kind, at, text.by) if part)
        if text.kind == _REPORT:  # its words are the report of this case
            yield head
        else:
            yield "\n".join(part for part in (head, text.title, text.text) if part)
