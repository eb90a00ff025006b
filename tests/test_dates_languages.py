"""Times in many languages (``dates.tsv``), and what a page says of its own habits."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import Calendar, parse
from crawler.dates.calendar import SiteZone
from crawler.dates.eras import HIJRI, JALALI, common
from crawler.dates.spot import date_in, maybe
from crawler.dates.words import rows
from crawler.engines import named
from crawler.forum import ThreadPage
from crawler.items import encode
from crawler.page import Page
from crawler.reading import read
from crawler.testing.fixture import read_page

NOW = datetime(2026, 11, 24, 8, 0, 40, tzinfo=UTC)
TABLE = [tuple(line.split("\t")) for line in (Path(__file__).parent / "dates.tsv").read_text(encoding="utf-8").splitlines()[1:]]
LANGUAGES = sorted({language for languages, _, _ in rows() for language in languages} | {"", "en-GB", "pt-BR", "zh-TW", "xx"})


@pytest.mark.parametrize(("language", "printed", "expected"), TABLE)
def test_a_time_in_its_language(language: str, printed: str, expected: str) -> None:
    found = parse(printed, Calendar(NOW, language), UTC)
    if len(expected) > 10 or not expected:
        assert (found.iso or "")[:16] == expected
    else:
        assert ((found.iso or "")[:10], found.precision) == (expected, "day")


def test_the_table_has_many_languages() -> None:
    assert len({language.partition("-")[0] for language, _, _ in TABLE}) >= 35


@pytest.mark.parametrize(
    ("language", "shown", "printed", "local"),
    [
        ("es", (), "03/04/2024 10:00", "2024-04-03"),
        ("en", (), "03/04/2024 10:00", "2024-03-04"),
        ("en-US", (), "03-04-2024 10:00", "2024-03-04"),
        ("en-NZ", (), "03-04-2024 10:00", "2024-04-03"),
        ("", (), "03-04-2024 10:00", "2024-03-04"),
        ("fr", ("12/25/2023, 08:00",), "03/04/2024 10:00", "2024-03-04"),
        ("en-US", ("25/12/2023",), "03/04/2024 10:00", "2024-04-03"),
        ("fr", ("12/25/2023", "25/12/2023"), "03/04/2024 10:00", "2024-04-03"),
        ("en-US", (), "Wed, 03/04/2024", "2024-04-03"),
        ("fr", (), "lun. 03/04/2024", "2024-03-04"),
        ("fr", (), "dim. 03/04/2024", "2024-04-03"),
        ("en-US", (), "3.4.2024", "2024-04-03"),
    ],
)
def test_day_or_month_first(language: str, shown: tuple[str, ...], printed: str, local: str) -> None:
    found = parse(printed, Calendar(NOW, language, texts=lambda: shown), UTC).iso
    assert found is not None
    assert found[:10] == local


@pytest.mark.parametrize(
    ("era", "day", "expected"),
    [
        (JALALI, (1375, 1, 1), "1996-03-20"),
        (JALALI, (1399, 12, 30), "2021-03-20"),
        (JALALI, (1400, 1, 1), "2021-03-21"),
        (JALALI, (1404, 1, 1), "2025-03-21"),
        (JALALI, (1408, 12, 30), "2030-03-20"),
        (HIJRI, (1441, 1, 1), "2019-09-01"),
        (HIJRI, (1446, 9, 1), "2025-03-01"),
    ],
)
def test_other_calendars(era: str, day: tuple[int, int, int], expected: str) -> None:
    assert common(era, *day).isoformat() == expected


@given(st.integers(1370, 1440), st.integers(1, 11))
def test_a_jalali_month_follows_the_one_before(year: int, month: int) -> None:
    assert (common(JALALI, year, month + 1, 1) - common(JALALI, year, month, 1)).days == (31 if month < 7 else 30)


@pytest.mark.parametrize(
    "printed",
    ["27/11/1435", "1394/11/27", "27/11/2559", "1970-01-01", "1989-12-30", "2027-01-02", "01/01/1970 00:00", "0001-01-01T00:00:00Z"],
)
def test_nothing_outside_of_what_can_be(printed: str) -> None:
    assert parse(printed, Calendar(NOW, "en"), UTC).iso is None


# Zones ----------------------------------------------------------------------------------------------------------------------------------


def test_an_unknown_zone_is_said() -> None:
    found = parse("2026-11-20 10:00", Calendar(NOW, "de"))
    assert (found.iso, found.inferred) == ("2026-11-20T10:00:00+01:00", ("timezone",))


@pytest.mark.parametrize("printed", ["2026-11-20T10:00:00Z", "20 November 2026 10:00 UTC", "2026-11-20 12:00 (GMT+2)"])
def test_a_time_with_its_own_zone_is_not_inferred(printed: str) -> None:
    found = parse(printed, Calendar(NOW, "en"))
    assert found.iso is not None
    assert datetime.fromisoformat(found.iso) == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert found.inferred == ()


def test_the_option_goes_before_the_software_and_the_page() -> None:
    calendar = Calendar(NOW, "de", ZoneInfo("Asia/Tokyo"), lambda: ("All times are GMT +2",))
    assert parse("2026-11-20 10:00", calendar, UTC)[:1] == ("2026-11-20T10:00:00+09:00",)


@pytest.mark.parametrize(("foot", "offset"), [("All times are GMT +5.5", None), ("Times: UTC+03:00", 3), ("Alle Zeiten sind UTC", 0)])
def test_the_page_s_foot_names_its_zone(foot: str, offset: int | None) -> None:
    found = parse("2026-11-20 10:00", Calendar(NOW, "de", texts=lambda: ("post", foot)))
    assert found.iso is not None
    moved = datetime.fromisoformat(found.iso).utcoffset()
    if offset is not None:
        assert (moved, found.inferred) == (timedelta(hours=offset), ())


@pytest.mark.parametrize(
    ("shown", "hours"), [("Today, 16:00", 8), ("2026-11-24 10:30", 3), ("2026-11-24 07:59", 0), ("2026-11-20 23:59", 0)]
)
def test_a_guess_lets_nothing_come_from_the_future(shown: str, hours: int) -> None:
    found = parse("2026-11-20 10:00", Calendar(NOW, "en", texts=lambda: (shown,)))
    assert found.iso is not None
    assert datetime.fromisoformat(found.iso).utcoffset() == timedelta(hours=hours)
    assert found.inferred == ("timezone",)


@pytest.mark.parametrize(("known", "inferred"), [(True, ()), (False, ("timezone",))])
def test_one_zone_a_site(known: bool, inferred: tuple[str, ...]) -> None:
    first = Calendar(NOW, "en", learned=SiteZone(timezone(timedelta(hours=4)), known))
    found = parse("2026-11-20 10:00", first)
    assert (found.iso, found.inferred) == ("2026-11-20T10:00:00+04:00", inferred)
    assert first.taught == SiteZone(timezone(timedelta(hours=4)), known)


FLUX = """<html lang="{language}"><head><title>Tongs</title></head><body><div id="punviewtopic" class="pun"><div id="brdmain">
<div id="p7" class="blockpost"><h2><span><span class="conr">#1</span> <a href="viewtopic.php?pid=7#p7">{when}</a></span></h2>
<div class="box"><div class="postleft"><dl><dt><strong>Alder</strong></dt></dl></div><div class="postright"><div class="postmsg"><p>Hot.</p>
</div></div></div></div></div></div></body></html>"""


@pytest.mark.parametrize(
    ("language", "when", "created"),
    [("fr", "Hier 22:10:05", "2026-11-23T22:10:05+01:00"), ("pl", "Dzisiaj 07:10:05", "2026-11-24T07:10:05+01:00")],
)
def test_a_post_says_what_is_inferred(language: str, when: str, created: str) -> None:
    page = Page(FLUX.format(language=language, when=when).encode(), "https://f.example/viewtopic.php?id=3", fetched_at=NOW)
    reading = read(page)
    assert isinstance(reading, ThreadPage)
    post = reading.posts[0].post
    assert (post.created_at, post.inferred) == (created, ["timezone"])
    assert b'"inferred":["timezone"]' in encode(post)


def test_nothing_inferred_leaves_the_line_as_it_was() -> None:
    page = Page(
        FLUX.format(language="fr", when="Hier 22:10:05").encode(), "https://f.example/viewtopic.php?id=3", fetched_at=NOW, timezone=UTC
    )
    reading = named("fluxbb").read(page)
    assert isinstance(reading, ThreadPage)
    assert b"inferred" not in encode(reading.posts[0].post)


@pytest.mark.parametrize(
    ("dates", "language", "created", "inferred"),
    [
        (("03-04-2024 10:20",), "en", "2024-03-04", True),
        (("03/04/2024",), "", "2024-03-04", True),
        (("03/04/2024",), "en-gb", "2024-04-03", False),
        (("04-04-2024",), "en", "2024-04-04", False),
        (("13-04-2024",), "en", "2024-04-13", False),
        (("Wed 03-04-2024",), "en", "2024-04-03", False),
        (("03-04-2024", "25-12-2023"), "en", "2024-04-03", False),
        (("10/11/2026", "03/12/2026"), "en", "2026-10-11", False),
        (("11/10/2026", "12/02/2026"), "en", "2026-10-11", False),
        (("25.08.04 10:20",), "en", "2004-08-25", True),
        (("25.08.04",), "de", "2004-08-25", False),
        (("25.08.04", "25.08.27"), "en", "2025-08-04", False),
        (("24/08/04", "24/08/9", "24/09/11"), "", "2024-08-04", False),
        (("04.08.25 10:20", "11.08.25 09:00"), "en", "2025-08-04", False),
        (("04/08/25", "27/08/25"), "en", "2025-08-04", False),
        (("25.08.01", "24.08.01", "26.11.24"), "en", "2025-08-01", False),
        (("25/8/14",), "zh-cn", "2025-08-14", False),
        (("25.10.01", "26.11.01"), "zh-cn", "2025-10-01", False),
        (("14/8/25", "30/8/25"), "zh-hk", "2025-08-14", False),
    ],
)
def test_an_order_that_is_guessed_is_said(dates: tuple[str, ...], language: str, created: str, inferred: bool) -> None:
    """The last rows, seen on 24 November 2026: a date of December is in the future, and tells where the other order is not."""
    found = parse(dates[0], Calendar(NOW, language, UTC, lambda: dates))
    assert found.iso
    assert (found.iso[:10], found.inferred) == (created, ("created_at",) if inferred else ())


@pytest.mark.parametrize("order", [rb"\1-\2-\3", rb"\2-\1-\3", rb"\3-\2-\1"])
def test_short_years_of_mybb_in_each_order(order: bytes) -> None:
    """The clock at the page's foot shows the day of the fetch."""
    folder = Path(__file__).parent / "fixtures" / "mybb" / "thread-short-years"
    body = re.sub(rb"\b(\d\d)-(\d\d)-(\d\d)(?=, )", order, (folder / "page.html").read_bytes())
    reading = named("mybb").read(read_page(folder, body))
    assert isinstance(reading, ThreadPage)
    assert [(made.post.created_at or "")[:16] for made in reading.posts] == ["2025-11-03T22:12", "2025-11-04T01:12"]


