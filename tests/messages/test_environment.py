import plistlib
import subprocess
import sys

import pytest

from omni_nb.messages.environment import language_here, language_of


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("zh_CN.UTF-8", "zh"), ("zh-Hans", "zh"), ("zh", "zh"), ("ZH_cn", "zh"), ("zh_TW.Big5@radical", "zh"), ("yue_HK", "zh"),
        ("Chinese (Simplified)_China.936", "zh"), ("中文", "zh"), (" zh\n", "zh"), ("en", "en"), ("en_GB.ISO-8859-15", "en"),
        ("English_United States.1252", "en"), ("C.UTF-8", None), ("POSIX", None), ("", None), ("zhuang", None), ("za_CN", None),
        ("fr", None), ("_CN", None), ("%$§", None), ("zhen", None), (None, None), (7, None),
    ],
)  # fmt: skip
def test_a_language_is_known_by_the_head_of_its_tag(tag, found):
    assert language_of(tag) == found


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": "", "LC_MESSAGES": ""}, "zh"),
        ({"LC_CTYPE": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANGUAGE": "en:zh_CN", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "fr:zh", "LANG": "fr_FR.UTF-8"}, "zh"),
        ({"LANGUAGE": "fr", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANGUAGE": "zh", "LANG": "C"}, "en"),
        ({"LANGUAGE": "zh", "LANG": "C.UTF-8"}, "zh"),
        ({"LANGUAGE": ":::"}, "en"),
        ({"OMNI_NB_LANGUAGE": "zh", "LC_ALL": "C", "LANGUAGE": "en"}, "zh"),
        ({"OMNI_NB_LANGUAGE": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"OMNI_NB_LANGUAGE": "auto", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"OMNI_NB_LANGUAGE": "klingon", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"OMNI_NB_LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "zh"),
    ],
)
def test_the_environment_says_who_reads(environ, found):
    assert language_here(environ, "linux") == found
    assert language_here(environ, "an unknown system") == found


def test_a_program_that_was_started_by_a_click_asks_the_system(tmp_path, monkeypatch):
    place = tmp_path / "Library" / "Preferences"
    place.mkdir(parents=True)
    for languages, found in (
        (["zh-Hans-CN", "en-CN"], "zh"),
        (["fr-FR", "en"], "en"),
        ("zh", "en"),
        ([5], "en"),
        ([], "en"),
    ):
        (place / ".GlobalPreferences.plist").write_bytes(plistlib.dumps({"AppleLanguages": languages}))
        assert language_here({}, "darwin", tmp_path) == found
    assert language_here({"LANG": "en_US.UTF-8"}, "darwin", tmp_path) == "en"
    for damaged in (b"", b"[]", b"<plist>", plistlib.dumps(["zh"])):
        (place / ".GlobalPreferences.plist").write_bytes(damaged)
        assert language_here({}, "darwin", tmp_path) == "en"
    assert language_here({}, "darwin", tmp_path / "nobody") == "en"
    monkeypatch.setattr("locale.setlocale", lambda category: "Chinese (Simplified)_China.936")
    assert language_here({}, "win32") == "zh"
    assert language_here({"LANG": "C.UTF-8"}, "win32") == "en"


@pytest.mark.parametrize(("value", "said"), [("zh_CN.UTF-8", "请重新提问。"), ("C", "Ask again.")])
def test_a_program_speaks_its_locale(value, said):
    code = "import sys; from omni_nb.messages import _; sys.stdout.buffer.write(str(_('Ask again.')).encode())"
    done = subprocess.run([sys.executable, "-c", code], env={"LC_ALL": value}, capture_output=True, check=True)
    assert done.stdout.decode() == said
