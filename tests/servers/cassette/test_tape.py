import json
import random
import re

import pytest

from omni_nb.servers.cassette.scrub import Scrubber
from omni_nb.servers.cassette.tape import Heard, arrivals_of, lines_of, style_of
from tests.support.cassettes import chunk
from tests.support.media import TONE

SOUND = __import__("base64").b64encode(TONE.samples[:4_000].tobytes()).decode()


def there_and_back(arrivals):
    lines, sound = lines_of(Heard(arrivals=arrivals, end_s=9.0, why="body"), Scrubber())
    lines = [json.loads(json.dumps(line)) for line in lines]
    style = style_of(lines.pop(0)["answer"]) if "answer" in lines[0] else None
    return arrivals_of(lines[:-1], style, sound), lines


BODIES = {
    "compact": b'data: {"a":"\xe4\xbd\xa0"}\n\ndata: {"b":[1,2.5,1e-07,null]}\n\ndata: [DONE]\n\n',
    "spaced": b'data: {"a": "x", "b": 1}\n\ndata: {"b": 2}\n\n',
    "escapes": b'data: {"a":"\\u4f60\\ud83d"}\n\ndata: {"b":"\\u4f60"}\n\n',
    "both": b'data: {"a":"\xe4\xbd\xa0"}\n\ndata: {"b":"\\u4f60"}\n\n',
    "windows": b'data: {"a":1}\r\n\r\ndata: {"b":2}\r\n\r\n: ping\r\n\r\n',
    "mixed": b'data: {"a":1}\n\ndata: {"b":2}\r\n\r\ndata:{"c":3}\n\n',
    "odd numbers": b'data: {"a":1.0,"b":1E5,"c":-0,"d":1e400,"e":NaN}\n\n',
    "twice a name": b'data: {"a":1,"a":2}\n\n',
    "slashes": b'data: {"a":"\\/"}\n\n',
    "names of lines": b'event: x\nid: 3\ndata: {"a":1}\n\n',
    "document": b'{"choices": [{"message": {"content": "hi"}}]}',
    "indented": b'{\n  "a": 1\n}\n',
    "page": b"<html>\n\n<p>hi</p>\n\n\n\n</html>",
    "no UTF-8": b'data: {"a":"\xff\xfe"}\n\ndata: {"b":1}\n\n',
    "cut": b'data: {"a":1}\n\ndata: {"b":"wo',
    "lines alone": b"\n\n\n\n\n",
    "one letter": b"x",
    "marks a place": b'data: {"data":{"$sound":[0,3]}}\n\n',
    "says the mark": b'data: {"a":"$sound"}\n\ndata: {"a":"x","b":["$sound"]}\n\ndata: {"a":"{\\"$sound\\":[0,1]}"}\n\n',
    "sound": f'data: {{"data":"{SOUND}"}}\n\ndata: {{"data":"{SOUND[:-4]}"}}\n\n'.encode(),
    "deep": b"data: " + b"[" * 3_000 + b"]" * 3_000 + b"\n\n",
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_every_body_comes_back_cut_as_it_was(name):
    body, chance = BODIES[name], random.Random(1)
    for pieces in (1, 2, 7, 40):
        cuts = sorted(chance.randrange(len(body) + 1) for _ in range(pieces - 1))
        parts = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True) if b > a]
        arrivals = [(round(0.1 * i, 6), part) for i, part in enumerate(parts, 1)]
        assert there_and_back(arrivals)[0] == arrivals


def test_it_can_be_read_and_a_change_is_one_line():
    arrivals = [(0.1, chunk("你")), (0.2, chunk("好")[:20]), (0.25, chunk("好")[20:])]
    lines = there_and_back(arrivals)[1]
    assert lines[0] == {"at": 0.1, "data": {"choices": [{"delta": {"content": "你"}}]}}
    assert lines[1] == {"at": 0.25, "cut": [[0.2, 20]], "data": {"choices": [{"delta": {"content": "好"}}]}}
    assert lines[-1] == {"end": 9.0, "why": "body"}
    lines[0]["data"]["choices"][0]["delta"]["content"] = "您"
    style = style_of({"before": "data: ", "behind": "\n\n", "comma": ", ", "colon": ": ", "ascii": False})
    assert arrivals_of(lines[:-1], style, b"")[0] == (0.1, chunk("您"))


@pytest.mark.parametrize("line", [{}, {"at": 1}, {"at": "x", "text": ""}, {"at": -1, "text": ""}, {"at": 1, "bytes": "?"}, {"at": 1, "data": {}}, {"at": 1, "text": 3}, {"at": 1, "cut": 3, "text": ""}, {"at": 1, "cut": [[1]], "text": ""}])  # fmt: skip
def test_a_line_that_is_none_of_ours_is_told(line):
    with pytest.raises((ValueError, KeyError, TypeError, IndexError)):
        arrivals_of([line], None, b"")


@pytest.mark.parametrize("plain", [None, {}, {"before": 1}, 3])
def test_so_is_a_style(plain):
    with pytest.raises(ValueError, match=re.escape(str(plain))):
        style_of(plain)
