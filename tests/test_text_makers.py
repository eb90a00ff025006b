"""What makers of texts add to a page or leave in it: lists of links, scripts, pictures' names, headings' signs."""

from __future__ import annotations

from textwrap import wrap

import pytest

from crawler.extract import extract

SAID = ("The ferry stops at noon on Sundays.", "Does the late boat still take bicycles?", "It did so last week, and for nothing.")
NAMES = ("harbour_jo", "pilot", "Mirabel")


def quay(post: str, *, head: str = "Boats\nHome\nForum\nLog in\nThe ferry\n", foot: str = "Post Reply\nAll times are UTC\n") -> bytes:
    """A thread's page; ``post`` is a template of a post."""
    rows = [post.format(name=name, words=words, at=at, mark=at + 4) for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 1)]
    return f"{head}{''.join(rows)}{foot}".encode()


def said(text: bytes) -> list[str]:
    return [post.text for post in extract(text)]


POST = "#{at}\n   [{mark}]{name}\n   Member\n   3 Feb 2022 10:1{at}\n\n   {words}\n\n   Quote\n   Report\n"


@pytest.mark.parametrize(
    "foot",
    [
        "\nReferences\n\n   Visible links:\n   1. http://ferry.test/\n   5. http://ferry.test/u/1\n   6. http://ferry.test/u/2\n\n"
        "   Hidden links:\n   9. javascript:;\n",
        "\nReferences:\n\n[1] http://ferry.test/\n[5] http://ferry.test/u/1\n[7] mailto:jo@ferry.test\n",
    ],
)
def test_the_list_of_links_below_a_page(foot: str) -> None:
    assert said(quay(POST, head="[1]Boats\nHome\nForum\nThe ferry\n", foot=foot)) == list(SAID)


@pytest.mark.parametrize("words", ["My links:\n1. http://tide.test/\n2. http://wind.test/", "1. http://tide.test/\n2. http://wind.test/"])
def test_links_that_somebody_lists_are_words(words: str) -> None:
    page = quay(POST.replace("[{mark}]", ""), foot="") + f"#4\n   pilot\n   Member\n   3 Feb 2022 10:19\n\n   {words}\n".encode()
    assert "http://wind.test/" in said(page)[3]


BOX = (
    "(function() {\nvar form = $('#answer');\nform.on('submit', function() {\n$.ajax({\ntype:'POST',\nurl:form.attr('action'),\n"
    "dataType:'xml'\n});\nreturn false;\n});\n})();\n"
)
LOADER = (
    "document.getElementById('wait').style.display = 'none';\ntry {\nvar ferry = window.load('ferry');\nferry.start();\n"
    "} catch (e) {\nthrow e;\n}\n"
)


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Boats\nvar skin = 'blue', root = '/';\nHome\nForum\nLog in\nThe ferry\n", BOX + "Post Reply\nAll times are UTC\n"),
        ("Boats\nHome\nForum\nLog in\nThe ferry\n", LOADER),
    ],
)
def test_the_page_s_own_scripts_below_the_last_post(head: str, foot: str) -> None:
    assert said(quay("#{at}\n{name}\nMember\n3 Feb 2022 10:1{at}\n{words}\nQuote\nReport\n", head=head, foot=foot)) == list(SAID)


@pytest.mark.parametrize("code", ["var tide = 4;\nif (tide > 3) {\nstay();", "document.write('Ahoy');\nvar tide = 4;\nstay();"])
def test_code_that_somebody_posts_stays(code: str) -> None:
    page = quay(
        "#{at}\n{name}\nMember\n3 Feb 2022 10:1{at}\n{words}\n",
        foot=f"#4\npilot\nMember\n3 Feb 2022 10:19\nTry this.\n{code}\nPost Reply\n",
    )
    assert said(page)[3].splitlines()[1:] == code.splitlines()


@pytest.mark.parametrize(("first", "second"), [("[clip]", "[xx]"), ("[post.gif]", "[new.gif]")])
def test_pictures_before_times(first: str, second: str) -> None:
    """The page's clock stands as bare as the second post's time."""
    rows = "".join(
        f"{name}\n\n  * [default]\n  * Newbie\n  * Posts: 20\n\nThe ferry\n{icon}3 Feb 2022, 10:1{at} AM\n{words}\n{'━' * 40}\n"
        for at, (name, words, icon) in enumerate(zip(NAMES[:2], SAID, (f"{first} ", f"{second} "), strict=False))
    )
    head = "  * Log in\n\nBoats\n9 Mar 2024, 07:15 AM\nNews:\nNo boats on Monday.\nMain Menu\n  * Home\n  * Search\nThe ferry\n"
    assert said(f"{head}{rows}Print\nGo Up\n".encode()) == list(SAID[:2])


