"""Addresses: which URLs may be asked for, and which mean the same page."""

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from storage.records import make_id

MAX_URL = 4000  # characters; longer ones are traps, not articles

# Parameters that tell where a reader came from, never which article it is. A short list on
# purpose: courlan's longer one drops cid, eid and gallery, which do tell articles apart.
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "ga_", "at_", "ns_")
_TRACKING = frozenset(
    {
        "fbclid", "gclid", "dclid", "gbraid", "wbraid", "gclsrc", "msclkid", "twclid", "ttclid",
        "yclid", "ysclid", "igsh", "igshid", "srsltid", "mc_cid", "mc_eid", "mkt_tok", "_hsenc",
        "_hsmi", "__hstc", "__hssc", "__hsfp", "_openstat", "_ga", "_gl", "xtor", "maca",
        "traffic_source", "cmpid", "ocid", "smid", "smtyp", "ref_src", "ref_url", "wt_mc",
        "ftag", "ito", "cmp", "sr_share", "vero_id", "oly_enc_id", "oly_anon_id", "rb_clickid",
        "wickedid", "s_cid", "from_rss"
    }
)  # fmt: skip
_FROM_RSS = frozenset({"partner", "emc", "ref", "source", "src", "from", "via", "rss", "feed"})
_RSS_VALUES = frozenset({"rss", "feed", "rss_feed", "rssfeed"})

_BLANK = re.compile(r"[\t\r\n]")
_BAD_HOST = re.compile(r"[\s\\\x00-\x20\"<>^`{|}]")
_URL_SAFE = "".join(map(chr, range(0x21, 0x7F)))  # what is written stays as it is written
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


class AddressError(ValueError):
    """A URL that must not be asked for; the message says why."""


class UnknownHostError(AddressError):
    """A host name that cannot be resolved, perhaps only now."""


def check_url(url: str) -> str:
    """Return the host of an http(s) URL; AddressError for every other kind."""
    if len(url) > MAX_URL:
        raise AddressError(f"a URL longer than {MAX_URL} characters")
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(f"malformed URL: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise AddressError(f"not an http(s) URL: {parts.scheme or 'no scheme'}")
    if "@" in parts.netloc:
        raise AddressError("a URL with a user name in it")
    if not host:
        raise AddressError("a URL without a host")
    if _BAD_HOST.search(parts.netloc):
        raise AddressError("malformed URL: a character that no host has")
    return host


def join_url(base: str, link: str) -> str:
    """Return a link as an absolute URL; a link that cannot be joined comes back as it is."""
    link = _BLANK.sub("", link).strip()
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def canonical_url(url: str) -> str:
    """Return the URL without fragment and tracking parameters, host in lower case.

    The path and every other parameter stay as they are: both can tell articles apart. A URL that
    cannot be parsed comes back stripped. Applying the function twice changes nothing more.
    """
    cleaned = _BLANK.sub("", url).strip()
    try:
        parts = urlsplit(cleaned)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return cleaned
    if not host:
        return cleaned
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    # A fragment names a place in a page, except "#!", with which scripts name the page itself.
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(
        (
            parts.scheme,
            host,
            quote(parts.path or "/", safe=_URL_SAFE),
            quote(_without_tracking(parts.query), safe=_URL_SAFE),
            quote(fragment, safe=_URL_SAFE),
        )
    )


def _without_tracking(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not _is_tracking(part))


def _is_tracking(part: str) -> bool:
    name, _, value = part.partition("=")
    name = name.lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    return name in _FROM_RSS and value.lower() in _RSS_VALUES


def article_id(url: str) -> str:
    """Return the id of the article at a URL: http or https, and tracking, make no difference."""
    return make_id("article", canonical_url(url).partition("://")[2])


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is as public as that.
    """
    ip = ip_address(address.split("%")[0])
    carried = _carried(ip) if isinstance(ip, IPv6Address) else None
    if carried is not None:
        return is_public(str(carried))
    if isinstance(ip, IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def is_loopback(host: str) -> bool:
    """Tell whether a host is written as a loopback address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def resolve_host(host: str, port: int, *, allow_private: bool) -> Sequence[str]:
    """Return the IP addresses of a host that may be connected to.

    Raises UnknownHostError when the name cannot be resolved, and AddressError when it leads to a
    private address without leave: one private answer among public ones is enough, as a rebinding
    name gives them in turn.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnknownHostError(f"the name {host} cannot be resolved") from error
    addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
    if not allow_private and not all(map(is_public, addresses)):
        raise AddressError(f"{host} is a private address")
    return addresses
