"""With ``-a archive=1``: the pages of a job as they came, before anything is taken off or followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from twisted.web.http import RESPONSES

from crawler.store.errors import StoreError, sentence

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawler.archive.keeping import Keeper
    from crawler.store.frontier import StoreFrontier

_SECRET = frozenset((b"Cookie", b"Authorization", b"Proxy-Authorization"))


class Keep:
    """Hands every answer to a page's request to the job's archive."""

    def __init__(self, frontier: StoreFrontier, keeper: Keeper) -> None:
        self.frontier = frontier
        self.keeper = keeper

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        frontier = crawler.spider.frontier  # type: ignore[union-attr]
        return cls(frontier, frontier.keeper)

    def process_response(self, request: Request, response: Response) -> Response:
        if "context" in request.meta:
            phrase = RESPONSES.get(response.status, b"")
            headers = ((name, value) for name, values in response.headers.items() for value in values)
            try:
                self.keeper.answer(response.url, _sent(request), b"%d %s" % (response.status, phrase), headers, response.body)
            except OSError as error:  # a full disk ends the run: a page that was not kept is not read
                self.frontier.fail(StoreError(sentence(str(self.keeper.folder), error)))
        return response


def _sent(request: Request) -> bytes:
    """The request as it went over the wire, without what tells who we are to the site."""
    target = "/" + request.url.partition("://")[2].partition("/")[2]
    headers = [name + b": " + value for name, values in request.headers.items() if name not in _SECRET for value in values]
    return b"\r\n".join([f"{request.method} {target} HTTP/1.1".encode(), *headers, b"", b""])
