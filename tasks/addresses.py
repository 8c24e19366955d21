"""Addresses: which URLs may be asked for, and which mean the same page."""

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that tell where a reader came from, never which article it is.
_TRACKING_PREFIXES = ("utm_", "at_", "pk_", "mtm_", "hsa_")
_TRACKING = frozenset(
    {
        "fbclid",
        "gclid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "xtor",
        "ref_src",
        "ref_url",
        "cmpid",
        "ocid",
        "ito",
        "srnd",
        "smid",
        "partner",
        "rss",
        "from_rss",
        "_openstat",
        "traffic_source",
        "maca",
        "wt_mc",
    }
)


class AddressError(ValueError):
    """A URL that must not be asked for; the message says why."""


def check_url(url: str) -> str:
    """Return the host of an http(s) URL; AddressError for every other kind."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressError(f"malformed URL: {error}") from error
    if parts.scheme not in ("http", "https"):
        raise AddressError(f"not an http(s) URL: {parts.scheme or 'no scheme'}")
    if not host:
        raise AddressError("a URL without a host")
    if parts.username or parts.password:
        raise AddressError("a URL with a user name in it")
    return host


def canonical_url(url: str) -> str:
    """Return the URL without fragment and tracking parameters, host in lower case.

    The path and every other parameter stay as they are: both can tell articles apart.
    """
    parts = urlsplit(url)
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith(_TRACKING_PREFIXES)
    ]
    kept = parts.query if len(query) == len(parse_qsl(parts.query, keep_blank_values=True)) else ""
    if not kept and query:
        kept = urlencode(query)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", kept, ""))


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet."""
    ip = ipaddress.ip_address(address.split("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not (mapped or ip).is_multicast


def is_loopback(host: str) -> bool:
    """Tell whether a host is written as a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def resolve_host(host: str, port: int, *, allow_private: bool) -> Sequence[str]:
    """Return the addresses of a host that may be connected to.

    Raises AddressError when a name cannot be resolved, or leads to a private address without
    leave: one private answer among public ones is enough, as a rebinding name gives them in turn.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressError(f"the name {host} cannot be resolved") from error
    addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
    if not allow_private and not all(map(is_public, addresses)):
        raise AddressError(f"{host} is a private address")
    return addresses
