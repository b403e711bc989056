import base64
import pickle
import random
from urllib.parse import quote

import pytest

from omni_nb import catalog
from omni_nb.errors import KeyMissing
from omni_nb.servers.keys import EMPTY, Secret, clean_headers, piece_striker, refuse_foreign, striker, wrap_key

KEY = "sk-" + "canary0123456789"
PREFIXES = [(prefix, owner) for owner in catalog.key_owners() for prefix in owner.prefixes]


@pytest.mark.parametrize("bad", ["", "  ", "Bearer " + KEY, KEY + "\nx", "sk-***", "sk-ключ", "two words"])
def test_a_malformed_key_is_told_without_being_repeated(bad):
    secret, problem = wrap_key(bad)
    assert secret is None
    assert problem
    assert "canary" not in problem


def test_a_key_may_be_pasted_with_quotes_and_spaces():
    assert wrap_key(f" '{KEY}'\n")[0].reveal() == KEY


def test_a_secret_shows_itself_to_nobody():
    secret = Secret(KEY)
    for shown in (repr(secret), str(secret), f"{secret}", str(vars(Secret)), secret.scrub(f"bad key {KEY}!")):
        assert KEY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert Secret("short").scrub("short") == "short"


def test_words_that_stand_where_no_key_is_needed_are_no_secret():
    assert all(s.empty for s in (EMPTY, Secret("empty"), Secret("not-needed"), Secret("ollama"), Secret(" ")))
    assert not Secret(KEY).empty


@pytest.mark.parametrize(("prefix", "owner"), PREFIXES, ids=[p for p, _ in PREFIXES])
def test_a_key_that_tells_whose_it_is_goes_to_its_own_company_only(prefix, owner):
    key = Secret(prefix + "canary0123456789")
    own = owner.suffixes[0].lstrip(".")
    refuse_foreign(key, own, trusted=False)
    refuse_foreign(key, "some." + own, trusted=False)
    refuse_foreign(key, "127.0.0.1", trusted=False)
    strangers = {"dashscope.aliyuncs.com", "api.openai.com", "openrouter.ai", "api.groq.com"} - set(owner.suffixes)
    for host in strangers:  # no trust makes this right
        with pytest.raises(KeyMissing, match=f"this key is {owner.name}'s and the server is .*not sent") as err:
            refuse_foreign(key, host, trusted=True)
        assert "canary" not in str(err.value)
    for host in ("gateway.example", f"{own}.evil.example", f"evil-{own}", "10.0.0.5"):
        with pytest.raises(KeyMissing, match="was not sent"):
            refuse_foreign(key, host, trusted=False)
        refuse_foreign(key, host, trusted=True)


def test_a_plain_key_tells_nothing():
    for host in ("dashscope.aliyuncs.com", "api.openai.com", "gateway.example"):
        refuse_foreign(Secret(KEY), host, trusted=False)


def test_headers_that_http_can_carry_pass():
    assert clean_headers({"X-Team": "sound", "x-y": "é\tz", "Empty": ""}) == {
        "X-Team": "sound",
        "x-y": "é\tz",
        "Empty": "",
    }


@pytest.mark.parametrize(
    "headers",
    [{"Authorization": KEY}, {"authorization": KEY}, {"X": f"{KEY}\r\nY: z"}, {"X": "值" + KEY}, {"X Y": KEY}, {"": KEY}, {"X:": KEY}, {"X": 3}, {3: KEY}, {"X": None}, {"X": KEY.encode()}],
)  # fmt: skip
def test_other_headers_are_told_without_their_value(headers):
    with pytest.raises(ValueError, match=r"header|Authorization") as err:
        clean_headers(headers)
    assert "canary" not in str(err.value)


def test_a_key_is_struck_out_in_other_clothes_too():
    key = "sk-a/b+c=0123456789"
    for form in (key, base64.b64encode(key.encode()).decode(), quote(key, safe="")):
        assert Secret(key).scrub(f"<{form}>").startswith("<‹key›")


