// openai-node: retrieve, a streamed body, runTools.
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "any", baseURL: process.argv[2] });
const ask = [{ role: "user", content: "Who are you?" }];
let streamed = "";
for await (const chunk of await client.chat.completions.create({ model: "qwen3-omni-flash", messages: ask, stream: true })) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
}
const raw = await client.chat.completions.create({ model: "qwen3-omni-flash", messages: ask, stream: true }).asResponse();
let body = "";
for await (const piece of raw.body) body += typeof piece === "string" ? piece : new TextDecoder().decode(piece);
const given = [];
const add = { type: "function", function: { name: "add", parse: JSON.parse, description: "two numbers",
  parameters: { type: "object", properties: { a: { type: "integer" }, b: { type: "integer" } } },
  function: ({ a, b }) => { given.push([a, b]); return String(a + b); } } };
const helpers = client.chat.completions.runTools ? client.chat.completions : client.beta.chat.completions;
const told = await helpers.runTools({ model: "qwen3.5-plus", messages: [{ role: "user", content: "Call add with a=2, b=3" }], tools: [add] }).finalContent();
const model = await client.models.retrieve("qwen3-omni-flash");
console.log(JSON.stringify({ streamed, done: body.trimEnd().endsWith("data: [DONE]"), given, told, model: model.id }));
