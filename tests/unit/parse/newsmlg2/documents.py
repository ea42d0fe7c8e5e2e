"""NewsML-G2 to parse: an item of which tests say what differs, and a message of items."""

from collections.abc import Callable

from feeds.model import Delivery, Payload, WireItem

MakePayload = Callable[..., Payload]
NS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
HTML = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
STORY = HTML.format("<p>It rang once.</p>")
IN_TEXT = '<itemClass qcode="ninat:text"/>'


def news_item(
    *,
    item: str = "",
    content: str = "<headline>Bell</headline>",
    rights: str = "",
    copy: str = f"<inlineXML>{STORY}</inlineXML>",
    nature: str = IN_TEXT,
    attributes: str = 'guid="urn:bell" version="2" xml:lang="en"',
    others: str = "",
) -> str:
    return (
        f"<newsItem {NS} {attributes}><rightsInfo>{rights}</rightsInfo><itemMeta>{nature}{item}</itemMeta>"
        f"<contentMeta>{content}</contentMeta>{others}<contentSet>{copy}</contentSet></newsItem>"
    )


def a_message(*items: str) -> str:
    return f"<newsMessage {NS}><itemSet>{''.join(items)}</itemSet></newsMessage>"


Read = Callable[[str | bytes], Delivery]
MakeItem = Callable[..., WireItem]
