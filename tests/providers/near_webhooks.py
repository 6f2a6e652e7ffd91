"""JSON that is near a webhook of Meta's, or far from it, for hypothesis."""

from typing import Any

from hypothesis import strategies as st


def _words(text: str) -> list[str]:
    return text.split()


_SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(codec=None))
)
_ANY = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_NAMES = st.sampled_from(
    _words("""
    from from_user_id id timestamp type text body context image interactive button_reply title
    location latitude longitude contacts phones phone reaction emoji message_id edit message status
    errors code biz_opaque_callback_data unsupported sender recipient mid payload attachments url
    coordinates lat long is_echo metadata delivery mids read postback message_edit reply_to
    quick_reply mime_type
    """)
)
_KINDS = st.sampled_from(
    _words("""
    text image interactive location contacts reaction edit button unsupported sticker fallback sent
    failed 15145550142 24680
    """)
)
_ITEMS = st.recursive(
    st.one_of(_SCALARS, _KINDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=6),
    max_leaves=20,
)


@st.composite
def _messages(draw: st.DrawFn) -> Any:
    """A message of WhatsApp's that says something odd, mostly."""
    kind = draw(_KINDS)
    right = {"from": "15145550142", "id": draw(st.text(min_size=1)), "type": kind}
    return right | {kind: draw(_ITEMS)} | draw(st.dictionaries(_NAMES, _ITEMS, max_size=1))


@st.composite
def _events(draw: st.DrawFn) -> Any:
    """An event of Messenger's, in the same way."""
    right: dict[str, Any] = {"sender": {"id": "24680"}, "recipient": {"id": "13579"}}
    message = {"mid": draw(st.text(min_size=1)), "attachments": [draw(_ITEMS)]}
    return right | {"message": message} | draw(st.dictionaries(_NAMES, _ITEMS, max_size=2))


@st.composite
def webhooks(draw: st.DrawFn) -> Any:
    """JSON that is near a webhook, or far from it."""
    if draw(st.integers(0, 9)) == 0:
        return draw(_ANY)
    value = {
        "metadata": draw(st.just({"display_phone_number": "15145550100"}) | _ITEMS),
        "contacts": draw(_ITEMS),
        "messages": draw(st.lists(_messages() | _ITEMS, max_size=3) | _ANY),
        "statuses": draw(st.lists(_ITEMS, max_size=3) | _ANY),
    }
    entry = {
        "changes": [{"field": "messages", "value": value}],
        "messaging": draw(st.lists(_events() | _ITEMS, max_size=3) | _ANY),
    }
    about = draw(st.sampled_from(("whatsapp_business_account", "page", "instagram")))
    return {"object": about, "entry": [entry, draw(_ANY)]}
