"""The same 24 hours where Meta itself carries WhatsApp and Messenger."""

import json
from collections.abc import Iterator

import pytest

from ..support import graph
from ..support.graph import SECRETS
from .conftest import OpenDesk
from .desks import R1
from .test_meta import DESK, LEA, PAGE, Meta

TEMPLATE = """
[templates.en]
meta = { name = "guichet_back", language = "en_US" }
variables = ["{name}"]
"""


@pytest.fixture
def meta(open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Meta]:
    with graph.graph() as api:
        for name, value in {**SECRETS, "META_API_URL": api.url}.items():
            monkeypatch.setenv(name, value)
        yield Meta(open_desk(DESK + TEMPLATE), api)


def test_whatsapp(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    ana.texts(R1, "Bring it in")
    meta.desk.move(days=2)
    meta.hears(LEA)
    ana.hears()
    ana.texts(R1, "#101 Your bike is ready")
    assert meta.hears(LEA) == ["[template guichet_back | Zoe]"]
    assert ana.hears()[-1].body.startswith('* NOT SENT yet: "Your bike is ready"')
    meta.writes(LEA, "Yes?")
    assert meta.hears(LEA) == ["Your bike is ready"]


def test_whatsapp_says_so_itself(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")
    meta.writes(LEA, "My chain broke")
    meta.hears(LEA)
    ana.hears()
    meta.api.closed.add(LEA[1:])
    meta.api.closed.add(LEA)
    ana.texts(R1, "Bring it in")
    assert ana.hears()[-1].body.startswith('* NOT SENT yet: "Bring it in"')
    assert meta.hears(LEA)[-1] == "[template guichet_back | Zoe]"
    meta.api.closed.clear()
    meta.writes(LEA, "Yes?")
    assert meta.hears(LEA) == ["Bring it in"]


def test_messenger_has_no_template(meta: Meta) -> None:
    ana = meta.desk.agent("Ana")

    def says(words: str, mid: str) -> None:
        meta.desk.move(seconds=1)
        event = {"sender": {"id": "24680"}, "recipient": {"id": PAGE}}
        whole = {**event, "message": {"mid": mid, "text": words}}
        body = {"object": "page", "entry": [{"id": PAGE, "messaging": [whole]}]}
        assert meta.raw(*graph.signed(json.dumps(body).encode())).status == 200
        meta.desk.settle()

    says("My chain broke", "m_1")
    ana.texts(R1, "Bring it in")
    meta.desk.move(days=2)
    ana.hears()
    before = len(meta.api.asked)
    ana.texts(R1, "#101 Your bike is ready")
    [told] = ana.hears()
    assert told.body == ana.words("unsent_waits", q="Your bike is ready", n=101, way="")
    assert len(meta.api.asked) == before
    says("Yes?", "m_2")
    assert [a.body["message"]["text"] for a in meta.api.asked[before:]] == ["Your bike is ready"]
