"""What a style hides and a control beside it shows, a spoiler, is the writer's; what is hidden without a control is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from crawler.body.looks import hides
from crawler.lexicon.phrases import any_of, word_of
from crawler.select import text_of

_STEPS = 4
"""Elements from a hidden one upwards among which its wrapper is."""
_LABEL = 60
"""Characters of a wrapper beside its hidden part: a label and a control, no sentence of the writer's."""
_BUTTONS = frozenset(("button", "submit", "image"))
_CONTROL = re.compile(r"folded|clickable|toggl|collaps|spoil|expand|unfold|reveal", re.IGNORECASE)
"""Words in the class of an element that is a control without being a button or a link."""
_OTHER = re.compile(word_of("other"), re.IGNORECASE)
"""What other controls are called."""
_PART = rf"(?:(?:the|la|le|den|die) )?{any_of('part')}"
_SHOWS = re.compile(rf"[\W_]*(?:click (?:here )?to |{_PART}\s*)?{any_of('show')}(?:\W*{_PART})?[\W_]*", re.IGNORECASE)
"""What is written on a control, and is nobody's words."""
_BLOCKS = frozenset(("div", "p", "ul", "ol", "table", "blockquote", "section", "pre", "fieldset"))
_FURNITURE = re.compile(r"(?:^|[\s_-])(?:menu|dropdown|tooltip|popup|modal|toolbar|actions?)(?:$|[\s_-])", re.IGNORECASE)


_SPOILER = re.compile(r"(?:^|[\s_-])(?:\w{0,12}spoiler)(?![\w-]*(?:head|title|button|btn|toggle|label))", re.IGNORECASE)


def is_spoiler(element: Element, root: Element | None) -> bool:
    """Whether an element holds what a reader sees only after unfolding it."""
    classes = element.get("class")
    if element.tag == "details" or (classes and "poiler" in classes and element.tag in _BLOCKS and _SPOILER.search(classes)):
        return True
    return bool(element.keys()) and hides(element) and is_folded(element, root)


def is_folded(element: Element, root: Element | None) -> bool:
    """Whether a control beside a hidden element shows it; ``root`` is the body in which both stand."""
    return _is_content(element) and any(True for _ in _controls(element, root))


def may_show(element: Element) -> bool:
    """Whether an element is a link for scripts only, or a control that says no more than that it shows something."""
    if element.tag == "a":
        return leads_nowhere(element)
    return _may_control(element) and _SHOWS.fullmatch(text_of(element)) is not None


def is_control_of_folded(element: Element, root: Element | None) -> bool:
    """Whether a control shows a hidden element beside it, or says itself that it shows one."""
    if _is_switch(element) and _SHOWS.fullmatch(text_of(element)):
        return True
    above = parent = element.getparent()
    alone = parent is not None and text_of(parent) == text_of(element)
    for _ in range(_STEPS):
        if above is None or (above is root and parent is not root and not alone):
            return False
        for hidden in above.iter():
            if isinstance(hidden.tag, str) and hidden.keys() and hides(hidden) and _is_content(hidden):
                return any(control is element for control in _controls(hidden, root))
        above = above.getparent()
    return False


def has_control(element: Element) -> bool:
    """Whether a heading holds a button: it shows what stands below, and quotes nobody."""
    return any((node.get("type") or "").lower() in _BUTTONS for node in element.iter("input", "button"))


def leads_nowhere(link: Element) -> bool:
    """Whether a link is a control for scripts only."""
    href = link.get("href") or "#"
    return href in ("#", "#!") or href[:11].lower() == "javascript:" or (href[:1] == "#" and _is_switch(link))


def _is_switch(element: Element) -> bool:
    """Whether an element says that it shows and hides another."""
    return element.get("aria-controls") is not None or (element.get("data-toggle") or element.get("data-bs-toggle")) == "collapse"


def _may_control(element: Element) -> bool:
    """Whether an element that is no link may be a control."""
    return (
        element.tag in ("label", "summary")
        or element.get("role") == "button"
        or element.get("onclick") is not None
        or _is_switch(element)
        or _CONTROL.search(element.get("class") or "") is not None
    )


def _is_content(element: Element) -> bool:
    """Whether what is hidden is text or pictures, not a menu of links and not a form."""
    if element.tag in ("form", "input", "script", "style") or _FURNITURE.search(element.get("class") or ""):
        return False
    if any(True for _ in element.iter("form", "textarea")):
        return False
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    words = len(text_of(element))
    return words > 2 * linked or (words == 0 and any(True for _ in element.iter("img", "iframe", "video")))


def _controls(hidden: Element, root: Element | None) -> Iterator[Element]:
    """The controls that show a hidden element: in the wrapper that holds nothing else, or right before it."""
    if hidden is root:
        return
    before = hidden.getprevious()
    if before is not None and not (before.tail or "").strip():
        found = [node for node in before.iter() if _is_control(node, hidden)]
        said = text_of(before)
        if found and said in ("", text_of(found[0])) and (hidden.tag in _BLOCKS or _SHOWS.fullmatch(said)):
            yield from found
            return
    own = len(text_of(hidden))
    around: Element = hidden
    wrapper = hidden.getparent()
    for _ in range(_STEPS):
        if wrapper is None or wrapper is root or len(text_of(wrapper)) - own > _LABEL:
            return
        found = [node for child in wrapper if child is not around for node in child.iter() if _is_control(node, hidden)]
        if found:
            yield from found
            return
        around, wrapper = wrapper, wrapper.getparent()


def _is_control(node: Element, hidden: Element) -> bool:
    tag = node.tag
    if not isinstance(tag, str) or node is hidden:
        return False
    if tag == "input":
        may = (node.get("type") or "").lower() in (*_BUTTONS, "checkbox")
    elif tag == "a":
        may = leads_nowhere(node)
    else:
        may = tag == "button" or _may_control(node)
    if not may:
        return False
    said = f"{text_of(node)} {node.get('value') or ''}"
    return len(said) <= _LABEL and _OTHER.search(said) is None
