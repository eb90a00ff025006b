"""What Markdown means, for APIs that answer with the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.body.markdown import read


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("One line\nof two.", [("paragraph", "One line of two.")]),
        ("One line\n\nand another.", [("paragraph", "One line"), ("paragraph", "and another.")]),
        ("A break  \nhere.\\\nAnd here.", [("paragraph", "A break"), ("paragraph", "here."), ("paragraph", "And here.")]),
        ("**Bold** and *leaning*, `code`, ~~gone~~.", [("paragraph", "Bold and leaning, code, gone.")]),
        ("snake_case_name and 2 * 3 * 4", [("paragraph", "snake_case_name and 2 * 3 * 4")]),
        ("See [the pot](https://a.example/pot) &amp; <https://b.example/>", [("paragraph", "See the pot & https://b.example/")]),
        ("\\*not leaning\\*", [("paragraph", "*not leaning*")]),
        ("# A heading\nText", [("heading", "A heading"), ("paragraph", "Text")]),
        ("---\nText", [("paragraph", "Text")]),
        ("```py\n# no heading\n  > no quote\n```\nText", [("code", "# no heading\n  > no quote"), ("paragraph", "Text")]),
        ("::: spoiler The end\nThey lived.\n:::", [("paragraph", "The end"), ("paragraph", "They lived.")]),
    ],
)
def test_lines(source: str, blocks: list[tuple[str, str]]) -> None:
    assert [(block.type, block.text) for block in read(source, "https://a.example/").blocks] == blocks


def test_lists_quotes_and_pictures() -> None:
    body = read('> Mine *drips*.\n> > Whose?\n\nWax ![the lid](/lid.png "Lid") helps:\n\n- one\n- [two](x)', "https://a.example/post/1")
    assert [block.type for block in body.blocks] == ["quote", "paragraph", "image", "paragraph", "list"]
    assert body.quotes[0].text == "Mine drips."
    assert (body.images[0].url, body.images[0].alt) == ("https://a.example/lid.png", "the lid")
    assert body.blocks[-1].items == ["one", "two"]


@given(st.text(alphabet="ab \n>#*_`~[]()!-:1.\\<|", max_size=200))
def test_nothing_breaks_it(source: str) -> None:
    read(source, "https://a.example/")
