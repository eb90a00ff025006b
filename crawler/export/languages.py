"""The language of each post in an export, by py3langid.

Of the libraries that were tried it takes 0.1 to 0.2 ms a post and 115 MB; Lingua takes 5 ms and 1.1 GB for the same, and its quick mode
takes a Dutch word of thanks for Esperanto (bench/README.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import UNSET

from crawler.items import Post, encode

_decoder = msgspec.json.Decoder(Post)
_SURE = 0.6
"""How sure one has to be: below it stands what few words, names and numbers look like."""
_TWINS = ("wuu",)
"""Languages that a text is taken for which is in another one: of 334 posts in Chinese 151 looked like Wu, which hardly anybody writes."""


def told(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines with the language of each post's own words.  Raises :class:`ImportError` where the library is not installed."""
    return _told(lines, _identifier())


def _told(lines: Iterable[bytes], identify: Callable[[str], tuple[str, float]]) -> Iterator[bytes]:
    for line in lines:
        post = _decoder.decode(line)
        language, sure = identify(post.text) if post.text else ("", 0.0)
        post.language = language if sure >= _SURE else UNSET
        yield encode(post) + b"\n"


def _identifier() -> Callable[[str], tuple[str, float]]:
    """What gives a text's language and a probability."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415  (an extra)

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([name for name in identifier.labels if name not in _TWINS])

    def identify(text: str) -> tuple[str, float]:
        language, sure = identifier.classify(text)
        return str(language), float(sure)

    return identify