@pytest.mark.parametrize("between", ["\n", " ", "\u200b", "\ufffd", " \r\n\t", "-"])
def test_a_key_in_pieces_is_struck_out(between):
    key = "sk-canaryKEY0123456789"
    assert Secret(key).scrub(f"bad {key[:9]}{between}{key[9:]}!") == "bad ‹key›!"
    assert Secret(key).scrub(f"bad {between.join(key)}!") == "bad ‹key›!"
    assert Secret(key).scrub(f"bad {key[:-1]}{between}!") == f"bad {key[:-1]}{between}!"
    assert striker(Secret("none"), {"X-Api-Key": key})(f"bad {key[:9]}{between}{key[9:]}!") == "bad ‹header›!"


def test_the_beginning_of_a_key_is_seen_at_the_end_of_a_text():
    secret = Secret(KEY)
    assert [secret.open_end(t) for t in ("", "abc!", "x" + KEY[:1], "x" + KEY[:9], "x" + KEY)] == [0, 0, 1, 9, 0]
    assert Secret("short").open_end("sho") == 0


def test_a_word_that_stands_for_no_key_is_left_in_what_people_read():
    assert Secret("lm-studio").scrub("ask lm-studio") == "ask lm-studio"
    assert Secret("lm-studio").open_end("ask lm-") == 0


def test_what_stands_in_a_secret_header_is_struck_out_and_other_headers_are_not():
    strike = striker(Secret(KEY), {"X-Api-Token": "Token tok-123456789", "X-Title": "workshop-of-ours"})
    assert strike(f"{KEY} tok-123456789 workshop-of-ours") == "‹key› ‹header› workshop-of-ours"


@pytest.mark.parametrize("cut", range(5, len(KEY) - 4))
def test_no_piece_of_a_key_stays_in_what_is_kept_raw_however_it_is_cut(cut):
    strike = piece_striker(Secret(KEY), {"X-Api-Token": "Token tok-123456789"})
    kept = strike(f'{{"content": "it is {KEY[:cut]}"}}') + strike(f'{{"content": "{KEY[cut:]}, a word"}}')
    assert not [KEY[i : i + 5] for i in range(len(KEY) - 4) if KEY[i : i + 5] in kept]
    assert kept == '{"content": "it is ‹…›"}{"content": "‹…›, a word"}'


@pytest.mark.parametrize("around", ["{}", "user:{}", '{{"api_key": "{}"}}', "Bearer {}?"])
@pytest.mark.parametrize("letters", [base64.b64encode, base64.urlsafe_b64encode])
def test_no_piece_of_a_key_in_base64_stays_either(around, letters):
    key = "sk-canary?>~0123456789"
    text = around.format(key)
    coded, first = letters(text.encode()).decode(), text.index(key)
    of_the_key = [i for i in range(len(coded) - 6) if 6 * i >= 8 * first and 6 * (i + 7) <= 8 * (first + len(key))]
    assert len(of_the_key) > 20
    strike = piece_striker(Secret(key), {})
    for cut in range(len(coded)):
        kept = strike(f'{{"content": "{coded[:cut]}"}}') + strike(f'{{"content": "{coded[cut:]}"}}')
        assert not [coded[i : i + 7] for i in of_the_key if coded[i : i + 7] in kept]


def test_sound_in_base64_is_left_as_it_is():
    sound = base64.b64encode(random.Random(1).randbytes(200_000)).decode()
    assert piece_striker(Secret(KEY), {})(sound).count("‹") <= 1


def test_whole_secrets_and_those_of_headers_do_not_stay_in_it_either():
    strike = piece_striker(Secret(KEY), {"X-Api-Token": "Token tok-123456789", "X-Title": "workshop-of-ours"})
    assert strike(f"{KEY} tok-1 and 56789 workshop-of-ours") == "‹key› ‹…› and ‹…› workshop-of-ours"
    assert strike("tok-1 tok-123") == "‹…› ‹…›"
    assert piece_striker(EMPTY, {})("EMPTY words") == "EMPTY words"
