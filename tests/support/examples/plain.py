"""The plain SDK's way to ask a text model, not streamed."""

import os
import sys

from openai import OpenAI

client = OpenAI(api_key=os.getenv("DASHSCOPE_API_KEY"), base_url=sys.argv[1])
completion = client.chat.completions.create(model="qwen3.5-plus", messages=[{"role": "user", "content": "你是谁？"}])
print(completion.choices[0].message.content)
