"""Times as boards print them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.dates import NEVER, parse, stamp
from crawler.dates.order import likely_order

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 24, 8, 0, 40, tzinfo=UTC)
"""16:00:40 at the site."""


@pytest.mark.parametrize(
    ("raw", "local", "precision"),
    [
        ("2019-5-11", "2019-05-11T00:00:00", "day"),
        ("2019-05-11 10:20", "2019-05-11T10:20:00", "minute"),
        ("2019-5-1 09:02:03", "2019-05-01T09:02:03", "second"),
        ("发表于 2019-5-11 10:20", "2019-05-11T10:20:00", "minute"),
        ("2019/5/11 10:20", "2019-05-11T10:20:00", "minute"),
        ("2019.5.11", "2019-05-11T00:00:00", "day"),
        ("2019年5月11日 10:20", "2019-05-11T10:20:00", "minute"),
        ("2019年5月11日10时20分30秒", "2019-05-11T10:20:30", "second"),
        ("2019-5-11 星期六 10:20", "2019-05-11T10:20:00", "minute"),
        ("2019-5-11 下午 3:05", "2019-05-11T15:05:00", "minute"),
        ("2019-5-11 上午 12:05", "2019-05-11T00:05:00", "minute"),
        ("2019-5-11 中午 12:05", "2019-05-11T12:05:00", "minute"),
        ("2019-5-11 中午 1:05", "2019-05-11T13:05:00", "minute"),
        ("2019-5-11 中午 11:50", "2019-05-11T11:50:00", "minute"),
        ("2019-5-11 03:05 PM", "2019-05-11T15:05:00", "minute"),
        ("2019-5-11 12:05 AM", "2019-05-11T00:05:00", "minute"),
        ("2019-5-11 10:20 来自手机", "2019-05-11T10:20:00", "minute"),
        ("2019-5-11\xa010:20", "2019-05-11T10:20:00", "minute"),
        ("May 11, 2019", "2019-05-11T00:00:00", "day"),
        ("11 May 2019 10:20", "2019-05-11T10:20:00", "minute"),
        ("Sat May 11, 2019 10:20 pm", "2019-05-11T22:20:00", "minute"),
        ("May 11, 2019, 10:20 p.m.", "2019-05-11T22:20:00", "minute"),
        ("Sept. 11, 2019, 12:20 a.m.", "2019-09-11T00:20:00", "minute"),
        ("Sept. 11, 2019, 3 p.m.", "2019-09-11T15:00:00", "minute"),
        ("Sept. 11, 2019, noon", "2019-09-11T12:00:00", "minute"),
        ("Sept. 11, 2019, midnight", "2019-09-11T00:00:00", "minute"),
        ("May 11, 2019, 8 among many", "2019-05-11T00:00:00", "day"),
        ("11 мая 2019 г. 7:05", "2019-05-11T07:05:00", "minute"),
        ("11 de mayo de 2019 a las 22:20", "2019-05-11T22:20:00", "minute"),
        ("11 maj 2019 kl. 22:20", "2019-05-11T22:20:00", "minute"),
        ("11.5.2019 à 22h20", "2019-05-11T22:20:00", "minute"),
        ("2019-5-11 @ 22:20", "2019-05-11T22:20:00", "minute"),
        ("11 五月, 2019 22:20", "2019-05-11T22:20:00", "minute"),
        ("十二月 11, 2019 22:20", "2019-12-11T22:20:00", "minute"),
        ("5月 11, 2019", "2019-05-11T00:00:00", "day"),
        ("22:20 11.5.2019", "2019-05-11T22:20:00", "minute"),
        ("2019년 5월 11일 10:20 오후", "2019-05-11T22:20:00", "minute"),
    ],
)
def test_absolute(raw: str, local: str, precision: str) -> None:
    assert parse(raw, NOW, CHINA)[::2] == (f"{local}+08:00", precision)


@pytest.mark.parametrize(
    ("raw", "local", "precision"),
    [
        ("刚刚", "2026-11-24T16:00:00", "minute"),
        ("30 秒前", "2026-11-24T16:00:00", "minute"),
        ("5 分钟前", "2026-11-24T15:55:00", "minute"),
        ("5\xa0分钟前", "2026-11-24T15:55:00", "minute"),
        ("半小时前", "2026-11-24T15:30:00", "minute"),
        ("半小時前", "2026-11-24T15:30:00", "minute"),
        ("3 分鐘前", "2026-11-24T15:57:00", "minute"),
        ("3 小时前", "2026-11-24T00:00:00", "day"),
        ("20 小时前", "2026-11-23T00:00:00", "day"),
        ("6 天前", "2026-11-18T00:00:00", "day"),
        ("2 周前", "2026-11-10T00:00:00", "day"),
        ("今天 09:10", "2026-11-24T09:10:00", "minute"),
        ("昨天 12:00", "2026-11-23T12:00:00", "minute"),
        ("前天 08:05:06", "2026-11-22T08:05:06", "second"),
        ("昨天", "2026-11-23T00:00:00", "day"),
        ("昨天 下午 3:05", "2026-11-23T15:05:00", "minute"),
        ("Yesterday, 10:30 PM", "2026-11-23T22:30:00", "minute"),
        ("发表于昨天上午 09:10", "2026-11-23T09:10:00", "minute"),
        ("Hier, 22h30", "2026-11-23T22:30:00", "minute"),
        ("Вчера в 22:30", "2026-11-23T22:30:00", "minute"),
        ("Oggi, 09:10", "2026-11-24T09:10:00", "minute"),
        ("Ayer, 22:30 hs", "2026-11-23T22:30:00", "minute"),
        ("March 15th 18 10:12 PM by Ada", "2018-03-15T22:12:00", "minute"),
        ("Aug 3, 25, 8:31 pm", "2025-08-03T20:31:00", "minute"),
        ("Today at 5:06 am", "2026-11-24T05:06:00", "minute"),
        ("a minute ago", "2026-11-24T15:59:00", "minute"),
        ("2 hours ago", "2026-11-24T00:00:00", "day"),
        ("1小时5分钟前", "2026-11-24T00:00:00", "day"),
        ("20 hours, 5 minutes ago", "2026-11-23T00:00:00", "day"),
        ("11-20 10:20", "2026-11-20T10:20:00", "minute"),
        ("12-20 10:20", "2025-12-20T10:20:00", "minute"),
        ("11-24 23:59", "2025-11-24T23:59:00", "minute"),
        ("3-2", "2026-03-02T00:00:00", "day"),
        ("02-29 10:20", "2024-02-29T10:20:00", "minute"),
    ],
)
def test_relative(raw: str, local: str, precision: str) -> None:
    assert parse(raw, NOW, CHINA)[::2] == (f"{local}+08:00", precision)


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("2019-05-11T10:20:30Z", "2019-05-11T10:20:30+00:00"),
        ("2019-05-11T10:20:30+00:00", "2019-05-11T10:20:30+00:00"),
        ("2019-05-11T10:20:30.123-0430", "2019-05-11T10:20:30-04:30"),
        ("2019-05-11 10:20 +08:00", "2019-05-11T10:20:00+08:00"),
        ("2019-05-11T10:20:30", "2019-05-11T10:20:30+08:00"),
    ],
)
def test_zones(raw: str, iso: str) -> None:
    assert parse(raw, NOW, CHINA).iso == iso


def test_yesterday_is_the_site_s() -> None:
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert parse("昨天 23:00", late, CHINA).iso == "2026-11-24T23:00:00+08:00"
    assert parse("昨天 23:00", late, UTC).iso == "2026-11-23T23:00:00+00:00"


@pytest.mark.parametrize(
    "raw",
    [
        *("-", "楼主", "来自手机", "12", "2019", "2019-13-45", "2019-02-30 10:00", "0000-00-00", "2019-5-11 25:61", "几天前", "1557541200"),
        *("99999999999999999999 天前", "2019-05-11T10:20:30+99:99", "9" * 500, "前" * 500),
        *("08:15", "10:30 PM", "March 2019", "13-40", "02-30 10:20"),
    ],
)
def test_unreadable(raw: str) -> None:
    found = parse(raw, NOW, CHINA)
    assert found.iso is found.precision is None
    assert raw.startswith(found.raw or "-")


def test_nothing_shown() -> None:
    assert parse(None, NOW, CHINA) == parse("", NOW, CHINA) == NEVER


_PIECES = st.sampled_from([*"0123456789年月日时分秒前昨天今 :-/.+TZ", "小时前", "分钟前", "ago", "May", "PM", "星期六", "上午"])


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40) | st.lists(_PIECES, max_size=14).map("".join))
def test_any_text_is_read(raw: str) -> None:
    found = parse(raw, NOW, CHINA)
    assert (found.iso is None) == (found.precision is None)
    if found.iso:
        moment = datetime.fromisoformat(found.iso)
        assert moment.tzinfo
        assert found.precision != "day" or (moment.hour, moment.minute, moment.second) == (0, 0, 0)


@given(st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2026-11-23")))
def test_what_discuz_prints_is_read_back(moment: datetime) -> None:
    printed = f"{moment.year}-{moment.month}-{moment.day} {moment:%H:%M:%S}"
    assert parse(printed, NOW, CHINA).iso == moment.replace(microsecond=0, tzinfo=CHINA).isoformat()


def test_stamp() -> None:
    assert stamp(1_700_000_000, CHINA) == "2023-11-15T06:13:20+08:00"
    assert stamp(0, CHINA) is None
    assert stamp(1e30, CHINA) is None
    assert stamp(float("nan"), CHINA) is None


@pytest.mark.parametrize(
    ("dates", "leads"),
    [
        (["03/11/2025 22:12", "04/11/2025 01:12", "01.02.2019"], True),
        (["11-03-2025", "11-04-2025, 1:12 pm"], False),
        (["3.11.2025", "03.11.2025"], None),
        (["03/11/2025", "04/12/2025"], None),
        (["03/11/2025", "04/11/2025", "11/03/2026", "11/04/2026"], None),
    ],
)
def test_the_number_that_changes_from_post_to_post_is_the_day(dates: list[str], leads: bool | None) -> None:
    assert likely_order(dates) is leads
