"""What answers that give nothing mean: a verdict about a thread or a board, a failure to be tried again, or a site that is ill."""

from __future__ import annotations

from crawler.store import boards, rounds, sites, threads, verdicts, work
from crawler.store.access import JobFrontier
from crawler.store.health import Health
from crawler.store.sites import History
from crawler.store.work import Lease


class Judge:
    """Judges the answers of a job's sites, threads and lists apart."""

    def __init__(self, frontier: JobFrontier) -> None:
        self.frontier = frontier
        self.history: dict[str, History] = {}
        """What sites gave in earlier runs."""
        self.health: dict[tuple[str, bool], Health] = {}
        self.told: set[str] = set()
        """Sites of which it was said that they are left alone."""

    def ill(self) -> dict[str, str]:
        """Sites that are left alone until the next run, and why."""
        return {site: health.ill for (site, _), health in self.health.items() if health.ill}

    def doubtful(self) -> dict[str, Health]:
        """Sites of which threads are asked that could be read lately, and nothing else."""
        return {site: health for (site, _), health in self.health.items() if health.controls}

    def take_control(self) -> Lease | None:
        """A thread by which to tell whether a site in doubt is well; None when none is in doubt, or is being asked."""
        job = self.frontier.job
        for site, health in self.doubtful().items():
            if health.control is None:
                lease = self.frontier.write(
                    lambda connection, site=site, health=health: work.take_control(  # type: ignore[misc]  # (bound now, not later)
                        connection, job.run, job.lease_seconds, site, health.asked
                    )
                )
                if lease is not None:
                    health.ask(lease)
                    return lease
                health.nobody_to_ask()
        return None

    def unreadable(self, lease: Lease, reason: str) -> None:
        """A verdict.  A thread's is only believed when the site turns out to be well."""
        self.frontier.leases.discard(lease)
        if lease.kind == "listing":
            doubtful = self.frontier.write(lambda connection: boards.unreadable(connection, lease, reason, final=True))
            self.frontier.count(f"boards/unreadable/{reason}")
            if doubtful:
                words = "%s was read before, and now cannot be: %s; asked again in the next round"
                self.frontier.spider.logger.warning(words, lease.url, reason)
                self.frontier.count("threads/failed")
            return
        self.frontier.write(lambda connection: work.later(connection, lease))
        health = self._health(lease)
        health.verdict(lease, reason)
        if health.ill:
            self._leave_alone(lease, health)

    def _settle(self, lease: Lease, reason: str) -> None:
        """The site is well.  What its list shows and is missing, or was read before, is asked once more before that is believed."""
        gone = self.frontier.write(lambda connection: threads.unreadable(connection, lease, reason))
        self.frontier.count("store/gone", gone or 0)
        self.frontier.count(f"threads/unreadable/{reason}")
        if verdicts.doubtful(lease.row, reason) and lease.kind == "thread":
            words = "%s is in its board's list or was read before, and now cannot be: %s; asked again in the next round"
            self.frontier.spider.logger.warning(words, lease.row["url"], reason)
            self.frontier.count("threads/doubtful")
            self.frontier.count("threads/failed")
            self._health(lease).doubted += 1

    def failed(self, lease: Lease, reason: str, url: str) -> None:
        """Nothing came, or something else."""
        if reason == "another_page":
            self.frontier.count("failures/another_page")
            self.frontier.spider.logger.warning("Another page came than was asked for: %s instead of %s", url, lease.url)
        self.put_off(lease, reason)
        health = self._health(lease)
        health.failure(lease, reason)
        if health.ill:
            self._leave_alone(lease, health)

    def put_off(self, lease: Lease, reason: str) -> None:
        self.frontier.leases.discard(lease)
        self.frontier.count("threads/failed")
        if lease.kind == "listing":
            self.frontier.write(lambda connection: boards.unreadable(connection, lease, reason, final=False))
        elif reason == "robots":
            self.frontier.write(lambda connection: work.later(connection, lease))
        elif self.frontier.write(lambda connection: work.put_off(connection, lease, reason)):
            self.frontier.count("threads/given_up")

    def _leave_alone(self, lease: Lease, health: Health) -> None:
        """The site is ill: what it said since its last good answer is not believed."""
        if health.verdicts:
            self.frontier.count("threads/failed", len(health.verdicts))
            health.verdicts.clear()
        if lease.row["site"] not in self.told:
            self.told.add(lease.row["site"])
            self.frontier.count("job/gave_up")
            self.frontier.count(f"job/ill/{health.ill}")
            self.frontier.spider.logger.error(
                "%s gives too many answers with nothing in them, the last one: %s; it is left alone until the next run",
                lease.row["site"],
                health.ill,
            )

    def _remember(self, site: str, health: Health) -> None:
        """Counts what the site gave and denied.  A share far above what is usual is told: it may be its state, not its threads'."""
        denied = health.denied.total()
        if health.given or denied:
            self.frontier.write(lambda connection: sites.count(connection, site, health.given, denied))
        if health.strange and not health.ill:
            words = "%s denies %d of %d threads, more than is usual: they are asked for again in the next run"
            self.frontier.spider.logger.warning(words, site, denied, health.given + denied)
            doubted = max(0, denied - health.doubted)
            self.frontier.count("threads/doubtful", doubted)
            self.frontier.count("threads/failed", doubted)

    def _health(self, lease: Lease) -> Health:
        site, asked = lease.row["site"], lease.kind != "listing"
        return self.health.setdefault((site, asked), Health(history=self.history.get(site, History())))

    def answered(self, lease: Lease) -> None:
        health = self._health(lease)
        health.given += lease.kind == "thread" and not lease.counted
        lease.counted = True
        for held, reason in health.good():
            self._settle(held, reason)

    def close(self) -> None:
        """Verdicts of sites that are well hold; failures that were a site's, not its threads', are forgiven.

        What an ill site was not asked belongs to a new round.
        """
        gave = {site for (site, _), health in self.health.items() if health.gave}
        for (site, _), health in list(self.health.items()):
            if health.ill or site not in gave:
                self.frontier.write(lambda connection, failed=health.failures: work.restore_tries(connection, failed))  # type: ignore[misc]
            if not health.ill:
                for lease, reason in health.verdicts:
                    self._settle(lease, reason)
            self._remember(site, health)
        if self.ill():
            self.frontier.write(rounds.close)
