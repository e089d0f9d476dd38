"""At the first start the words are compiled while the program runs: from then on it knows them."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.utils.translation import gettext, override
from django.utils.translation.reloader import translation_file_changed

from lampion.kit.catalogues import compile_all

SAID, IN_FRENCH = "The petition is handed over", "La pétition est remise à son destinataire"


@pytest.fixture
def _fresh_clone(settings, tmp_path):
    written = Path("fr/LC_MESSAGES/django.po")
    (tmp_path / written).parent.mkdir(parents=True)
    shutil.copy(Path(configured.LOCALE_PATHS[0]) / written, tmp_path / written)
    settings.LOCALE_PATHS = [tmp_path]
    translation_file_changed(None, Path("django.mo"))
    yield
    translation_file_changed(None, Path("django.mo"))


def in_french():
    with override("fr"):
        return gettext(SAID)


@pytest.mark.usefixtures("_fresh_clone")
def test_words_are_known_as_soon_as_they_are_compiled():
    assert in_french() == SAID
    assert compile_all() == ["fr"]
    assert in_french() == IN_FRENCH
    assert compile_all() == []
