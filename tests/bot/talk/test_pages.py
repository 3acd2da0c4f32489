"""The pages as they go out."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.settings import read_settings
from bot.talk.pages import build_pages, list_headers
from bot.talk.script import PARTS, TEXTS


def some_settings(tmp_path: Path, **env: str):
    return read_settings({"OWNVOICE_VAR": str(tmp_path), "OWNVOICE_SECRET_KEYS": "not-a-secret-" * 3, **env})


def test_the_page_at_the_root_says_what_it_is_not_and_whom_to_call(tmp_path):
    page = build_pages(some_settings(tmp_path))["/"].body.decode()
    assert "Not a crisis service. Not medical advice." in page
    for url in ("tel:911", "tel:988", "sms:988", "tel:18007997233", "sms:88788?body=START"):
        assert f'href="{url}"' in page


def test_the_name_of_the_programme_is_text_on_the_page(tmp_path):
    page = build_pages(some_settings(tmp_path, OWNVOICE_PROGRAMME="<b>Elm & Oak</b>"))["/"].body.decode()
    assert "&lt;b&gt;Elm &amp; Oak&lt;/b&gt;" in page


def test_pages_have_no_inline_script_or_style_and_name_no_other_site(tmp_path):
    for path, page in build_pages(some_settings(tmp_path)).items():
        if page.kind.startswith("text/html"):
            markup = page.body.decode()
            assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", markup), path
            assert not re.search(r'(?:src|rel="stylesheet" href)="(?:https?:)?//', markup), path


def test_only_listed_websites_may_frame_us(tmp_path):
    headers = list_headers(some_settings(tmp_path, OWNVOICE_ALLOWED_ORIGINS="https://peers.example.org"))
    assert "frame-ancestors 'self' https://peers.example.org;" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_script_never_writes_markup_and_every_word_it_says_exists():
    code = "".join(path.read_text() for path in PARTS.glob("*.js"))
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|localStorage|cookie", code)
    words = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))["texts"]
    assert set(re.findall(r"\btexts\.(\w+)", code)) <= set(words)
