"""Aligning voices: in how many moments does a switch meet the same word, and how long does it take?

espeak-ng tells when each word begins. The rules and numbers of `align_clips` were chosen on the sentences of TUNED, those
of HELD were looked at when they stood. Each sentence is said by 8 voices of 150 to 200 words a minute, each of which goes
to each other; a moment every 100 ms. Columns:

`at`            the word that sounds at the moment is the one at the place that `at` gives, to the millisecond
`±20 ms`        the same, where the truth is as sharp as that: espeak-ng puts a border into the glide between two words
`error`         at the beginnings of words, ms: the median, and what 90 % lie below
`lands`         from_onset: what is heard from 30 ms behind the place at which it lands is the same word
`onset`         from_onset: that, or the word is heard whole with at most a syllable before it
`whole`         from_onset: the word is heard from its beginning (60 ms), in brackets what `at` has of it
`match`         clips that were said to say the same words, of all
"""

from __future__ import annotations

import itertools
import random
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from omni_nb import Clip  # noqa: E402
from omni_nb.sound.align_clips import align_clips  # noqa: E402
from omni_nb.sound.alignment import BACK_S  # noqa: E402
from tests.support.word_times import VARIANTS, Spoken, say  # noqa: E402

TUNED = {
    "en": [
        "The quick brown fox jumps over the lazy dog, and then it was gone.",
        "She had your dark suit in greasy wash water all year.",
        "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow.",
        "A few minutes later we were on a narrow road that led down to the old harbour.",
        "No, no, no! That is not what I meant at all.",
        "Open the settings, choose your language, and press the green button twice.",
    ],
    "zh": [
        "今天天气很好，我们一起去公园散步吧。",
        "人工智能正在改变我们的生活和工作方式，很多人对此感到兴奋，也有人感到担忧。",
        "请打开设置，选择语言，然后按两次绿色的按钮。",
        "妈妈买了三斤苹果、两斤香蕉，还有一些新鲜的蔬菜。",
        "从前有座山，山里有座庙，庙里有个老和尚在讲故事。",
        "不是不是，我说的不是这个意思。",
    ],
    "zh + en": ["我用 Python 写了一个小程序，可以自动整理 email 里的附件。", "明天的 meeting 改到下午三点，请大家带好 laptop。"],
}  # fmt: skip
HELD = {
    "en": [
        "The birch canoe slid on the smooth planks. Glue the sheet to the dark blue background.",
        "It is easy to tell the depth of a well. These days a chicken leg is a rare dish.",
        "Rice is often served in round bowls, and the juice of lemons makes fine punch.",
        "My grandfather keeps every letter he has ever received in a wooden box under the stairs.",
        "Yes, yes, I know, I know; but what about the other one?",
        "We measured the temperature of the lake at seven different depths last October.",
    ],
    "zh": [
        "他每天早上六点起床，先喝一杯温水，再到河边跑步半个小时。",
        "这本书讲的是一个年轻人如何在大城市里寻找自己的梦想。",
        "下一站是人民广场，请要下车的乘客提前做好准备。",
        "我昨天晚上没有睡好，因为楼上的邻居一直在弹钢琴。",
        "对对对，就是那家饭馆，他们的红烧肉特别好吃。",
        "火车马上就要开了，你怎么还没有到车站？",
    ],
    "zh + en": [
        "这个 model 的 latency 太高了，我们换一个 server 试试。",
        "他在 London 工作了五年，现在回上海开了一家 coffee shop。",
    ],
}
VOICES, FASTEST, SLOWEST = 8, 200, 150
WHOLE_S = 0.06


def voices(text: str, language: str, seed: int) -> list[Spoken]:
    draw = random.Random(seed)
    speeds = [SLOWEST, FASTEST, *(draw.randint(SLOWEST, FASTEST) for _ in range(VOICES - 2))]
    return [
        say(text, voice=f"{language}+{variant}", words_per_minute=speed, pitch=draw.randint(20, 75))
        for variant, speed in zip(draw.sample(VARIANTS, VOICES), speeds, strict=True)
    ]


