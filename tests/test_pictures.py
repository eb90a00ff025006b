"""Which address of an img is the picture, and which img is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.body.pictures import _ADDRESSES, is_filename, picture
from crawler.items import Image

BASE = "http://bbs.example/"
PATH = "data/attachment/forum/201905/11/102030abc.jpg"


def image(attributes: str, around: str = "{}") -> Image | None:
    fragment = html.fragment_fromstring(f"<div>{around.format(f'<img {attributes}>')}</div>")
    return picture(fragment.find(".//img"), BASE)


@pytest.mark.parametrize(
    ("attributes", "url", "thumb"),
    [
        (f'src="{PATH}"', PATH, None),
        (f'src="static/image/common/none.gif" file="{PATH}" zoomfile="{PATH}" aid="7"', PATH, None),
        (f'src="static/image/common/none.gif" file="{PATH}.thumb.jpg" zoomfile="{PATH}"', PATH, PATH + ".thumb.jpg"),
        (f'src="{PATH}.thumb.jpg" zoomfile="{PATH}"', PATH, PATH + ".thumb.jpg"),
        (f'src="static/image/common/none.gif" file="{PATH}" lazyloadthumb="1"', PATH, None),
        (f'src="/img/loading.gif" data-original="{PATH}"', PATH, None),
        (f'src="data:image/gif;base64,R0lGOD" data-src="{PATH}"', PATH, None),
        (f'src="//cdn.example/lazy/blank.png" data-lazy-src="{PATH}"', PATH, None),
        (f'srcset="{PATH}.small.jpg 320w, {PATH} 1280w"', PATH, None),
        (f'src=" {PATH} "', PATH, None),
        ('src="avatars-of-the-park.jpg"', "avatars-of-the-park.jpg", None),
        ('src="forum.php?mod=attachment&amp;aid=MTAy&amp;nothumb=yes"', "forum.php?mod=attachment&aid=MTAy&nothumb=yes", None),
    ],
)
def test_address(attributes: str, url: str, thumb: str | None) -> None:
    found = image(attributes)
    assert found
    assert found.url == BASE + url
    assert found.thumb_url == (BASE + thumb if thumb else None)


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        'src=""',
        'src="static/image/common/none.gif"',
        'src="static/image/smiley/default/biggrin.gif" smilieid="3"',
        'src="http://bbs.example/static/image/smiley/default/biggrin.gif"',
        'src="images/smilies/default/lol.gif"',
        'src="static/image/filetype/zip.gif"',
        'src="./data/avatar/noavatar.svg" class="user_avatar"',
        'src="http://bbs.example/uc_server/avatar.php?uid=3&size=small"',
        'src="https://cdn.example/emoji/1f600.png"',
        'class="emoji" src="https://cdn.example/x/1f600.png"',
        'class="twemoji smilie" src="a.png"',
        'src="spacer.gif"',
        'src="pixel.png" width="1" height="1"',
        'src="stat.gif" width="0"',
        'src="javascript:void(0)"',
        'src="about:blank"',
        'src="http://[broken"',
    ],
)
def test_no_picture(attributes: str) -> None:
    assert image(attributes) is None


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("big/a.jpg", "big/a.jpg"),
        ("big/a.JPG?v=2", "big/a.JPG?v=2"),
        ("thread-5-1-1.html", "a_small.jpg"),
        ("javascript:;", "a_small.jpg"),
        ("", "a_small.jpg"),
    ],
)
def test_a_thumb_that_links_to_a_picture_stands_for_it(link: str, url: str) -> None:
    found = image('src="a_small.jpg"', f'<a href="{link}">{{}}</a>')
    assert found
    assert found.url == BASE + url
    assert found.thumb_url == (BASE + "a_small.jpg" if url != "a_small.jpg" else None)


@pytest.mark.parametrize(
    ("attributes", "alt", "filename", "size"),
    [
        ('alt="江边的晚霞" width="600" height="400px"', "江边的晚霞", None, (600, 400)),
        ('title="江边的晚霞" width="80%"', "江边的晚霞", None, (None, None)),
        ('alt="IMG_0012.jpg" title="x"', None, "IMG_0012.jpg", (None, None)),
        ('alt="" title=""', None, None, (None, None)),
        ('alt=" 两\n行 "', "两 行", None, (None, None)),
    ],
)
def test_what_it_says_of_itself(attributes: str, alt: str | None, filename: str | None, size: tuple[int | None, int | None]) -> None:
    found = image(f'src="a.jpg" {attributes}')
    assert found
    assert (found.alt, found.filename, (found.width, found.height)) == (alt, filename, size)


@pytest.mark.parametrize(
    ("text", "is_name"),
    [
        *((name, True) for name in ("a.jpg", " W020190510410036268274.JPG ", "晚霞（1）.png", "微信图片_2019.jpeg", "a.b.webp")),
        *(
            (text, False)
            for text in ("", "jpg", ".jpg", "晚霞", "看 a.jpg", "a.jpg 和 b.jpg", "http://x.example/a.jpg", "a.txt", "x" * 200 + ".jpg")
        ),
    ],
)
def test_filenames(text: str, is_name: bool) -> None:
    assert is_filename(text) is is_name


@given(st.dictionaries(st.sampled_from([*_ADDRESSES, "srcset", "alt", "class", "width"]), st.text(max_size=12)))
def test_any_attributes_are_read(attributes: dict[str, str]) -> None:
    parent = html.Element("a", href="http://bbs.example/a.jpg")
    element = html.Element("img")
    for name, value in attributes.items():
        try:
            element.set(name, value)
        except ValueError:
            return
    parent.append(element)
    found = picture(element, BASE)
    assert found is None or found.url.startswith("http")


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ('src="data/attachment/forum/2021/kettle.jpg"', "kettle.jpg"),
        ('src="static/image/common/none.gif" file="/up/pot.png?1"', "pot.png"),
        ('src="attachment.php?aid=5"', None),
        ('src="static/image/smiley/a.gif"', None),
    ],
)
def test_a_page_without_an_address_names_its_pictures(attributes: str, name: str | None) -> None:
    found = picture(html.fromstring(f"<img {attributes}>"), "")
    assert (found and (found.url, found.filename)) == (name and (name, name))
