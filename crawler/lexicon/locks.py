"""The words with which forums print, in the middle of a post, that a part of it is not shown to everybody."""

from __future__ import annotations

import re
from functools import lru_cache

_LONGEST = 160
"""Characters of such a line."""
_SAYS = re.compile(
    r"(?:回[复覆復帖]|登[录錄陆入]|注[册冊]|付[费費]|[购購][买買]|点赞|[关關]注).{0,16}(?:可[见見]|可以?(?:[浏瀏][览覽]|查看|看|[观觀]看|阅读|閱讀)|才能)"
    r"|(?:must|need to|have to|please) (?:be )?(?:logged|log ?in|sign ?in|register)"
    r"|(?:must|need to|have to) (?:reply|like|post)\b.{0,50}\b(?:see|view|read|access|unlock)"
    r"|(?:log ?in|sign ?in|reply|register) to (?:see|view)"
    r"|(?:müssen|musst).{0,40}(?:anmelden|einloggen|antworten|registrieren)|bitte.{0,30}(?:anmelden|einloggen|registrieren)"
    r"|(?:devez|veuillez|faut).{0,40}(?:connecter|connecté|répondre|inscri)"
    r"|(?:debes|tienes que|necesitas).{0,40}(?:responder|iniciar|registr|conectar)"
    r"|(?:precisa|deve).{0,40}(?:responder|entrar|registr|logado)"
    r"|(?:devi|bisogna|necessario).{0,40}(?:rispondere|accedere|registr)"
    r"|(?:необходимо|нужно|должны|чтобы).{0,50}(?:ответить|войти|зарегистр|авториз)"
    r"|(?:musisz|zaloguj|aby).{0,40}(?:odpowiedzieć|zalogow|zobaczyć)"
    r"|(?:phải|cần|hãy).{0,30}(?:trả lời|đăng nhập|đăng ký)"
    r"|(?:ログイン|返信|会員登録).{0,20}(?:必要|ください|すると|閲覧)|(?:로그인|댓글|답글|회원).{0,20}(?:볼 수|보실|보기|필요|가능)",
    re.IGNORECASE,
)


_NAMED = re.compile(
    r"\W*(?:[本此].{0,6}[隐隱]藏的?[内內]容|(?:this |the )?(?:content|text|hidden content|hidden text)(?: is hidden)?"
    r"|versteckter (?:inhalt|text)|contenu caché|texte masqué"
    r"|contenido oculto|conteúdo oculto|contenuto nascosto|скрытый текст|скрытое содержимое|ukryta treść|nội dung (?:bị )?ẩn)\W*",
    re.IGNORECASE,
)
"""What such a line is called, without anything of what is hidden."""
_CLASS = re.compile(
    r"(?:^|[\s_-])\w{0,4}(?:hid(?:e|den)\w{0,4}|locked?|restrict\w*|protect\w*|private|guest|visitor|login|alert|notice|warning|rules|paywall)(?:$|[\s_-])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def may_lock(classes: str) -> bool:
    """Whether classes are those of what forums print in place of a part of a post."""
    return _CLASS.search(classes) is not None


def says_locked(text: str) -> bool:
    """Whether a short text says that something is shown to members, or after a reply or a payment, only.

    >>> says_locked("本帖隐藏的内容需要回复才可以浏览"), says_locked("You must reply to see it."), says_locked("换过垫圈。")
    (True, True, False)
    """
    return len(text) <= _LONGEST and (_SAYS.search(text) is not None or _NAMED.fullmatch(text) is not None)
