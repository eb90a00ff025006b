"""What forums print in the post that opens a poll, an event, a debate or a question with a reward: no words of who wrote it.

The words are those of Discuz! X (templates ``viewthread_poll``, ``_activity``, ``_debate`` and ``_reward``).
"""

from __future__ import annotations

import re

from crawler.engines.text.line import Line

_WINDOW = 5
"""Lines in which the words stand by which a panel is known."""
_BELOW = re.compile(
    r"(?:单选|多选|單選|多選)投票\s?[,，:：(（].{0,40}共有\s*\d+\s*人[参參][与與]投票"
    r"|最佳答案\s.{1,40}\s查看完整[内內]容|(?:已通过|暂未通过|已通過|暫未通過)\s?[(（]\s?\d+\s?人\s?[)）]\s+留言"
    r"|(?:结束时间|結束時間)\s?[:：].{8,24}裁判\s?[:：]|正方(?:观点|觀點)\s?[(（]\s?\d+\s?[)）]"
)
"""How a panel below the words begins: the options of a poll, the best answer, who takes part, the two sides of a debate."""
_REWARD = re.compile(r"(?:阅读模式\s*)?(?:悬赏|懸賞)\s*\d+\s*\S{1,8}\s*(?:未解决|已解决|未解決|已解決)")
_EVENT = re.compile(
    r"(?:活动类型|开始时间|活动时间|活动地点|性别|每人花销|已报名人数|剩余名额|报名截止"
    r"|活動類型|開始時間|活動時間|活動地點|性別|每人花銷|已報名人數|剩餘名額|報名截止)\s?[:：](?P<value>.*)"
)
_LABELS = 3
"""Labels of an event that are no accident."""
_UNITS = frozenset(("人", "元"))
_JOIN = frozenset(("我要参加", "我要參加", "活动已结束", "活動已結束"))


def plain(lines: list[Line]) -> list[Line]:
    """The lines of the body that opens a thread without such panels."""
    start = _above(lines)
    for place in range(start + 1, len(lines)):
        if _BELOW.match(" ".join(line.text for line in lines[place : place + _WINDOW])):
            return lines[start:place]
    return lines[start:]


def _above(lines: list[Line]) -> int:
    """Where the words begin: behind what a question's reward is, or behind an event's labels and values."""
    for count in range(1, _WINDOW):
        if _REWARD.fullmatch(" ".join(line.text for line in lines[:count])):
            return count
    place = labels = 0
    while place < len(lines) and (match := _EVENT.match(lines[place].text)):
        labels += 1
        place += 1 if match["value"].strip() else 2
        place += place < len(lines) and lines[place].text in _UNITS
    if labels < _LABELS:
        return 0
    while place < len(lines) and (lines[place].kind == "button" or lines[place].text in _JOIN):
        place += 1
    return min(place, len(lines))
