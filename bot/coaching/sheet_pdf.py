"""The page as a PDF that prints well on A4 and on Letter: narrow enough for one, short enough for the other."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF

from bot.coaching.sheet import Sheet

WIDTH_MM, HEIGHT_MM = 210, 279.4  # A4's width, Letter's height: fits both without scaling
MARGIN_MM = 20


@lru_cache(maxsize=1)
def _find_fonts() -> Path:
    """DejaVu comes with matplotlib, which Rasa needs anyway; it knows Spanish, Vietnamese and Cyrillic."""
    package = find_spec("matplotlib")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("the fonts for PDF files come with matplotlib, which is not installed")
    return Path(next(iter(package.submodule_search_locations))) / "mpl-data" / "fonts" / "ttf"


def write_pdf(sheet: Sheet) -> bytes:
    """The bytes of the file."""
    pdf = FPDF(format=(WIDTH_MM, HEIGHT_MM))
    pdf.set_title(sheet.title)
    pdf.set_lang("en")
    pdf.set_margins(MARGIN_MM, MARGIN_MM)
    pdf.set_auto_page_break(True, MARGIN_MM)
    pdf.add_font("DejaVu", "", _find_fonts() / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", _find_fonts() / "DejaVuSans-Bold.ttf")
    pdf.add_page()
    _write(pdf, sheet.title, 18, "B", 9)
    pdf.ln(2)
    for section in sheet.sections:
        if section.is_inline:
            _write(pdf, f"{section.heading}: {section.lines[0]}", 12, "", 7)
            continue
        pdf.ln(2)
        _write(pdf, section.heading, 12, "B", 7)
        for number, line in enumerate(section.lines, 1):
            mark = f"{number}. " if section.is_numbered else "- " if len(section.lines) > 1 else ""
            _write(pdf, mark + line, 12, "", 6.5)
    pdf.ln(4)
    _write(pdf, sheet.footer, 9, "", 5)
    return bytes(pdf.output())


def _write(pdf: FPDF, text: str, size: int, style: str, height: float) -> None:
    pdf.set_font("DejaVu", style, size)
    pdf.multi_cell(0, height, text, new_x="LMARGIN", new_y="NEXT")
