"""Pages become text, and nothing in them is obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.intake.html import html_to_text
from wbs_tui.text.clean import clean


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<!-- komentar -->", ""),
        ("teks saja", "teks saja"),
        ("<p>satu<p>dua", "satu\n\ndua"),
        ("satu<br>dua", "satu\ndua"),
        ("<ul><li>satu<li>dua</ul>", "* satu\n  * dua"),
        ("a &amp; b &lt;c&gt; &eacute;", "a & b <c> é"),
        ("<p>a</p><script>x</script><style>y</style><noscript>z</noscript><p>b", "a\n\nb"),
        ("<head><title>judul</title></head><body>isi", "isi"),
        ("<img src='http://pelacak.contoh/p.gif' alt='x'>isi", "isi"),
        ("<iframe src='http://x.contoh'>a</iframe><object>b</object><svg><text>c</text></svg>isi", "isi"),
        ("<a href='https://drive.contoh/f'>bukti</a> ini", "bukti <https://drive.contoh/f> ini"),
        ("<a href='https://drive.contoh/f'>https://drive.contoh/f</a>", "https://drive.contoh/f"),
        ("<a href='javascript:alert(1)'>klik</a>", "klik"),
        ("&#27;[2Jisi&#x202e;", "isi"),
        ("<a href='https://x.contoh/&#27;[2J'>a</a>", "a <https://x.contoh/>"),
        ("<?xml version='1.0' encoding='utf-16'?><p>isi", "isi"),
        (
            "<table><tr><td>Harga</td><td>Rp 5</td></tr><tr><td>HPS</td><td>Rp 9</td></tr></table>",
            "Harga Rp 5\nHPS Rp 9",
        ),
        ("<p style='padding-left: 99999999em; margin-top: 99999999em'>isi", "isi"),
        ("<td>x</td>" + "<td style='width:9999999px'>y", "x y"),
    ],
)
def test_pages(html: str, text: str) -> None:
    lines = (line.strip() for line in html_to_text(html).splitlines())
    assert "\n".join(lines) == "\n".join(line.strip() for line in text.splitlines())


def test_a_table_cannot_ask_for_more_than_it_holds() -> None:
    html = "<table><tr><td>" + "x" * 20_000 + "</td><td>y</td></tr>" + "<tr><td>a</td><td>b</td></tr>" * 5_000
    assert len(html_to_text(html)) < len(html)


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>"])
@pytest.mark.parametrize("depth", [300, 1_000, 20_000])
def test_words_nested_beyond_reason_are_still_read(opening: str, depth: int) -> None:
    assert "rahasia" in html_to_text(opening * depth + "rahasia")


@given(st.text(st.sampled_from("<>/!-&;#x20'\"= abdivtrhefpscou\x1b\x00\u202e\ud800\uffff\n"), max_size=200))
def test_any_markup_becomes_clean_text(html: str) -> None:
    text = html_to_text(html)
    assert text == clean(text)
