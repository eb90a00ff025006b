"""What a run's pages teach about their sites: kept in the store for the runs to come."""

from __future__ import annotations

from crawler.crawl.frontier import CrawlSpider
from crawler.crawl.learnt import told
from crawler.store import sites
from crawler.store.access import JobFrontier


class Learnt:
    """Second addresses and zones of sites, where their posts and fields stand, how many posts a page of theirs holds.

    Gives the spider what is known already.
    """

    def __init__(self, frontier: JobFrontier, known: sites.Known) -> None:
        self.frontier = frontier
        self.spider: CrawlSpider = frontier.spider
        self.page_sizes = known.page_sizes
        of = self.spider.sites
        of.remember(known.used, known.aliases, known.zones, known.learnt)
        self._names, self._zones, self._facts = dict(of.names), dict(of.zones), {host: dict(facts) for host, facts in of.learnt.items()}

    def keep(self) -> None:
        """What is new since it was last kept goes into the store."""
        of, write = self.spider.sites, self.frontier.write
        if self._names != of.names:
            self._names = dict(of.names)
            write(lambda connection: sites.keep(connection, self._names))
        if self._zones != of.zones:
            self._zones = dict(of.zones)
            write(lambda connection: sites.keep_zones(connection, self._zones))
        if self._facts != of.learnt:
            before, self._facts = self._facts, {host: dict(facts) for host, facts in of.learnt.items()}
            write(lambda connection: sites.keep_learnt(connection, self._facts, before))
            for host, facts in self._facts.items():
                self.spider.crawler.stats.set_value(f"learned/{host}", told(facts))

    def page_size(self, site: str, posts: int) -> None:
        """A page that another follows has so many posts: the smallest is a site's."""
        if posts < self.page_sizes.get(site, posts + 1):
            self.page_sizes[site] = posts
            self.frontier.write(lambda connection: sites.keep_page_size(connection, site, posts))
