"""Pictures: each downloaded once, kept as it came, tied to its post.  On with ``-a images=1``."""

from __future__ import annotations

import logging
from asyncio import Semaphore
from collections import defaultdict
from hashlib import sha1
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.pipelines.files import FilesPipeline
from scrapy.pipelines.media import FileInfo, FileInfoOrError, MediaPipeline
from scrapy.utils.asyncio import run_in_thread
from scrapy.utils.datatypes import LocalCache
from scrapy.utils.defer import ensure_awaitable

from crawler.crawl import failures
from crawler.images.downloads import Downloads
from crawler.images.folder import WholeFiles, place
from crawler.items import FileError, Image, ImageFile, Post
from crawler.urls import identity, site

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

AT_HAND = 10_000
"""Pictures whose files are remembered in memory; the list of downloads knows them all."""
_STATUSES: dict[int, FileError] = {404: "missing", 410: "missing", 401: "refused", 403: "refused", 429: "refused", 451: "refused"}
_FAILURES: dict[str, FileError] = {"robots": "robots", "private": "private", "too_large": "too_large", "cut_off": "truncated"}
_PASSING: tuple[FileError, ...] = ("robots", "private", "network", "http", "storage")
"""Failures that say nothing about the picture: in the next run it is asked for again."""


class Found(FileInfo):
    """What became of a picture, as Scrapy's media pipeline hands it on."""

    picture: ImageFile | FileError


class ByIdentity:
    """One fingerprint for all addresses of a picture, whatever token they carry."""

    def fingerprint(self, request: Request) -> bytes:
        return sha1(identity(request.url).encode(), usedforsecurity=False).digest()


class ImagesPipeline(FilesPipeline):
    """Scrapy's media pipeline (its queues, waiting and storages), keyed by what an address names, with files named by their sha256.

    A picture that cannot be had leaves its reason in ``file_error``; the post goes on.
    """

    MEDIA_NAME = "picture"
    STORE_SCHEMES = FilesPipeline.STORE_SCHEMES | {"": WholeFiles, "file": WholeFiles}

    def __init__(self, store_uri: str, downloads: Downloads, *, crawler: Crawler) -> None:
        from crawler.images.file import Limits, identify  # noqa: PLC0415  (Pillow is an extra)

        super().__init__(store_uri, crawler=crawler)
        self._fingerprinter = ByIdentity()
        self.downloads = downloads
        self.limits = Limits(crawler.settings.getint("IMAGES_MAX_BYTES"), crawler.settings.getint("IMAGES_MAX_PIXELS"))
        self.identify = identify
        self.turns: defaultdict[str, Semaphore] = defaultdict(
            lambda: Semaphore(max(1, crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")))
        )
        """Per host, for Scrapy 2.19 lets all that waits in a slot go at once when there is no delay, whatever the slot's concurrency."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings, options = crawler.settings, crawler.spider.options  # type: ignore[union-attr]
        if not options.images:
            raise NotConfigured
        cls._update_stores(settings)
        folder = Path(settings.get("STORE_DIR") or "var", getattr(options, "job", None) or "")
        uri = place(settings["IMAGES_STORE"], folder)
        return cls(uri, Downloads(folder / "images.sqlite", uri), crawler=crawler)

    def open_spider(self, spider: Spider | None = None) -> None:
        super().open_spider()
        self.spiderinfo.downloaded = LocalCache(AT_HAND)

    def close_spider(self) -> None:
        """The list of downloads is closed with the crawl."""
        self.downloads.close()

    def get_media_requests(self, item: Post, info: MediaPipeline.SpiderInfo) -> list[Request]:
        return [self.ask(image, item) for image in _addressed(item)]

    def ask(self, image: Image, post: Post) -> Request:
        """The request for a picture: from its thread, as a reader's browser makes it (Discuz' refcheck wants the Referer)."""
        headers = {"Referer": post.thread.url or post.url, "Accept": "image/*,*/*;q=0.5"}
        return Request(image.url, headers=headers, meta={"allow_offsite": True, "download_maxsize": self.limits.bytes})

    async def media_to_download(self, request: Request, info: MediaPipeline.SpiderInfo, *, item: Any = None) -> Found:  # type: ignore[override]
        """What the list of downloads knows, else what the site gives."""
        address = identity(request.url)
        found = self.known(address)
        if found is None:
            found = await self.download(request)
            self.count(found)
            if not isinstance(found, ImageFile) and found not in _PASSING:
                self.downloads.keep(address, found)
        path, digest = (found.path, found.sha256) if isinstance(found, ImageFile) else ("", None)
        return Found(url=request.url, path=path, checksum=digest, status="downloaded", picture=found)

    def known(self, address: str) -> ImageFile | FileError | None:
        """The picture from an earlier post or run, if it is still in the folder."""
        found = self.downloads.find(address)
        if isinstance(found, ImageFile) and isinstance(self.store, WholeFiles) and not self.store.holds(found.path, found.bytes):
            return None
        if found is not None:
            self.crawler.stats.inc_value("images/known")
        return found

    async def download(self, request: Request) -> ImageFile | FileError:
        """Fetches and stores a picture, or says why not."""
        try:
            async with self.turns[site(request.url)]:
                response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever a downloader raises: the post goes on
            kind = failures.classify(error)
            logger.info("No picture from %s: %s", request.url, failures.SENTENCES[kind])
            return _FAILURES.get(kind, "network")
        return await self.keep(response, request)

    async def keep(self, response: Response, request: Request) -> ImageFile | FileError:
        """Stores the picture that an answer brings."""
        from crawler.images.file import BadPicture  # noqa: PLC0415  (Pillow is an extra)

        if response.status != 200:
            return _STATUSES.get(response.status, "http")
        try:
            file = await run_in_thread(self.identify, response.body, self.limits)
            await self.store_and_record(file, response.body, identity(request.url))
        except BadPicture as bad:
            logger.info("No picture from %s: %s", request.url, bad.reason)
            return bad.reason
        except Exception:
            logger.exception("Cannot store the picture from %s", request.url)
            return "storage"
        return file

    async def store_and_record(self, file: ImageFile, data: bytes, address: str) -> None:
        """Makes a picture durable.  A folder can be asked, so there the list of downloads comes first: no file that it does not know."""
        can_be_asked = isinstance(self.store, WholeFiles)
        if can_be_asked:
            self.downloads.keep(address, file)
        await ensure_awaitable(self.store.persist_file(file.path, BytesIO(data), self.spiderinfo))
        if not can_be_asked:
            self.downloads.keep(address, file)

    def count(self, found: ImageFile | FileError) -> None:
        """Adds a picture to the crawl's stats."""
        stats = self.crawler.stats
        if isinstance(found, ImageFile):
            stats.inc_value("images/stored")
            stats.inc_value("images/bytes", found.bytes)
        else:
            stats.inc_value(f"images/failed/{found}")

    def item_completed(self, results: list[FileInfoOrError], item: Post, info: MediaPipeline.SpiderInfo) -> Post:
        for image, (ok, value) in zip(_addressed(item), results, strict=True):
            found = cast("Found", value)["picture"] if ok else "storage"
            image.file = found if isinstance(found, ImageFile) else None
            image.file_error = None if isinstance(found, ImageFile) else found
        return item


def _addressed(post: Post) -> list[Image]:
    """The pictures that have an address; in a text dump they have only names."""
    return [image for image in post.images if image.url.startswith(("http://", "https://")) and site(image.url)]
