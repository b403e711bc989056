"""openai-python, as its README shows it: sync, async, raw responses, models, and (where it has one) the stream helper."""

import asyncio
import json
import sys

import openai

url = sys.argv[1]
client = openai.OpenAI(api_key="any", base_url=url)
ask = [{"role": "user", "content": "Who are you?"}]
tools = [{"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "integer"}}}}}]  # fmt: skip

whole = client.chat.completions.create(model="qwen3.5-plus", messages=ask)
streamed = list(client.chat.completions.create(model="qwen3-omni-flash", messages=ask, stream=True, stream_options={"include_usage": True}))  # fmt: skip
raw = client.chat.completions.with_raw_response.create(model="qwen3.5-plus", messages=ask)
called = client.chat.completions.create(
    model="qwen3.5-plus", messages=[{"role": "user", "content": "Call add with a=3"}], tools=tools
)
short = client.chat.completions.create(model="qwen3.5-plus", messages=ask, max_tokens=3)


async def asynchronous() -> list[str]:
    there = openai.AsyncOpenAI(api_key="any", base_url=url)
    stream = await there.chat.completions.create(model="qwen3-omni-flash", messages=ask, stream=True)
    return [c.choices[0].delta.content or "" async for c in stream if c.choices]


helper = getattr(client.chat.completions, "stream", None) or client.beta.chat.completions.stream
with helper(model="qwen3-omni-flash", messages=ask) as events:
    helped = events.get_final_completion() if hasattr(events, "get_final_completion") else None
refused = ""
try:
    client.chat.completions.create(model="nobody", messages=ask)
except openai.NotFoundError as err:
    refused = f"{err.status_code} {err.body['code']}"

print(json.dumps({
    "version": openai.__version__, "whole": whole.choices[0].message.content, "usage": whole.usage.total_tokens,
    "streamed": "".join(c.choices[0].delta.content or "" for c in streamed if c.choices), "streamed_usage": streamed[-1].usage.total_tokens,
    "raw": [raw.status_code, raw.parse().choices[0].message.content, bool(raw.headers.get("x-request-id"))],
    "async": "".join(asyncio.run(asynchronous())), "helped": helped and helped.choices[0].message.content,
    "model": client.models.retrieve("qwen3-omni-flash").id, "models": len(list(client.models.list())), "refused": refused,
    "called": [called.choices[0].finish_reason, called.choices[0].message.tool_calls[0].function.arguments],
    "short": [short.choices[0].finish_reason, short.choices[0].message.content],
}))  # fmt: skip
