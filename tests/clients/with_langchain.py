"""langchain-openai: words, a stream with usage, a tool call and the conversation after it."""

import json
import sys

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

chat = ChatOpenAI(model="qwen3.5-plus", base_url=sys.argv[1], api_key="any", stream_usage=True)


@tool
def multiply(a: int, b: int) -> int:
    """Two numbers."""
    return a * b


whole = chat.invoke("Who are you?")
pieces = list(chat.stream("Who are you?"))
total = pieces[0]
for piece in pieces[1:]:
    total += piece
asked = HumanMessage("Call multiply with a=6, b=7")
called = chat.bind_tools([multiply]).invoke([asked])
result = multiply.invoke(called.tool_calls[0])
after = chat.bind_tools([multiply]).invoke([asked, called, ToolMessage(str(result.content), tool_call_id=called.tool_calls[0]["id"])])  # fmt: skip
print(json.dumps({
    "whole": whole.content, "usage": whole.usage_metadata["total_tokens"], "streamed": total.content, "streamed_usage": total.usage_metadata["total_tokens"],
    "called": called.tool_calls[0]["args"], "after": after.content,
}))  # fmt: skip
