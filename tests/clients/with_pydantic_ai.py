"""pydantic-ai: an agent with a tool, one with a structured answer, and a streamed one."""

import asyncio
import json
import sys

from pydantic import BaseModel
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

model = OpenAIChatModel("qwen3.5-plus", provider=OpenAIProvider(base_url=sys.argv[1], api_key="any"))
given = []
agent = Agent(model)


@agent.tool_plain
def get_weather(city: str, days: int = 1) -> str:
    """The weather of a city."""
    given.append([city, days])
    return f"sunny in {city}"


class City(BaseModel):
    name: str
    people: int


async def streamed() -> str:
    async with Agent(model).run_stream("Who are you?") as result:
        return [piece async for piece in result.stream_text()][-1]


told = agent.run_sync("Call get_weather with city=Paris, days=3")
shaped = Agent(model, output_type=City).run_sync("Tell me of Oslo")
usage = told.usage() if callable(told.usage) else told.usage
print(json.dumps({
    "given": given, "told": told.output, "requests": usage.requests, "city": shaped.output.model_dump(), "streamed": asyncio.run(streamed()),
}))  # fmt: skip
