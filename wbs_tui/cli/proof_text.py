"""What `wbs verify` found, in lines for people and as a document for scripts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wbs_tui.text.catalogue import N_, _, n_

if TYPE_CHECKING:
    from wbs_tui.journal.findings import Report, StationReport

STEPS = {
    "chain": N_("tanda tangan dan rantai"),
    "not leased": N_("meja lain menulisnya di luar peminjamannya: akun, kasus, masa, atau jenisnya"),
    "not taken in": N_("catatan meja lain yang tidak pernah diterima kantor: disisipkan ke penyimpanan"),
    "replay": N_("putar ulang"),
    "rows": N_("perbandingan baris"),
    "cells": N_("isi yang terbuka"),
}
MEANINGS = {
    "altered": N_("kolomnya lain daripada yang ditandatangani"),
    "authority": N_("tidak ditandatangani siapa pun yang boleh memberi akses"),
    "chain": N_("catatan sebelumnya hilang, diganti, atau disisipkan"),
    "cut": N_("catatan itu pernah dilihat dan tidak ada lagi: ekor jurnal dipotong atau salinan lama"),
    "keyless": N_("isi yang kuncinya tidak ada lagi bagi siapa pun: pulihkan dari cadangan"),
    "destroyed": N_("kunci kasus yang sudah dimusnahkan ada lagi"),
    "equivocation": N_(
        "stasiun itu menulis dua jurnal: catatan itu lain daripada yang pernah dilihat; ada dua salinan "
        "yang sama-sama ditulisi, atau jurnal ditulis ulang"
    ),
    "kind": N_("jenis catatan ini tidak boleh mengubah tabel itu"),
    "lease": N_(
        "entri peminjaman meja ini tidak ada, atau daftar isinya lain daripada yang ditandatangani kantor"
    ),
    "missing": N_("catatan ini dibawa ke meja ini dan tidak ada lagi"),
    "not allowed": N_("penulisnya tidak berwenang, atau menulis atas nama orang lain"),
    "replay": N_("tidak dapat diputar ulang"),
    "row": N_("barisnya berubah, kurang, atau tidak dijelaskan catatan mana pun"),
    "signature": N_("tanda tangannya bukan dari kunci penulisnya, atau kunci itu sudah berakhir"),
    "station": N_("ditulis di luar urutan stasiun"),
    "wrap": N_("bungkus kunci isi diganti atau rusak, sehingga isinya tidak terbuka: pulihkan dari cadangan"),
    "unreadable": N_("bukan catatan jurnal"),
}
"""By code of a finding: what it says."""


def document(report: "Report") -> dict[str, Any]:
    """For scripts."""
    return {
        "entries": report.entries,
        "bad": report.bad,
        "replay_equal": report.replay_equal,
        "unopened": report.unopened,
        "destroyed": report.destroyed,
        "anchored": report.anchored,
        "stations": report.stations,
        "outside_policy": report.outside_policy,
        "ignored_heads": report.ignored_heads,
        "rates": {pace.step: round(pace.rate) for pace in report.paces},
    }


def lines(report: "Report") -> Iterator[str]:
    """For people."""
    yield n_("Jurnal: {entries} catatan, {bad} temuan.", len(report.bad)).format(
        entries=report.entries, bad=len(report.bad)
    )
    yield from (f"{finding.what}  {finding.place}" for finding in report.bad)
    for code in sorted({finding.what for finding in report.bad} & MEANINGS.keys()):
        yield f"  {code}: {_(MEANINGS[code])}"
    for station in report.stations:
        yield from _of_station(station)
    yield _("Isi yang tidak terbuka bagi akun ini: {unopened}; kasus yang dimusnahkan: {destroyed}.").format(
        unopened=report.unopened, destroyed=report.destroyed
    )
    if report.outside_policy:
        yield _(
            "Langkah kasus yang tidak ada dalam kebijakan kantor sekarang (periksa sendiri): {count}."
        ).format(count=len(report.outside_policy))
        yield from (f"  {entry_id}" for entry_id in report.outside_policy)
    if report.ignored_heads:
        yield n_(
            "{count} kepala jurnal tidak dihitung: dari kantor lain, atau tidak ditandatangani kunci yang "
            "berlaku di sini.",
            report.ignored_heads,
        ).format(count=report.ignored_heads)
    rates = {pace.step: round(pace.rate) for pace in report.paces}
    yield _(
        "Kecepatan pemeriksaan, tiap detik: {chain} tanda tangan, {replay} catatan diputar ulang, {rows} "
        "baris dibandingkan."
    ).format(**rates)


def _of_station(station: "StationReport") -> Iterator[str]:
    named = {"number": station.number, "station": station.station, "entries": station.entries}
    if station.anchored_to:
        yield _("Stasiun {number} ({station}): {entries} catatan, dijangkar sampai catatan {to}.").format(
            **named, to=station.anchored_to
        )
    else:
        yield _(
            "Stasiun {number} ({station}): {entries} catatan, tidak dijangkar: bila ekornya dipotong, tidak "
            "akan terlihat."
        ).format(**named)
    if station.begun_by is not None:
        yield _("Stasiun {number} dimulai oleh {name}.").format(number=station.number, name=station.begun_by)
    if station.lost:
        yield _(
            "{lost} catatan stasiun {number} yang pernah dilihat tidak ada lagi: penyimpanan dipulihkan dari "
            "cadangan sebelum itu."
        ).format(**named, lost=station.lost)
