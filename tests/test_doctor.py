import pytest

from omni_nb import doctor
from omni_nb.servers import openai_sdk
from tests.servers.test_network import nothing_set  # noqa: F401


def said():
    return "\n".join(doctor.lines())


def test_a_sound_machine_needs_no_hand(monkeypatch):
    monkeypatch.setattr(openai_sdk, "misfit", lambda: "")
    text = said()
    assert "no proxy and no certificates of your own are set" in text
    assert "replies are kept in" in text
    assert "on the simulator" in text
    assert "! " not in text.replace("! this console cannot show every character", "")


def test_proxies_and_certificates_are_told_without_passwords(monkeypatch, tmp_path):
    monkeypatch.setenv("HTTPS_PROXY", "http://me:canary@proxy.corp:8080")
    monkeypatch.setenv("HTTP_PROXY", "http://me:canary@h:port")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    text = said()
    assert "HTTPS_PROXY is http://…@proxy.corp:8080" in text
    assert "! HTTP_PROXY is 'http://…@h:port', which is not a usable proxy" in text
    assert "! SSL_CERT_FILE names" in text
    assert "canary" not in text


def test_versions_that_do_not_fit_are_told(monkeypatch):
    monkeypatch.setattr(openai_sdk, "misfit", lambda: "openai 1.52.0 does not work with httpx 0.28.1")
    assert "! openai 1.52.0 does not work with httpx 0.28.1 in programs that create their own client" in said()


def test_a_folder_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "file"))
    assert "! replies cannot be saved" in said()
    monkeypatch.setenv("OMNI_NB_KEEP", "0")
    assert "replies are not kept (OMNI_NB_KEEP)" in said()


@pytest.mark.parametrize("key", ["Bearer canary01234567", "sk-ant-canary0123456789"])
def test_a_key_that_does_not_work_is_told_and_not_shown(monkeypatch, key):
    monkeypatch.setenv("DASHSCOPE_API_KEY", key)
    text = said()
    assert "! Omni() does not work" in text
    assert "DASHSCOPE_API_KEY    set" in text
    assert "canary" not in text
