"""instructor: a model out of a forced tool call."""

import json
import sys

import instructor
from openai import OpenAI
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


client = instructor.from_openai(OpenAI(base_url=sys.argv[1], api_key="any"), mode=instructor.Mode.TOOLS)
made = client.chat.completions.create(
    model="qwen3.5-plus", response_model=Person, messages=[{"role": "user", "content": "Ada"}]
)
print(json.dumps(made.model_dump()))
