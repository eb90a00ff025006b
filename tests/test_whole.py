"""Pages that break off in the middle are told from pages whose software prints no end."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response
from scrapy.utils.test import get_crawler

from crawler.middlewares.whole import Whole

WHOLE = b"<html><body>words</body></html>"


def answer(whole: Whole, url: str, body: bytes, *, thread: bool, again: bool = False) -> Request | Response:
    meta = {"context": {"row": None} if thread else {"depth": 1}} | ({"cut_at": len(body)} if again else {})
    return whole.process_response(Request(url, meta=meta), HtmlResponse(url, body=body, request=Request(url)))


@pytest.mark.parametrize(
    ("thread", "body", "is_page"),
    [
        (True, b"<html><body>words<script>read(5)</script>\n", True),
        (True, b"<html><body><p>words of a post that nobody", False),
        (False, b"<html><body>words<script>read(5)</script>\n", False),  # the site's lists are known to have an end
    ],
)
def test_threads_without_an_end_on_a_site_whose_lists_have_one(body: bytes, *, thread: bool, is_page: bool) -> None:
    """XiunoBBS 4: its lists end with ``</html>``, its threads with a script."""
    whole = Whole(get_crawler())
    for number in range(5):
        answer(whole, f"http://bbs.example/?forum-{number}.htm", WHOLE, thread=False)
    if is_page:
        assert isinstance(answer(whole, "http://bbs.example/?thread-1.htm", body, thread=thread, again=True), Response)
        assert isinstance(answer(whole, "http://bbs.example/?thread-2.htm", body, thread=thread), Response)
    else:
        with pytest.raises(ResponseDataLossError):
            answer(whole, "http://bbs.example/?thread-1.htm", body, thread=thread, again=True)


def test_where_threads_have_an_end_one_without_is_cut() -> None:
    whole = Whole(get_crawler())
    for number in range(5):
        answer(whole, f"http://bbs.example/t/{number}", WHOLE, thread=True)
    with pytest.raises(ResponseDataLossError):
        answer(whole, "http://bbs.example/t/9", b"<html><body>words<script>read(5)</script>", thread=True, again=True)
