"""The plain SDK's way to ask for words and sound: collect base64, join, decode, write a wav."""

import base64
import os
import sys

import numpy as np
import soundfile as sf
from openai import OpenAI

client = OpenAI(api_key=os.getenv("DASHSCOPE_API_KEY"), base_url=sys.argv[1])
completion = client.chat.completions.create(
    model="qwen3-omni-flash",
    messages=[{"role": "user", "content": "你是谁"}],
    modalities=["text", "audio"],
    audio={"voice": "Cherry", "format": "wav"},
    stream=True,
    stream_options={"include_usage": True},
)
joined = ""
for chunk in completion:
    if chunk.choices and chunk.choices[0].delta.content:
        print(chunk.choices[0].delta.content, end="")
    if chunk.choices and hasattr(chunk.choices[0].delta, "audio") and chunk.choices[0].delta.audio:
        joined += chunk.choices[0].delta.audio.get(
            "data", ""
        )  # a plain dict in openai 1.x; a typed object, without .get, in 3.x
samples = np.frombuffer(base64.b64decode(joined), dtype=np.int16)
sf.write("audio_assistant.wav", samples, samplerate=24_000)
print(f"\n{len(samples)} samples")
