"""Runs of text: what a reader sees, numbers, sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text import count, number, size, tidy, tidy_code


@pytest.mark.parametrize(
    ("line", "tidied"),
    [
        ("", ""),
        ("  早上好 ", "早上好"),
        ("\u3000\u3000两个全角空格开头", "两个全角空格开头"),
        ("一\u3000二", "一\u3000二"),
        ("a\xa0\xa0b\t c\r\nd", "a b c d"),
        ("零\u200b宽\u2060的\ufeff字\u00ad符", "零宽的字符"),
        ("坏\ufffd字", "坏字"),
        ("bell\x07 and null\x00", "bell and null"),
        ("\u200b \u3000", ""),
        ("👨\u200d👩\u200d👧 一家", "👨\u200d👩\u200d👧 一家"),
    ],
)
def test_tidy(line: str, tidied: str) -> None:
    assert tidy(line) == tidied


@given(st.text())
def test_tidy_leaves_nothing_to_tidy(line: str) -> None:
    once = tidy(line)
    assert tidy(once) == once
    assert "\ufffd" not in once
    assert not set("\n\r\t\0\xa0") & set(once)


def test_code_keeps_its_shape() -> None:
    assert tidy_code("\n\nif x:\r\n\xa0\xa0\xa0\xa0y = 1  \r\n\r\nz\ufffd\n\n") == "if x:\n    y = 1\n\nz"


@given(st.text())
def test_code_leaves_nothing_to_tidy(text: str) -> None:
    once = tidy_code(text)
    assert tidy_code(once) == once
    assert "\ufffd" not in once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("共 1,208 页", 1208),
        ("13#", 13),
        ("-", None),
        ("", None),
        (None, None),
        ("0", 0),
        ("第3页 共9页", 3),
        ("9" * 40, None),
        ("x" + "1,", 1),
        ("7" * 15, int("7" * 15)),
    ],
)
def test_number(text: str | None, found: int | None) -> None:
    assert number(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(327.2 KB, 下载次数: 2)", 335053),
        ("30 Bytes", 30),
        ("1.5 MB", 1572864),
        ("2GB", 2 << 30),
        ("12 KiB", 12288),
        ("12", None),
        ("第 3 Kapitel", None),
        ("", None),
        (None, None),
    ],
)
def test_size(text: str | None, found: int | None) -> None:
    assert size(text) == found


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    number(text)
    size(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.2.3K", None),
        ("1,234,567K", 1_234_567_000),
        ("1.5万", 15_000),
        ("3만 조회", 30_000),
        ("1,2 тыс.", 1200),
        ("1.204 Antworten", 1204),
        ("12 345", 12_345),
        ("1\u00a0204 vues", 1204),
        ("3 millions", 3),
        ("2,4k", 2400),
        ("9" * 400 + "K", None),
        ("12M", 12_000_000),
        ("1..2K", None),
    ],
)
def test_count(text: str, found: int | None) -> None:
    assert count(text) == found


@pytest.mark.parametrize(
    "text",
    ["9" * 400 + " KB", "1" * 400 + ".5 MB", "1.2.3 GB", ".," * 200 + "KB"],
    ids=["long", "long with a point", "two points", "no digits"],
)
def test_no_size(text: str) -> None:
    assert size(text) is None


@given(st.text("0123456789.,KMGB \u0660\u00b2", max_size=60))
def test_any_figure_is_read_or_not_and_never_too_large(text: str) -> None:
    for found in (number(text), count(text), size(text)):
        assert found is None or 0 <= found <= 1 << 53
