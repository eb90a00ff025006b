"""The posts' numbers where none is printed: told by what the page says of itself."""

from __future__ import annotations

import re
from itertools import chain, pairwise

from crawler.engines.text.alignment import Segment
from crawler.engines.text.heading import REPLY, bare, clean
from crawler.engines.text.line import Line

_PAGE = re.compile(
    r"(?:page|seite|página|pagina|страница|第)\s*(\d{1,5})\s*(?:页\s*[/,，]?\s*共|頁\s*[/,，]?\s*共|of|von|de|di|из|/)\s*(\d{1,5})",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?<![\d.,])(\d{1,6})\s*(?:posts|beiträge|messages|mensajes|messaggi|сообщени\w*|帖子|篇帖子|件の投稿)(?!\w)", re.IGNORECASE
)
_ANSWERS = re.compile(
    r"(?<![^\W_])(?:replies|answers|comments|回复|回覆|回帖|antworten|réponses|respuestas|risposte|ответ\w*|chat_bubble\w*|返信)"
    r"\s?[:：]?\s?[(（]?(\d{1,6})(?![\d./:-])"
    r"|(?<![\d.,:/-])(\d{1,6})\s?(?:replies|answers|comments|[条個个件]?(?:回复|回覆|回帖|返信)|antworten|réponses|respuestas|risposte|ответ\w*)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
"""How many answers a thread has, in words or by the name of a sign for them."""
_PREVIOUS = frozenset(("previous", "prev", "上一页", "上一頁", "vorherige", "précédent", "anterior", "precedente", "пред", "前へ"))
_NEXT = frozenset(("next", "下一页", "下一頁", "nächste", "suivant", "siguiente", "próximo", "successivo", "след", "次へ"))
_NEXT_PAGE = frozenset(
    (
        "next page",
        "下一页",
        "下一頁",
        "nächste seite",
        "page suivante",
        "página siguiente",
        "pagina successiva",
        "следующая страница",
        "次のページ",
    )
)
_FIRST = re.compile(r"(?:pages?|页|頁|页码|seiten?|páginas?|pagine|страницы?)\s*[:：]\s*\[\s?1\s?\](?:\W|$)", re.IGNORECASE)
"""The numbers of a thread's pages, the first of them in brackets."""
_THREE, _FOUR = re.compile(r"(?<!\d)1\W{1,4}2\W{1,4}3(?!\d)"), re.compile(r"(?<!\d)3\W{1,4}4(?!\d)")
_SIGNS = " «»‹›<>←→[]()."
_ONE_TWO = re.compile(r"(?<!\d)1\W{1,4}2(?!\d)|\d\W{1,5}[^\W\d_]+$")
_PAGER, _UNKNOWN = 60, 10**6
"""Characters of a line with links to pages, and a number that stands for the last page."""
_DATED = 0.6
"""Share of the posts with a time from which on they stand in their order."""
_BESIDE = 3
"""Lines beside a page's number in which the other pages' stand."""
_LONGEST = 160
"""Characters of a line that says how many posts or pages there are."""
_SHORT = 24
"""Characters of a link to another page."""
_NEAR = 4
"""Lines beside a link among which numbers of pages stand."""
_WHOLE_PAGE = re.compile(r"(\d{1,5})\s*/\s*(\d{1,5})")
"""A page's number and the last one's, alone in a line."""
_HEAD = 30
"""Lines above the first post that can say how many answers there are."""
_COUNT = re.compile(r"[^\d]{0,24}?[(（]?(?<![\d.,:])(\d{1,6})[)）]?(?:\s[^\W\d_]{2,16})?")
"""A count in the page's head, with the word that says what is counted, or the name of the picture that stands for it."""


def counted(lines: list[Line], segments: list[Segment], title: str | None, *, falling: bool) -> list[int | None]:
    """Numbers by the page's own count: it says that it is the first page, the last one of so many posts, or which one of pages as long.

    It is the first one, too, where one post alone is headed by the thread's ``title``: the one that opens it.
    """
    count = len(segments)
    above, outside = lines[: segments[0].anchor], lines[: segments[0].anchor] + lines[segments[-1].end :]
    pages = next((match for line in outside if len(line.text) < _LONGEST and (match := _PAGE.search(line.text))), None) or _of_pages(
        outside
    )
    said = _total(outside)
    total = said or _answered(above)
    page, last = (int(pages[1]), int(pages[2])) if pages else _placed(outside)
    dated = sum(any(line.stamps for line in lines[segment.head : segment.start]) for segment in segments) >= _DATED * count
    begins = page == 1 and (pages is not None or total > count or (dated and _goes_on(outside)))
    begins = begins or (page < 2 and (_is_first(outside) or _opens(lines, segments, title)))
    alone = count > 1 and not page and total in (0, count) and count - 1 in _answers(above)
    if falling:
        return list(range(total, total - count, -1)) if (begins and total > count) or (total == count and not pages) else [None] * count
    if begins or alone or (total == count and not pages):
        return list(range(1, count + 1))
    if 0 < page == last and total > count:
        return list(range(total - count + 1, total + 1))
    if page < last and said and -(-said // count) == last:
        return list(range((page - 1) * count + 1, page * count + 1))
    return [None] * count


def _is_first(lines: list[Line]) -> bool:
    """Whether the first of the pages' numbers is the one in brackets: the page's own."""
    pairs = (f"{above.text} {below.text}" for above, below in pairwise(lines) if len(above.text) < _SHORT)
    return any(_FIRST.match(text) for text in chain((line.text for line in lines), pairs))


def _opens(lines: list[Line], segments: list[Segment], title: str | None) -> bool:
    """Whether the first post alone says the thread's title below its anchor; an answer says it behind "Re:"."""
    if not title or len(segments) < 2:
        return False
    first, *others = (
        any(bare(clean(line.text)) == bare(title) and not REPLY.match(line.text) for line in lines[segment.anchor + 1 : segment.start + 1])
        for segment in segments
    )
    return first and not any(others)


def _total(lines: list[Line]) -> int:
    """How many posts a page says the thread has, in one line or in a number's and the label's below it; 0 where it does not."""
    pairs = (f"{number.text} {label.text}" for number, label in pairwise(lines) if number.number and label.kind == "panel")
    said = (text for text in chain((line.text for line in lines), pairs) if len(text) < _LONGEST)
    return max((int(match[1]) for text in said if (match := _TOTAL.search(text))), default=0)


def _answered(lines: list[Line]) -> int:
    """How many posts the thread has, where the lines above the first one say once how many answers there are; 0 where they do not."""
    head = lines[-_HEAD:]
    pairs = (f"{above.text} {below.text}" for above, below in pairwise(head) if above.number or below.number)
    said = (text for text in chain((line.text for line in head), pairs) if len(text) < _PAGER)
    found = {int(match[1] or match[2]) for text in said if (match := _ANSWERS.search(text))}
    return found.pop() + 1 if len(found) == 1 else 0


def _of_pages(lines: list[Line]) -> re.Match[str] | None:
    """The page's number and the last one's, alone in a line beside the numbers of other pages."""
    for at, line in enumerate(lines):
        near = lines[max(0, at - _BESIDE) : at + _BESIDE + 1]
        if (match := _WHOLE_PAGE.fullmatch(line.text)) and 0 < int(match[1]) <= int(match[2]) > 1:
            return match if any(other.text == match[2] for other in near) else None
    return None


def _answers(lines: list[Line]) -> set[int]:
    """The counts that stand above the first post, where one can be how many answers there are."""
    return {int(match[1]) for line in lines[-_HEAD:] if (match := _COUNT.fullmatch(line.text))}


def _placed(lines: list[Line]) -> tuple[int, int]:
    """The page's number and the last one's, where links to other pages tell; 0 where they do not.

    None back is the first, none forth the last; of three pages the one with both is the second.
    """
    back, forth = (_leads(lines, words) for words in (_PREVIOUS, _NEXT))
    if forth and back and not _says(lines, _FOUR) and _says(lines, _THREE):
        return 2, 3
    if _goes_on(lines):
        return 1, _UNKNOWN
    return (1, _UNKNOWN) if forth and not back else (_UNKNOWN, _UNKNOWN) if back and not forth else (0, 0)


def _goes_on(lines: list[Line]) -> bool:
    """Whether a line is a link to the next page, and none is one to the page before."""
    shown = {line.text.lower().strip(_SIGNS) for line in lines if len(line.text) < _SHORT}
    words = {word for text in shown for word in text.split()}
    return not _NEXT_PAGE.isdisjoint(shown) and _PREVIOUS.isdisjoint(words) and not any(word in _PREVIOUS for word in shown)


def _says(lines: list[Line], numbers: re.Pattern[str]) -> bool:
    """Whether numbers of pages stand in a line, or one below the other."""
    return any(numbers.search(line.text) for line in lines if len(line.text) < _PAGER) or bool(
        numbers.search(" ".join(line.text for line in lines if line.text.isdecimal()))
    )


def _leads(lines: list[Line], words: frozenset[str]) -> bool:
    """Whether a link to the page before or behind stands among numbers of pages."""
    for at, line in enumerate(lines):
        if len(line.text) < _PAGER and words.intersection(part.strip(_SIGNS) for part in line.text.lower().split()):
            near = lines[max(0, at - _NEAR) : at + _NEAR + 1]
            if any(other.text.isdecimal() for other in near) or _ONE_TWO.search(line.text):
                return True
    return False