def switches(said: list[Spoken]) -> tuple[np.ndarray, np.ndarray, int]:
    """Of each moment: at, ±20 ms, lands, onset, whole, whole by `at`; errors in ms; clips that match."""
    alignment = align_clips([s.clip for s in said])
    rows, errors = [], []
    for a, b in itertools.permutations(range(len(said)), 2):
        one, other = said[a], said[b]
        moments = np.arange(one.starts_s[0] + 0.02, one.clip.duration_s, 0.1)
        words = one.word_at(moments)
        there = np.array([alignment.at(a, b, t) for t in moments])
        landed = np.array([alignment.from_onset(a, b, t) for t in moments])
        same = other.word_at(there) == words
        near = same | (other.word_at(there + 0.02) == words) | (other.word_at(there - 0.02) == words)
        before = other.starts_s[words] - landed
        lands = other.word_at(landed + 0.03) == words
        kept = lands | (other.word_at(landed) == words) | ((before >= 0) & (before <= BACK_S))
        rows.append([same, near, lands, kept, abs(before) < WHOLE_S, abs(other.starts_s[words] - there) < WHOLE_S])
        errors.append([1000 * (alignment.at(a, b, t) - s) for t, s in zip(one.starts_s, other.starts_s, strict=True)])
    return np.concatenate(rows, axis=1), np.concatenate(errors), alignment.matches.count("same_words")


def accuracy() -> None:
    print(
        f"{'':16}{'moments':>9}{'at':>8}{'±20 ms':>9}{'error ms':>12}{'lands':>8}{'onset':>8}{'whole':>16}{'match':>11}   goal: at 97 %"
    )
    for name, sets in (("tuned on", TUNED), ("held out", HELD)):
        for language, texts in sets.items():
            found = [
                switches(voices(text, "en-us" if language == "en" else "cmn", seed)) for seed, text in enumerate(texts)
            ]
            shares = np.concatenate([f[0] for f in found], axis=1)
            same, near, lands, kept, whole, exact = shares.mean(axis=1)
            median, most = np.percentile(np.abs(np.concatenate([f[1] for f in found])), [50, 90])
            print(
                f"{name:9}{language:7}{shares.shape[1]:9,}{same:8.1%}{near:9.1%}{f'{median:.0f} / {most:.0f}':>12}{lands:8.1%}{kept:8.1%}"
                f"{f'{whole:.0%} ({exact:.0%})':>16}{f'{sum(f[2] for f in found)} / {VOICES * len(texts)}':>11}",
                flush=True,
            )


def speed(times: int) -> None:
    print(f"\n{'best of ' + str(times):20}{'s':>8}{'s of one core':>15}   goal: 8 × 20 s in 2 s")
    said = [voices(text, "en-us", 1) for text in HELD["en"]]
    for count, seconds in ((2, 5), (8, 20), (16, 20), (4, 600)):
        clips, text = [], itertools.cycle(said)
        while not clips or np.mean([c.duration_s for c in clips]) < seconds:
            more = [s.clip for s in next(text)]
            more = [more[i % VOICES] for i in range(count)]
            clips = [_joined(c, m) for c, m in zip(clips, more, strict=True)] if clips else more
        walls, busy = [], []
        for _ in range(times):
            begun = time.perf_counter(), time.process_time()
            assert set(align_clips(clips).matches) == {"same_words"}
            walls.append(time.perf_counter() - begun[0])
            busy.append(time.process_time() - begun[1])
        mean_s = np.mean([c.duration_s for c in clips])
        print(f"{f'{count} clips of {mean_s:.0f} s':20}{min(walls):8.2f}{min(busy):15.2f}", flush=True)


def _joined(one: Clip, other: Clip) -> Clip:
    return Clip(np.concatenate([one.samples, other.samples]), one.sample_rate)


if __name__ == "__main__":
    accuracy()
    speed(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
