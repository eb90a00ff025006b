"""The name under which sites see the crawler: honest, and in no view but the desktop's."""

from __future__ import annotations

import os

NAME = "Boardfeed/0.1"
NO_CONTACT = "+https://boardfeed.example"
"""What stands in the name while nobody has said who crawls: a reserved name that reaches nobody."""
ROBOT_WORDS = ("bot", "crawl", "spider", "slurp", "sohu-search", "lycos", "robozilla")
"""Discuz! X serves its robot view (no floors) to names that hold one of these."""
TOUCH_WORDS = (
    *(
        "iphone",
        "android",
        "phone",
        "mobile",
        "wap",
        "netfront",
        "java",
        "opera mobi",
        "opera mini",
        "ucweb",
        "windows ce",
        "symbian",
        "series",
    ),
    *(
        "webos",
        "sony",
        "blackberry",
        "dopod",
        "nokia",
        "samsung",
        "palmsource",
        "xda",
        "pieplus",
        "meizu",
        "midp",
        "cldc",
        "motorola",
        "foma",
    ),
    *(
        "docomo",
        "up.browser",
        "up.link",
        "blazer",
        "helio",
        "hosin",
        "huawei",
        "novarra",
        "coolpad",
        "techfaith",
        "alcatel",
        "amoi",
        "ktouch",
    ),
    *(
        "nexian",
        "ericsson",
        "philips",
        "sagem",
        "wellcom",
        "bunjalloo",
        "maui",
        "smartphone",
        "iemobile",
        "spice",
        "bird",
        "zte-",
        "longcos",
    ),
    *(
        "pantech",
        "gionee",
        "portalmmm",
        "jig browser",
        "hiptop",
        "benq",
        "haier",
        "320x320",
        "240x320",
        "176x220",
        "mot",
        "nec",
        "lg",
        "sharp",
    ),
)
"""Discuz! X serves its touch view (relative times without their dates) to names that hold one of these, even inside a word."""


def user_agent(contact: str | None = None) -> str:
    """The User-Agent; ``contact`` (default: the environment's BOARDFEED_CONTACT) is a URL or mail address for the site's owner."""
    contact = contact or os.environ.get("BOARDFEED_CONTACT", "")
    return f"{NAME} (+{contact})" if contact else f"{NAME} ({NO_CONTACT})"


def wrong_view(name: str) -> str | None:
    """The word in a User-Agent that would bring another view than the desktop's; None when there is none.

    >>> wrong_view("Boardfeed/0.1 (+mailto:remote@example.org)")
    'mot'
    """
    lowered = name.lower()
    return next((word for word in ROBOT_WORDS + TOUCH_WORDS if word in lowered), None)
