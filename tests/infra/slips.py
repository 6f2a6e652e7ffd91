"""A `desk.toml` read, right or wrong: what it declares, and that a slip in it is told well."""

from infra import deskfile


def parsed(text: str) -> deskfile.Declaration:
    """What a right file declares."""
    found = deskfile.parse(text)
    assert isinstance(found, deskfile.Declaration), [str(problem) for problem in found]
    return found


def errors(text: str) -> list[str]:
    """What is said of a file; nothing where it is right."""
    found = deskfile.parse(text)
    return [] if isinstance(found, deskfile.Declaration) else [str(problem) for problem in found]


def refused(right: str, old: str, new: str, line: int, words: str) -> list[str]:
    """What is said with `new` for the first `old`: these words of that line, and how to mend it."""
    assert old in right
    found = errors(right.replace(old, new, 1))
    assert any(error.startswith(f"line {line}: ") and words in error for error in found), found
    assert all(". Mend: " in error for error in found), found
    return found
