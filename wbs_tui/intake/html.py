"""HTML to text. The markup is data: nothing in it is run, nothing it points to is fetched."""

import re
from typing import Any

from wbs_tui.text.clean import clean

_LONGEST_LINK = 500  # characters; a longer address is a tracker's, and drowns the text
_NEVER_TEXT = ("script", "style", "head", "img", "svg", "object", "embed", "iframe", "noscript", "template")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_BLANK_LINES = re.compile(r"\n{3,}")
_TAGS = re.compile(r"<[^<>]*>")


def html_to_text(html: str) -> str:
    """The readable text of a page or a mail body, cleaned; addresses of links stand behind their words.

    Tables come out row by row: laying them out in columns would let a short hostile table ask for gigabytes.
    """
    html = clean(html)
    tree, whole = _tree(html)
    if tree is None:
        return ""
    _strip(tree)
    # Only a bomb nests deeper than the parser goes; what stands in there is kept, without its layout.
    text = clean(_layout(tree) if whole else _TAGS.sub(" ", html))
    lines = (line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tree(html: str) -> tuple[Any, bool]:
    """The page, and whether all of it is there; no page when there is only white space and comments."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(_XML_DECLARATION.sub("", html), parser=parser)
    except etree.ParserError:
        return None, True
    return tree, not any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)


def _strip(tree: Any) -> None:
    """Take out what is never text and every attribute: styles can ask for any amount of padding."""
    for element in list(tree.iter(*_NEVER_TEXT)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in tree.iter():
        _rework(element)


def _rework(element: Any) -> None:
    link = clean(element.get("href", ""), single_line=True) if element.tag == "a" else ""
    element.attrib.clear()
    if link.lower().startswith(("http://", "https://")) and link not in (element.text or ""):
        _write_at_end(element, f" <{link[:_LONGEST_LINK]}>")
    elif element.tag in ("table", "tbody", "thead", "tfoot", "tr"):
        element.tag = "div"
    elif element.tag in ("td", "th"):
        element.tag = "span"
        _write_at_end(element, " ")


def _write_at_end(element: Any, text: str) -> None:
    addition = element.makeelement("span")
    addition.text = text
    element.append(addition)


def _layout(tree: Any) -> str:
    from inscriptis.html_engine import Inscriptis  # type: ignore[import-untyped]

    try:
        return str(Inscriptis(tree).get_text())
    except RecursionError:  # nested deeper than any writer would: the words without their layout
        return " ".join(tree.itertext())
