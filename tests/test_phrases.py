"""Phrases of the lexicon as patterns, and who is quoted in the languages that they know."""

from __future__ import annotations

import re

import pytest

from crawler.body.quoting import speaker
from crawler.lexicon.locks import may_lock, says_locked
from crawler.lexicon.phrases import any_of, phrases, word_of


def test_every_phrase_fits_its_own_pattern() -> None:
    for kind, words in phrases().items():
        assert len(words) == len(set(words)), kind
        for phrase in words:
            example = phrase.replace("*", "x")
            assert re.fullmatch(any_of(kind), example), (kind, phrase)  # type: ignore[arg-type]
            assert re.search(word_of(kind), f" {example} "), (kind, phrase)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Bandit:", "Bandit"),
        ("Judit dit :", "Judit"),
        ("Weide hat geschrieben:", "Weide"),
        ("Клён написал(а):", "Клён"),
        ("Hilla kirjoitti:", "Hilla"),
        ("河湾 寫道：", "河湾"),
        ("河湾写道：", "河湾"),
        ("Candice:", "Candice"),
    ],
)
def test_the_verb_is_no_part_of_a_name(words: str, name: str) -> None:
    assert speaker(words) == name


@pytest.mark.parametrize(
    ("words", "locked"),
    [
        ("此内容登录后才能看", True),
        ("You have to like this post to unlock it", True),
        ("Veuillez vous connecter", True),
        ("Contenu caché", True),
        ("댓글을 쓰면 볼 수 있습니다", True),
        ("回复他的人可真多", False),
        ("Please look at the pump first", False),
    ],
)
def test_locks_of_languages(words: str, locked: bool) -> None:
    assert says_locked(words) is locked


def test_classes_of_locks() -> None:
    assert may_lock("bbshidebox")
    assert may_lock("post-locked big")
    assert not may_lock("blockquote")
