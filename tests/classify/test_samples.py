"""What the sample reports are taken for."""

from typing import Any

import pytest

from tests.classify.classify_reports import reports
from wbs_tui.classify.suggest import suggest


def _suggested(report: dict[str, Any]) -> Any:
    return suggest(report["title"], report["text"], [tuple(fact) for fact in report["facts"]])


@pytest.mark.parametrize("report", reports("samples"), ids=lambda report: report["id"])
def test_a_sample_gets_its_category_severity_and_jurisdiction(report: dict[str, Any]) -> None:
    suggestion = _suggested(report)
    assert suggestion.category in report["among"]
    assert suggestion.severity == report["severity"]
    assert suggestion.jurisdiction == report["jurisdiction"]
    assert suggestion.supervisory == "supervisory"
    assert suggestion.confidence >= 0.9


@pytest.mark.parametrize("report", reports("samples"), ids=lambda report: report["id"])
def test_every_reason_stands_where_it_says(report: dict[str, Any]) -> None:
    for reason in _suggested(report).reasons:
        elsewhere = [report["title"], *(value for _name, value in report["facts"])]
        if reason.start == -1:
            assert any(reason.text in place for place in elsewhere)
        else:
            assert report["text"][reason.start : reason.end] == reason.text


@pytest.mark.parametrize("report", [r for r in reports("samples") if r["jurisdiction"] == "kpk"])
def test_a_billion_is_the_reason_for_kpk(report: dict[str, Any]) -> None:
    reasons = [reason for reason in _suggested(report).reasons if reason.target == "kpk"]
    assert [reason.kind for reason in reasons] == ["amount"]


def test_advertising_is_other_with_little_confidence_and_not_supervisory() -> None:
    text = "Daftar sekarang bimtek pengadaan barang dan jasa diskon 70%. Hubungi admin."
    suggestion = suggest("DISKON 70% seminar bimtek!!!", text)
    assert suggestion.category == "other"
    assert suggestion.confidence < 0.5
    assert suggestion.supervisory == "not_supervisory"


def test_a_reply_without_a_word_of_its_own_is_placed_by_its_title() -> None:
    suggestion = suggest(
        "Re: Laporan penyimpangan Dana Desa", "Menyusulkan: nama toko material TB Maju Rambai."
    )
    assert suggestion.category == "village_funds"
    assert {reason.start for reason in suggestion.reasons} == {-1}
