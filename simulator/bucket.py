"""S3 as a browser or a carrier meets it: what a presigned link leads to, out of moto's memory."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

from chalicelib import settings

from .gateway import Gateway
from .stage import PUBLIC_URL
from .wire import Answer

_HEADERS = {
    "response-content-type": "content-type",
    "response-content-disposition": "content-disposition",
}


def opened(gateway: Gateway, url: str, now: datetime) -> Answer:
    """What a browser finds at a link: of the desk's own, or where the desk leads on to, of S3's."""
    if not url.startswith(f"{PUBLIC_URL}/"):
        return read(url, now)
    answer = gateway.call("GET", url)
    return read(answer.headers["location"], now) if "location" in answer.headers else answer


def read(url: str, now: datetime) -> Answer:
    """The answer to a GET of a presigned link: 403 where it has run out, 404 where nothing is."""
    parts = urlsplit(url)
    asked = {name.lower(): values[-1] for name, values in parse_qs(parts.query).items()}
    if not _lasts(asked, now):
        return _refused(403, "Request has expired")
    bucket, path = settings.bucket(), unquote(parts.path).lstrip("/")
    key = path if parts.netloc.startswith(f"{bucket}.") else path.removeprefix(f"{bucket}/")
    s3 = settings.s3()
    try:
        found = s3.get_object(Bucket=bucket, Key=key)
    except s3.exceptions.NoSuchKey:
        return _refused(404, "The specified key does not exist")
    headers = {"content-type": found["ContentType"]}
    headers |= {to: asked[name] for name, to in _HEADERS.items() if name in asked}
    return Answer(200, headers, found["Body"].read())


def _lasts(asked: dict[str, str], now: datetime) -> bool:
    """Whether a link that was signed then is still good; one that is not signed never is."""
    if "expires" in asked:  # the older way to sign: the moment itself
        return now.timestamp() <= int(asked["expires"])
    if "x-amz-date" not in asked:
        return False
    signed = datetime.strptime(asked["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return now <= signed + timedelta(seconds=int(asked["x-amz-expires"]))


def _refused(status: int, why: str) -> Answer:
    return Answer(status, {"content-type": "text/plain"}, why.encode())
