"""litellm as a library."""

import json
import sys

import litellm

litellm.telemetry = False
where = {"api_base": sys.argv[1], "api_key": "any"}
ask = [{"role": "user", "content": "Who are you?"}]
whole = litellm.completion(model="openai/qwen3.5-plus", messages=ask, **where)
stream = litellm.completion(model="openai/qwen3-omni-flash", messages=ask, stream=True, stream_options={"include_usage": True}, **where)  # fmt: skip
chunks = list(stream)
built = litellm.stream_chunk_builder(chunks, messages=ask)
refused = ""
try:
    litellm.completion(model="openai/nobody", messages=ask, num_retries=0, **where)
except litellm.NotFoundError as err:
    refused = str(err.status_code)
print(json.dumps({
    "whole": whole.choices[0].message.content, "usage": whole.usage.total_tokens,
    "streamed": built.choices[0].message.content, "streamed_usage": built.usage.total_tokens, "refused": refused,
}))  # fmt: skip