@pytest.mark.parametrize(
    ("post", "extra"),
    [
        (
            "{name}\nMember\nPosts: 2{at}\n3 Feb 2022 10:1{at}\n{words}\nFavourite this 2\nReply\nReport\n",
            "Boats of 2022\nlist[3] = ['7'];\n",
        ),
        ("{name}\n发表于 2022-2-3 10:1{at}\n{words}\n回复 使用道具 举报\n", "paging[64] = ['7','8','9'];\n"),
    ],
)
def test_buttons_in_a_row_end_a_body(post: str, extra: str) -> None:
    """What stands between them and the next post is nobody's."""
    text = quay(post).decode()
    row = "Reply\nReport\n" if "Reply\n" in post else "回复 使用道具 举报\n"
    page = text.replace(row, row + extra, 1)
    assert said(page.encode()) == list(SAID)


def test_markdown_whose_headings_have_two_spaces() -> None:
    post = "####  {name}\n\n  *   *   * Newbie\n  * Posts: 20\n\nRe: The ferry\n\n#{at}\n\n3 Feb 2022, 10:1{at} AM\n\n{words}\n\n* * *\n\n"
    head = "  * Log in\n  * Sign up\n\n#  Boats\n\n  * Home\n  * Search\n\n##  The ferry\n\nPrint\n\nUser actions\n\n"
    assert said(quay(post, head=head, foot="Print\n\nGo Up Pages 1\n\nUser actions\n")) == list(SAID)


LONG = (
    "The harbour office says that the new timetable begins on Monday, and that tickets of last year are good until June.",
    "Nobody told us that bicycles have to be tied to the rail now, so take a rope with you when the wind is from the west.",
    "I asked at the office and they do not know who wrote that notice on the pier, which has been there since last autumn.",
)


def broken(words: str, width: int, indent: str = "") -> str:
    return "\n".join(f"{indent}{line}" for line in wrap(words, width))


@pytest.mark.parametrize(("width", "indent"), [(72, "   "), (79, "")])
def test_sentences_that_a_maker_broke(width: int, indent: str) -> None:
    """Two of them are enough, whatever stands in a line that it did not break."""
    said_here = (*(broken(words, width, indent) for words in LONG), "轮渡周日中午停航，请大家互相转告，" * 5 + "谢谢。")
    rows = [
        f"#{at}\n{name}\nMember\n3 Feb 2022 10:1{at}\n\n{words}\n\nQuote\nReport\n"
        for at, (name, words) in enumerate(zip("ABCD", said_here, strict=True), 1)
    ]
    page = f"Boats\nHome\nForum\nLog in\nThe ferry\n{''.join(rows)}Post Reply\n"
    assert said(page.encode())[:3] == list(LONG)


@pytest.mark.parametrize("width", [78, 70])
def test_sentences_broken_in_markdown(width: int) -> None:
    """A line that ends with two spaces was ended by its writer."""
    rows = [
        f"### {name}\n\n**#{at}** 3 Feb 2022 10:1{at}\n\n{broken(words, width)}  \nand {name[::-1]} agrees\n\n* * *\n\n"
        for at, (name, words) in enumerate(zip(NAMES, LONG, strict=True), 1)
    ]
    page = f"# Boats\n\n  * Home\n  * Log in\n  * Forum\n\n## The ferry\n\n{''.join(rows)}Post Reply\n"
    assert said(page.encode()) == [f"{words}\nand {name[::-1]} agrees" for name, words in zip(NAMES, LONG, strict=True)]


@pytest.mark.parametrize(
    "signs", ["# Head\n## Second\n**bold**\n[Boats](http://boats.test)\n![Boat](/boat.jpg)\n", "**fat**\n[a](b)\n\n## Big\n"]
)
def test_help_on_markdown_is_no_markdown(signs: str) -> None:
    """Signs in one place of the page explain themselves: words with such signs stay as they are."""
    rows = [
        f"#{at}\n{name}\nMember\n3 Feb 2022 10:1{at}\n{words}\nIt is 2 * 3 * 4 miles.\nQuote\nReport\n"
        for at, (name, words) in enumerate(zip(NAMES, SAID, strict=True), 1)
    ]
    page = f"Boats\nHome\nForum\nLog in\nThe ferry\n{''.join(rows)}Post Reply\nHow to write:\n{signs}All times are UTC\n"
    assert said(page.encode()) == [f"{words}\nIt is 2 * 3 * 4 miles." for words in SAID]
