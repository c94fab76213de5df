"""Reading a number as it is printed in Dutch: "1.868,0", "1 868,0", "+2,4%", "1 VTE = 30u/week"."""

from __future__ import annotations

import re

_GAP = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_WHOLE = rf"\d{{1,3}}(?:\.\d{{3}})+|\d{{1,3}}(?:{_GAP}\d{{3}})+|\d+"
# What may not follow: a digit, also behind a point, a comma, an apostrophe or a gap, and a fraction sign.
_GOES_ON = rf"\d|[.,'’]\d|{_GAP}\d{{3}}(?!\d)|[¼-¾⅐-⅞]"
_PRINTED = re.compile(rf"(?P<sign>[-−]?)(?P<whole>{_WHOLE})(?P<decimals>,\d+)?(?!{_GOES_ON})", re.ASCII)
# A share in words: "één op de vijf".
_WORDS = {"één": "1", "eén": "1", "een": "1", "twee": "2", "drie": "3", "vier": "4"}
_OUT_OF = re.compile(rf"({'|'.join(_WORDS)}) op ", re.IGNORECASE)


def printed_number(printed: str) -> str:
    """Return the number with which a printed cell begins (or that stands right of its equals sign).

    It is in plain notation with the printed decimals: "1.868,0" is "1868.0"; "" where there is none.
    """
    text = printed.rpartition("=")[2].strip().removeprefix("+").lstrip()
    number = _PRINTED.match(text)
    share = _OUT_OF.match(text)
    if share is not None:
        return _WORDS[share[1].lower()]
    if number is None:
        return ""
    sign = "-" if number["sign"] else ""
    return sign + re.sub(r"\D", "", number["whole"]) + (number["decimals"] or "").replace(",", ".")
