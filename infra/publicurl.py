"""Where a deployed stage answers: what providers call and sign."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from chalicelib import settings
from chalicelib.errors import SetupError

from .apply import CONFIG

_MEND = "Mend: `chalice deploy --stage {}`, or set GUICHET_PUBLIC_URL for the stage."


def find(stage: str, deployed: Path = CONFIG.parent / "deployed") -> str:
    """The stage's public URL, without a slash at the end.

    GUICHET_PUBLIC_URL, else what Chalice wrote down when it deployed. Raises `SetupError`.
    """
    url = settings.public_url() or _deployed(stage, deployed / f"{stage}.json")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise SetupError(
            "The public URL is no address that a provider can call. Mend: set GUICHET_PUBLIC_URL"
            " to one like https://example.com/api, and deploy again."
        )
    return url


def _deployed(stage: str, path: Path) -> str:
    """The address that API Gateway gave the stage."""
    mend = _MEND.format(stage)
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))["resources"]
        urls = [one["rest_api_url"] for one in resources if "rest_api_url" in one]
    except FileNotFoundError:
        raise SetupError(f'The stage "{stage}" was not deployed from here. {mend}') from None
    except (OSError, ValueError, KeyError, TypeError):
        raise SetupError(f"{path.name} of .chalice/deployed can't be read. {mend}") from None
    if not urls:
        raise SetupError(f'The stage "{stage}" has no API. {mend}')
    return str(urls[0]).rstrip("/")
