"""Character sets: what the bytes say, against what their labels say.

Bytes that are valid UTF-8 are UTF-8 whatever their label says: no text of another set is, by
chance, beyond a few words. Labels come next, then what reads as the expected language.
"""

import codecs
import re

from charset_normalizer import from_bytes

from tasks.languages import load_script

_CYRILLIC_SETS = ("windows-1251", "koi8-r")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read these labels as (WHATWG Encoding Standard): the wider set.
_WIDER = {
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_HEAD = 2048  # bytes: where a page or a feed declares its character set
_SAMPLE = 20_000
_FEW_BROKEN = 10  # of so many characters beyond ASCII, one may be broken by damage


def label_in_header(content_type: str) -> str | None:
    """Return the character set a Content-Type header names, or None."""
    found = _HEADER.search(content_type)
    return _known(found.group(1)) if found else None


def label_in_body(body: bytes) -> str | None:
    """Return the character set that an XML declaration or a meta tag names, or None."""
    found = _DECLARED.search(body[:_HEAD])
    return _known(found.group(1).decode("ascii", "ignore")) if found else None


def _known(label: str) -> str | None:
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return _WIDER.get(name, name)


def decode(body: bytes, content_type: str = "", language: str = "") -> str:
    """Return the text of a page or feed; characters that cannot be read become U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body.decode(name, "replace")
    if is_wide(body):
        return body.decode("utf-16-le" if body[1] == 0 else "utf-16-be", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return body.decode(_guess(body, content_type, language), "replace")


def is_wide(body: bytes) -> bool:
    """Tell whether the body is UTF-16 without a byte-order mark."""
    return (body[:1] + body[2:3] in (b"<?", b"<r", b"<!", b"<h") and body[1:2] == b"\0") or (
        body[:1] == b"\0" and body[1:2] == b"<" and body[2:3] == b"\0"
    )


def _guess(body: bytes, content_type: str, language: str) -> str:
    lenient = body.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    if sum(c > "\x7f" for c in lenient) > _FEW_BROKEN * broken:
        return "utf-8"  # damaged here and there
    labels = (label_in_body(body), label_in_header(content_type))
    named = [label for label in labels if label and not label.startswith("utf")]
    sample = body[:_SAMPLE] if len(body) <= _SAMPLE else _dense(body)
    if language in load_script("cyrillic"):
        candidates = dict.fromkeys([*named, *_CYRILLIC_SETS])
        return max(candidates, key=lambda name: _cyrillic_sense(sample, name))
    for label in named:
        try:
            body.decode(label)
        except (UnicodeDecodeError, LookupError):
            continue
        return label
    best = from_bytes(sample).best()
    return best.encoding if best is not None else "windows-1252"


def _dense(body: bytes) -> bytes:
    """Return the part of a long body where most bytes are beyond ASCII: there is the text."""
    pieces = [body[i : i + _SAMPLE] for i in range(0, len(body), _SAMPLE)]
    return max(pieces, key=lambda piece: sum(byte > 0x7F for byte in piece))


def _cyrillic_sense(sample: bytes, name: str) -> float:
    """Return how much the sample reads as Cyrillic: lower-case letters far outnumber capitals."""
    try:
        text = sample.decode(name, "replace")
    except LookupError:
        return -1.0
    small = sum("а" <= c <= "я" or c in "ёіїєґў" for c in text)
    other = sum(c > "\x7f" for c in text) - small
    return small - 2.0 * other