# Where a time stands --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("vor 3 Tagen", "de"),
        ("Hôm qua, 12:00", "vi"),
        ("5 kesäkuuta 2019", "fi"),
        ("منذ 3 أيام", "ar"),
        ("3 gün önce", "tr"),
        ("há 2 horas", "pt"),
        ("٠٥/١٠/٢٠١١ ٠٨:٢٣ ص", "ar"),
        ("방금 전", "ko"),
        ("半小时前", "zh"),
    ],
)
def test_a_time_is_seen_in_the_page_s_language(text: str, language: str) -> None:
    assert date_in(text, language) is not None


@pytest.mark.parametrize(
    ("text", "language", "start"),
    [
        ("つぐみ 平成31年4月2日", "ja", 4),
        ("by hazel, 5-2 08:15", "zh", 10),
        ("Dienstag um 08:15", "de", 0),
        ("posted last Friday at 8:15 AM", "en", 7),
        ("Wednesday 5th of October 2011", "en", 10),
    ],
)
def test_a_time_is_seen_whole(text: str, language: str, start: int) -> None:
    assert date_in(text, language) == start


@pytest.mark.parametrize(
    ("text", "language"), [("vor einer Stunde", "de"), ("час назад", "ru"), ("منذ يومين", "ar"), ("剛剛", "zh-tw"), ("Posted today", "")]
)
def test_a_time_without_a_number_is_asked_for(text: str, language: str) -> None:
    assert maybe(language).search(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [("Seite 2 von 3", "de"), ("3 Antworten", "de"), ("hier klicken", "fr"), ("Версия 2", "ru"), ("2 respuestas hoy", "es")],
)
def test_other_words_are_no_time(text: str, language: str) -> None:
    assert date_in(text, language) is None


# Any text -------------------------------------------------------------------------------------------------------------------------------

_WORDS = sorted({word for _, _, words in rows() for word in words})
_PIECES = st.sampled_from(_WORDS) | st.sampled_from(
    [*"0123456789", " ", ":", "-", "/", ".", ",", "{", "}", "年", "半", "٣", "2019", "1394", "2559", "10:20"]
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=70) | st.lists(_PIECES, max_size=12).map(" ".join), st.sampled_from(LANGUAGES), st.booleans())
def test_any_text_is_read_or_not(raw: str, language: str, known: bool) -> None:
    found = parse(raw, Calendar(NOW, language), UTC if known else None)
    assert (found.iso is None) == (found.precision is None)
    if found.iso:
        moment = datetime.fromisoformat(found.iso)
        assert moment.tzinfo is not None
        assert datetime(1989, 12, 31, tzinfo=UTC) <= moment <= NOW + timedelta(days=366)
    date_in(raw, language)
