import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from infra import tomlines

ODD = r'''title = "x # no" # yes
"quoted key".'a b' = 1
day = 1979-05-27 07:32:00 # a blank inside
many = [ 1, # one
  2, { a = 1, b.c = [ "]", '}' ] },

  3 ]
text = """
[[inboxes]]
a = 1 \""" x"""""
literal = \'\'\'
[x]
\'\'\'\'\'
none = ""
nothing = """"""
[ desk . sub ]
x=true
[desk]
y = {}
[[inboxes]]
name="a"
[inboxes.texts]
open="o"
[inboxes.texts.fr]
open="o"
[[ inboxes ]]
 addresses = [
  "1",
  "2",
 ]
[[inboxes.sub]]
a=1
[[inboxes.sub]]
a=2
[inboxes.sub.deep]
z = []
'''.replace("\\'", "'")


def paths(node: Any, path: tomlines.Path = ()) -> Iterator[tomlines.Path]:
    if path:
        yield path
    pairs = node.items() if isinstance(node, dict) else ()
    for key, inner in enumerate(node) if isinstance(node, list) else pairs:
        yield from paths(inner, (*path, key))


@pytest.mark.parametrize("text", [ODD, ODD.replace("\n", "\r\n"), "", "# nothing", "a.b.c = 1"])
def test_every_path_that_tomllib_finds_has_a_line_and_no_other(text: str) -> None:
    assert set(tomlines.lines(text)) == set(paths(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("quoted key", "a b"), 2),
        (("many", 0), 4),
        (("many", 2, "b", "c", 1), 5),
        (("many", 3), 7),
        (("literal",), 11),
        (("none",), 14),
        (("desk", "y"), 19),
        (("inboxes", 0), 20),
        (("inboxes", 0, "texts", "fr", "open"), 25),
        (("inboxes", 1), 26),
        (("inboxes", 1, "addresses"), 27),
        (("inboxes", 1, "addresses", 1), 29),
        (("inboxes", 1, "sub", 1, "a"), 34),
        (("inboxes", 1, "sub", 1, "deep", "z"), 36),
    ],
)
def test_the_line_is_where_it_stands(path: tomlines.Path, line: int) -> None:
    assert tomlines.lines(ODD)[path] == line
