"""What came along with a customer's text, in words for an agent. Pure."""

from ..models import InboundMessage, Message
from ..texts import say


def told(words: str, message: InboundMessage | Message, language: str) -> str:
    """A customer's words with what came along: forwarded, an answer to a text, led here by a link.

    A reaction has no words: what it is, and to which text, stands in their place.
    """
    found = {extra.kind: extra.text for extra in message.extras}
    quoted = found.get("quote", "")
    if "reaction" in found:
        key = "reacted_to" if quoted else "reacted"
        return say(key, language, text=found["reaction"], q=quoted)
    if quoted:
        words = say("said_quote", language, text=words, q=quoted)
    if "forwarded" in found:
        words = say("said_forwarded", language, text=words)
    if "referral" in found:
        words = "\n".join((say("said_referral", language, text=found["referral"]), words))
    return words
