"""What holds for every suggestion, whatever the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wbs_tui.classify.shipped import lexicon
from wbs_tui.classify.suggest import suggest

_PIECES = st.sampled_from(
    [
        "Dana Desa",
        "DANA  desa",
        "suap",
        "disuap",
        "Rp 4,8 miliar",
        "Bupati",
        "Kepala Desa",
        "tanpa\nkuitansi",
        "pungli,",
        "5 Agustus 2026",
        "Desa Sungai Rambai",
        "mark-up",
        "jual beli",
        "jabatan",
        "tidak ada",
        "bukan",
        "Yth.",
        "İ",
        "ß",
        "\u202e",
        "\x1b[2J",
        "[bold]",
        "Rp",
        "juta",
        "dua ratus",
        "ribu",
        "per keluarga",
        "60 keluarga",
        "SD 12",
        "Kota",
        "mohon",
        "kepada",
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=5))).map(" ".join))
_FACTS = st.lists(st.tuples(st.sampled_from(["amount_idr", "who", "where", "when", "?"]), _TEXTS), max_size=4)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, _TEXTS, _FACTS)
def test_no_text_raises_and_every_reason_can_be_highlighted(
    title: str, text: str, facts: list[tuple[str, str]]
) -> None:
    suggestion = suggest(title, text, facts)
    assert suggestion == suggest(title, text, facts)
    assert 0 <= suggestion.confidence <= 1
    assert suggestion.alternatives[0] == (suggestion.category, suggestion.confidence)
    assert len(suggestion.alternatives) <= 3
    for reason in suggestion.reasons:
        assert reason.text
        if reason.start == -1:
            assert reason.end == -1
        else:
            assert text[reason.start : reason.end] == reason.text


def test_a_text_without_any_known_word_is_left_to_the_officer() -> None:
    suggestion = suggest("", "Zzz qqq.")
    assert (suggestion.category, suggestion.confidence) == ("other", 0.0)
    assert suggestion.reasons == ()


def test_the_suggestion_names_its_lexicon() -> None:
    assert suggest("", "suap").lexicon_version == lexicon().file.version


def test_a_word_in_the_title_counts_and_stands_outside_the_text() -> None:
    reasons = suggest("Pungli di loket", "Mohon ditindak.").reasons
    assert [(reason.text, reason.start, reason.end) for reason in reasons] == [
        ("Pungli", -1, -1),
        ("loket", -1, -1),
    ]


def test_the_longest_phrase_is_the_reason() -> None:
    reasons = suggest("", "Ada jual beli jabatan di dinas.").reasons
    assert ("jual beli jabatan", 4, 21) in [(reason.text, reason.start, reason.end) for reason in reasons]


def test_a_phrase_may_break_over_a_line_but_not_over_a_sentence() -> None:
    assert suggest("", "uang dana\ndesa habis").category == "village_funds"
    assert suggest("", "soal dana. desa kami aman").confidence < 0.2


def test_inflected_and_colloquial_forms_are_known() -> None:
    for text in (
        "dia menyuap pejabat",
        "pejabat disuap",
        "kami terpaksa nyuap",
        "soal penyuapan",
        "uang suapnya",
    ):
        assert suggest("", text).category == "bribery", text


def test_a_denial_is_no_sign() -> None:
    assert suggest("", "Itu bukan suap.").confidence == 0
    assert suggest("", "Di sini tidak ada pungli.").confidence == 0


def test_the_same_word_again_adds_nothing() -> None:
    assert suggest("", "gratifikasi").confidence == suggest("", "gratifikasi, gratifikasi").confidence
    assert suggest("", "dana desa").confidence == suggest("", "Dana  Desa dan dana\ndesa").confidence
    assert suggest("", "menyuap").confidence == suggest("", "menyuap lalu disuap").confidence


def test_the_title_strengthens_its_own_words_only() -> None:
    def weights(title: str) -> dict[str, float]:
        reasons = suggest(title, "suap dan sogok").reasons
        return {reason.text: reason.weight for reason in reasons if reason.kind == "term"}

    plain, titled = weights(""), weights("Suap")
    assert titled["suap"] > plain["suap"]
    assert titled["sogok"] == plain["sogok"]


def test_more_signs_give_more_confidence() -> None:
    weak, strong = suggest("", "pengadaan"), suggest("", "pengadaan, HPS dan pokja, pemenang diatur")
    assert weak.category == strong.category == "procurement"
    assert weak.confidence < 0.5 < strong.confidence


def test_two_matters_share_the_confidence_and_both_are_offered() -> None:
    suggestion = suggest("", "Bansos dipotong dan aset daerah disewakan.")
    assert suggestion.confidence < 0.9
    assert {"social_aid", "regional_assets"} <= set(dict(suggestion.alternatives))


@pytest.mark.parametrize(
    "piece",
    ["1.", "dua ", "9", "Desa ", "Rp 5 per orang ", "2024 ", "kepada Bupati ", "jual beli ", "\n", "Rp 1,1"],
)
def test_a_report_made_to_be_slow_is_read_all_the_same(piece: str) -> None:
    suggestion = suggest("", "suap " + piece * (1_000_000 // len(piece)))
    assert "bribery" in dict(suggestion.alternatives)


def test_a_field_that_is_no_amount_is_no_fact() -> None:
    for digits in ("9" * 5_000, "-5", "1e9", "", "satu"):
        assert suggest("", "suap", [("amount_idr", digits)]).jurisdiction == "inspectorate"
