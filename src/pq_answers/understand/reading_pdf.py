"""The text layer of a PDF, with the empty lines that the space between its paragraphs stands for."""

from __future__ import annotations

import logging
import re
import unicodedata
from io import BytesIO
from typing import TYPE_CHECKING

from pq_answers.errors import InputError

if TYPE_CHECKING:
    from pypdf import PageObject

_MOST_PAGES = 200
_LIGATURE = re.compile("[\ufb00-\ufb06]")


def pdf_text(data: bytes) -> str:
    """Return the text of all pages; raises `InputError` for a PDF that is locked, broken or only pictures."""
    from pypdf.errors import DependencyError, FileNotDecryptedError

    # What pypdf mends in a file it tells to the log, where the person who asks does not look.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        text = "\n".join(_page(page) for page in _pages(data))
    except InputError:
        raise
    # The ciphers of newer files need a library that is not installed for a question alone.
    except (DependencyError, FileNotDecryptedError, NotImplementedError) as error:
        raise (_locked() if b"/Encrypt" in data else _broken()) from error
    # A damaged PDF makes pypdf stumble in more ways than it documents.
    except Exception as error:
        raise _broken() from error
    if not text.strip():
        what = "Deze pdf bevat enkel beelden of lege bladzijden: er zit geen tekst in."
        raise InputError(
            what, fix="Zet ze om met tekstherkenning (ocr), of tik de vraag over in een .docx of .txt."
        )
    # "ﬁnanciering" is one sign too short for every word list.
    return _LIGATURE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _pages(data: bytes) -> list[PageObject]:
    from pypdf import PdfReader

    if b"%PDF-" not in data[:1024]:
        raise _broken()
    reader = PdfReader(BytesIO(data))
    # A PDF that only forbids printing opens with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise _locked()
    if len(reader.pages) > _MOST_PAGES:
        fix = "Bewaar enkel de bladzijden met de vraag."
        raise InputError(f"Deze pdf heeft meer dan {_MOST_PAGES} bladzijden.", fix=fix)
    return list(reader.pages)


def _locked() -> InputError:
    what = "Deze pdf is beveiligd, met een wachtwoord of tegen wijzigen."
    return InputError(what, fix="Bewaar ze zonder beveiliging, of druk ze af naar een nieuwe pdf.")


def _page(page: PageObject) -> str:
    # Only the layout knows the space between paragraphs; where it sees nothing, the plain order is left.
    text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
    return text if text.strip() else page.extract_text()


def _broken() -> InputError:
    return InputError(
        "Deze pdf is beschadigd.", fix="Vraag het bestand opnieuw, of bewaar de vraag als .docx of .txt."
    )
