"""What addresses of phpBB, SMF, MyBB, FluxBB and UBB.threads name: every spelling of a page is one place, traps are none."""

from __future__ import annotations

import pytest

from crawler.engines import ENGINES
from crawler.forum import Target

_SID = "sid=0123456789abcdef0123456789abcdef"
_SESSION = "PHPSESSID=abcdef0123456789"

SPELLINGS = {
    ("phpbb", Target("thread", "41")): (
        "https://x.org/viewtopic.php?t=41",
        "https://x.org/viewtopic.php?f=7&t=41",
        f"https://x.org/board/viewtopic.php?{_SID}&t=41&start=0",
        "https://x.org/which-lens-t41.html",
        "https://x.org/topic41.html",
    ),
    ("phpbb", Target("thread", "41", 26)): (
        f"https://x.org/viewtopic.php?t=41&{_SID}&start=25",
        "https://x.org/which-lens-t41-s25.html",
        "https://x.org/topic41-25.html",
    ),
    ("phpbb", Target("board", "7")): (f"https://x.org/viewforum.php?f=7&{_SID}", "https://x.org/lenses-f7/", "https://x.org/forum7.html"),
    ("phpbb", Target("index", "")): ("https://x.org/", f"https://x.org/index.php?{_SID}"),
    ("smf", Target("thread", "31")): (
        "https://x.org/index.php?topic=31.0",
        "https://x.org/index.php?topic=31",
        f"https://x.org/index.php?{_SESSION}&topic=31.0",
        f"https://x.org/index.php?{_SESSION};topic=31.0;topicseen#msg5",
        "https://x.org/index.php/topic,31.0.html",
    ),
    ("smf", Target("board", "4", 21)): ("https://x.org/index.php?board=4.20", "https://x.org/index.php/board,4.20.html"),
    ("smf", Target("index", "")): ("https://x.org/", f"https://x.org/index.php?{_SESSION}", "https://x.org/index.php#c2"),
    ("mybb", Target("thread", "77", 2)): ("https://x.org/showthread.php?tid=77&page=2", "https://x.org/thread-77-page-2.html"),
    ("mybb", Target("board", "9")): (
        "https://x.org/forumdisplay.php?fid=9",
        "https://x.org/forum-9.html",
        "https://x.org/forumdisplay.php?fid=9&page=1",
    ),
    ("mybb", Target("thread", "Mantles-that-last")): (
        "https://x.org/Thread-Mantles-that-last",
        "https://x.org/Thread-Mantles-that-last?page=1",
    ),
    ("fluxbb", Target("thread", "12", 2)): (
        "https://x.org/viewtopic.php?id=12&p=2",
        "https://x.org/topic/12/mending-felt/page/2/",
        "https://x.org/topic12-p2.html",
    ),
    ("fluxbb", Target("board", "5")): ("https://x.org/viewforum.php?id=5", "https://x.org/forum/5/repairs/"),
    ("ubbthreads", Target("thread", "5100")): (
        "https://x.org/ubbthreads.php?ubb=showflat&Number=5100",
        "https://x.org/ubbthreads.php?ubb=showflat&Number=5100&page=1",
        "https://x.org/ubbthreads.php/topics/5100/Thawing_a_frozen_pump",
        "https://x.org/ubbthreads.php/topics/5100/1/Thawing_a_frozen_pump",
    ),
    ("ubbthreads", Target("board", "7", 2)): (
        "https://x.org/ubbthreads.php?ubb=postlist&Board=7&page=2",
        "https://x.org/ubbthreads.php/forums/7/2/Hand_pumps",
    ),
}
TRAPS = {
    "phpbb": (
        "https://x.org/viewtopic.php?p=19#p19",
        "https://x.org/viewtopic.php?t=41&view=print",
        "https://x.org/viewtopic.php?t=41&sk=t&sd=d",
        "https://x.org/viewforum.php?f=7&sk=s",
        "https://x.org/viewtopic.php?t=abc",
        "https://x.org/memberlist.php?mode=viewprofile&u=2",
        "https://x.org/app.php/feed/topics",
        "https://x.org/app.php/help/",
        "https://x.org/search.php?search_id=active_topics",
    ),
    "smf": (
        "https://x.org/index.php?topic=31.msg210#msg210",
        "https://x.org/index.php?topic=31.new",
        "https://x.org/index.php?topic=31.0;all",
        "https://x.org/index.php?board=4.0;sort=subject",
        "https://x.org/index.php?action=printpage;topic=31.0",
        "https://x.org/index.php?action=profile;u=2",
        "https://x.org/index.php?topic=31.0;prev_next=next",
        "https://x.org/index.php?msg=210",
    ),
    "mybb": (
        "https://x.org/showthread.php?tid=77&pid=610#pid610",
        "https://x.org/showthread.php?tid=77&action=lastpost",
        "https://x.org/thread-77-post-610.html",
        "https://x.org/thread-77-lastpost.html",
        "https://x.org/archive/index.php/thread-77.html",
        "https://x.org/forumdisplay.php?fid=9&sortby=views",
        "https://x.org/printthread.php?tid=77",
        "https://x.org/member.php?action=profile&uid=1",
    ),
    "fluxbb": (
        "https://x.org/viewtopic.php?pid=131#p131",
        "https://x.org/viewtopic.php?id=12&action=last",
        "https://x.org/profile.php?id=8",
        "https://x.org/post/45/#p45",
        "https://x.org/extern.php?action=feed&tid=12&type=rss",
    ),
    "ubbthreads": (
        "https://x.org/ubbthreads.php?ubb=showflat&Number=5103#Post5103",
        "https://x.org/ubbthreads.php/topics/5100/all/Thawing_a_frozen_pump",
        "https://x.org/ubbthreads.php/topics/5100/gonew/Thawing_a_frozen_pump",
        "https://x.org/ubbthreads.php?ubb=showprofile&User=31",
        "https://x.org/ubbthreads.php?ubb=printthread&Board=7&main=5100&type=thread",
    ),
}


@pytest.mark.parametrize(
    ("engine", "expected", "url"),
    [(engine, place, url) for (engine, place), urls in SPELLINGS.items() for url in urls],
    ids=str,
)
def test_every_spelling_names_the_place(engine: str, expected: Target, url: str) -> None:
    assert ENGINES[engine].target(url) == expected


@pytest.mark.parametrize(("engine", "url"), [(engine, url) for engine, urls in TRAPS.items() for url in urls])
def test_traps_name_nothing(engine: str, url: str) -> None:
    assert ENGINES[engine].target(url) is None
