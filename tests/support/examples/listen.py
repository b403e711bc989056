"""The plain SDK's way to ask about a sound by its URL."""

import os
import sys

from openai import OpenAI

client = OpenAI(api_key=os.getenv("DASHSCOPE_API_KEY"), base_url=sys.argv[1])
sound = {"type": "input_audio", "input_audio": {"data": "https://sounds.example/cherry.wav", "format": "wav"}}
completion = client.chat.completions.create(
    model="qwen3-omni-flash",
    messages=[{"role": "user", "content": [sound, {"type": "text", "text": "这段音频在说什么"}]}],
    modalities=["text", "audio"],
    audio={"voice": "Cherry", "format": "wav"},
    stream=True,
    stream_options={"include_usage": True},
)
for chunk in completion:
    print(chunk)
