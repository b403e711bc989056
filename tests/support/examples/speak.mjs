// openai's client for Node: words and sound from the same stream.
import OpenAI from "openai";

const client = new OpenAI({ apiKey: "any", baseURL: process.argv[2] });
const stream = await client.chat.completions.create({
  model: "qwen3-omni-flash",
  messages: [{ role: "user", content: "你是谁" }],
  modalities: ["text", "audio"],
  audio: { voice: "Cherry", format: "wav" },
  stream: true,
  stream_options: { include_usage: true },
});
let words = "";
let bytes = 0;
let usage = null;
for await (const chunk of stream) {
  const delta = chunk.choices[0]?.delta;
  words += delta?.content ?? "";
  if (delta?.audio?.data) bytes += Buffer.from(delta.audio.data, "base64").length;
  usage = chunk.usage ?? usage;
}
const list = await client.models.list();
console.log(JSON.stringify({ words, samples: bytes / 2, usage, models: list.data.length }));
