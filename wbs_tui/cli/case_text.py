"""A case as plain text for people: what an officer needs in order, nothing that `--json` would miss."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wbs_tui.cases.handed_over import whereabouts
from wbs_tui.classify.explain import target_label
from wbs_tui.cli.labels import NOTHING, Labels
from wbs_tui.cli.output import indented, table
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView, ClassificationView, HistoryLine, ReportView


def case_lines(labels: Labels, case: "CaseView") -> list[str]:
    """The whole case, part by part; an empty part is left out."""
    return [
        f"{case.register}  {case.title}",
        *_facts(_head(labels, case)),
        *_part(_("LAPORAN"), (line for report in case.reports for line in _report(labels, report))),
        *_part(_("BUKTI"), _evidence(labels, case)),
        *_part(_("KLASIFIKASI"), classification_lines(labels, case.classifications)),
        *_part(_("BELUM DIJAWAB"), _open_items(case)),
        *_part(_("CATATAN"), _notes(labels, case)),
        *_part(_("REKOMENDASI"), _recommendations(labels, case)),
        *_part(_("JAWABAN KEPADA PELAPOR"), _answers(labels, case)),
        *_part(_("USULAN"), _proposals(labels, case)),
        *_part(_("TENGGAT"), (f"  {labels.day(clock.due_at)}  {clock.label}" for clock in case.clocks)),
    ]


def _head(labels: Labels, case: "CaseView") -> Iterable[tuple[str, str]]:
    yield _("Tahap"), f"{labels.of('stage', case.stage)} ({labels.moment(case.stage_entered_at)})"
    yield _("Diterima"), f"{labels.moment(case.received_at)}, {labels.of('channel', case.channel)}"
    due = f"{labels.day(case.due_at, late=case.overdue)}  {labels.of('clock', case.due_clock)}"
    yield _("Tenggat"), due if case.due_at else NOTHING
    yield _("Petugas"), case.assigned_to or NOTHING
    yield _("Kebijakan identitas"), labels.of("identity_policy", case.identity_policy)
    if case.provisional and case.provisional != case.register:
        yield _("Nomor sementara"), case.provisional
    if case.away:
        yield _("Di meja lain"), labels.taken_along(case.away)
    if case.handed_over is not None:
        told = whereabouts(case.handed_over, labels.day, lambda stage: labels.of("stage", stage))
        yield _("Dilimpahkan"), told
    if case.restricted:
        yield _("TERBATAS"), ", ".join(reader.name for reader in case.readers) or NOTHING
    if case.result or case.closure:
        yield _("Hasil"), labels.of("result", case.result)
        yield _("Penyelesaian"), labels.of("closure", case.closure)


def _facts(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"  {name + ':':21}{value}" for name, value in pairs]


def _part(head: str, lines: Iterable[str]) -> list[str]:
    inside = list(lines)
    return ["", head, *inside] if inside else []


def _report(labels: Labels, report: "ReportView") -> Iterable[str]:
    joined = _(" (balasan, pengirim belum dipastikan)") if report.joined == "unconfirmed" else ""
    yield f"  {labels.moment(report.received_at)}  {labels.of('channel', report.channel)}{joined}"
    yield from indented(report.title)
    yield from (_("  Perhatikan: {warning}").format(warning=warning) for warning in report.warnings)
    yield from (f"    {name}: {value}" for name, value in report.facts)
    yield ""
    yield from indented(report.text, 4)


def _evidence(labels: Labels, case: "CaseView") -> list[str]:
    if not case.evidence:
        return []
    heads = (_("NO"), _("KEADAAN"), _("UKURAN"), _("DITERIMA"), _("NAMA"))
    rows = [
        (
            str(file.number),
            labels.of("evidence_state", file.state),
            str(file.size),
            labels.day(file.received_at),
            file.name,
        )
        for file in case.evidence
    ]
    return table(heads, rows)


def classification_lines(labels: Labels, known: Sequence["ClassificationView"]) -> list[str]:
    """What was suggested and decided, the latest last, each with its reasons."""
    return [line for each in known for line in _classification(labels, each)]


def _classification(labels: Labels, each: "ClassificationView") -> Iterable[str]:
    by = each.account if each.origin == "officer" else labels.of("origin", each.origin)
    sure = "" if each.confidence is None else f" {each.confidence:.0%}"
    yield f"  {labels.moment(each.at)}  {by}"
    yield from indented(
        f"{labels.of('category', each.category)}{sure}; {labels.of('severity', each.severity)}; "
        f"{labels.of('jurisdiction', each.jurisdiction)}; {labels.of('supervisory', each.supervisory)}",
        4,
    )
    yield from indented(each.reason, 4) if each.reason else ()
    for reason in each.reasons:
        target = target_label(labels.desk.policy, reason.target, language())
        yield f"    + {reason.weight:.2f}  “{' '.join(reason.text.split())}” → {target}"


def _open_items(case: "CaseView") -> list[str]:
    return [f"  {item.id}: {item.label}" for item in case.checklist if item.mandatory and item.answer is None]


def _notes(labels: Labels, case: "CaseView") -> Iterable[str]:
    for note in case.notes:
        corrected = _(" (sudah dikoreksi)") if note.corrected_by else ""
        yield f"  {labels.moment(note.at)}  {note.account}  {labels.of('note_kind', note.kind)}{corrected}"
        yield f"  {note.id}"
        yield from indented(note.body, 4)


def _recommendations(labels: Labels, case: "CaseView") -> Iterable[str]:
    for each in case.recommendations:
        status = labels.of("recommendation_status", each.status.value)
        yield f"  {each.number}. {labels.day(each.due_at, late=each.overdue)}  {status}"
        yield from indented(each.text, 4)
        for update in each.updates:
            yield from indented(f"{labels.moment(update.at)}  {update.account}  {update.note}", 6)


def _answers(labels: Labels, case: "CaseView") -> Iterable[str]:
    for answer in case.answers:
        corrected = _(" (sudah dikoreksi)") if answer.corrected_by else ""
        yield f"  {labels.moment(answer.at)}  {answer.account}{corrected}"
        yield from indented(answer.body, 4)


def _proposals(labels: Labels, case: "CaseView") -> Iterable[str]:
    for proposal in case.proposals:
        stage = labels.of("stage", proposal.to_stage)
        yield f"  {labels.moment(proposal.at)}  {proposal.account}: {stage}"
        yield from indented(proposal.reason, 4)


def journal_lines(labels: Labels, told: Sequence["HistoryLine"]) -> list[str]:
    """The history, one line for each entry and one for what was said with it."""
    lines = [
        piece
        for line in told
        for piece in (
            *indented(f"{labels.moment(line.at)}  {line.account}  {line.sentence}"),
            *(indented(line.detail, 4) if line.detail else ()),
        )
    ]
    return _part(_("RIWAYAT"), lines)
