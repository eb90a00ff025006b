"""How sure a reading by shape is that it names the writer of every post, by what can be seen of it: a small table of weights.

The weights are those of a logistic fit over readings by shape of pages whose software is known: other skins, other classes and the pages as
they came, each against the software's own reading.  Tried on software that the fit had not seen, readings with 0.9 and more are right on
19 of 20 pages.  ``python -m bench.unknown`` prints how often they are.
"""

from __future__ import annotations

from math import exp

from crawler.items import Author
from crawler.raw_post import RawPost

_WEIGHTS = {
    "": 1.54,
    "thread": 1.02,
    "unnamed": -2.62,
    "linked": 0.81,
    "one name": -1.27,
    "inexact": -1.06,
    "alone": -1.67,
    "unlike": -1.31,
    "long name": -1.52,
}
"""What each thing that is seen adds: how sure it is that the page is a thread; the share of posts without a name; whether all names lead
to members, each to one of its own; whether one name stands at all of several posts; the share of times that are no more than a day; whether
a post stands alone; whether posts were found that are not made like the others, or not kept; whether a name is long or of several words."""
_UNNAMED, _NAMELESS = 0.69, 0.49
"""How sure a reading is at most that does not name everybody, so that no other page learns from it, and one that names nobody."""
_THREAD = 0.55
"""How sure it is, at most, on a page that is hardly a thread; as much more as that is surer."""
_SEVERAL = 3
"""Posts that are several."""
_LONGEST, _WORDS = 20, 2
"""Letters and words of a name that is not long."""


def believed(posts: list[RawPost], sure: float, alike: int) -> float:
    """0 to 1: how sure it is that all posts have their writers; ``sure``: that it is a thread; ``alike``: posts that are made alike."""
    authors = [made.post.author for made in posts]
    names = [author for author in authors if author]
    seen = {
        "": 1.0,
        "thread": sure,
        "unnamed": 1 - len(names) / len(authors),
        "linked": _are_linked(authors),
        "one name": len(posts) >= _SEVERAL and len({author.name for author in names}) < 2,
        "inexact": sum(made.post.created_precision == "day" for made in posts) / len(posts),
        "alone": len(posts) == 1,
        "unlike": alike != len(posts),
        "long name": any(_is_long(author.name) for author in names),
    }
    right = 1 / (1 + exp(-sum(_WEIGHTS[what] * share for what, share in seen.items())))
    most = 1.0 if len(names) == len(authors) else _UNNAMED if names else _NAMELESS
    return round(min(right, _THREAD + sure / 2, most), 2)


def _are_linked(authors: list[Author | None]) -> bool:
    """Whether every name has a member's number, and each name one of its own."""
    known = {(one.name, one.id) for one in authors if one and one.id}
    return all(one and one.id for one in authors) and len(known) == len({name for name, _ in known}) == len({number for _, number in known})


def _is_long(name: str) -> bool:
    return len(name) > _LONGEST or len(name.split()) > _WORDS
