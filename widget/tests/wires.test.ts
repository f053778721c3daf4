import { expect, test } from "vitest";
import { dialEither, dialFrames } from "@/session/frames_wire";
import type { Fetch } from "@/session/opener";
import type { Dial, WireEvents } from "@/session/wire";
import { until } from "./support/visitor";

/** What a line told its owner. */
function listener() {
  const told = { opened: 0, texts: [] as string[], closed: [] as number[] };
  const events: WireEvents = {
    opened: () => void told.opened++,
    text: (data) => void told.texts.push(data.trim()),
    closed: (code) => void told.closed.push(code),
  };
  return { told, events };
}

interface Call { url: string; init: RequestInit }

/** A server of frames: what is written to `down` reaches the client. */
function framesServer(statuses: number[] = []) {
  const calls: Call[] = [];
  let down!: ReadableStreamDefaultController<Uint8Array>;
  const fetch: Fetch = async (url, init = {}) => {
    calls.push({ url, init });
    const status = statuses.shift() ?? 200;
    if (init.method === "POST") return Response.json({ data: { frames: [{ type: "ack", of: init.body }] } }, { status });
    return new Response(new ReadableStream({ start: (c) => void (down = c) }), { status });
  };
  return { calls, fetch, write: (text: string) => down.enqueue(new TextEncoder().encode(text)), end: () => down.close() };
}

const hello = (line: { send(text: string): void }) => line.send(JSON.stringify({ type: "hello", token: "t", after: 7 }));

test("frames come as events, in whatever pieces the network cuts them", async () => {
  const server = framesServer();
  const { told, events } = listener();
  const line = dialFrames("http://h", server.fetch)("c/1", events);
  await until(() => told.opened === 1);
  hello(line);
  await until(() => server.calls.length === 1);
  expect(server.calls[0]!.url).toBe("http://h/api/v1/conversations/c%2F1/frames?after=7");
  expect(server.calls[0]!.init.headers).toMatchObject({ Authorization: "Bearer t" });
  for (const piece of [": still here\r\n\r\n", "event: frame\r\nda", 'ta: {"a":"é', '"}\r', '\n\r\ndata: {"b":2}\n\n']) server.write(piece);
  await until(() => told.texts.length === 2);
  expect(told.texts.map((t) => JSON.parse(t) as unknown)).toEqual([{ a: "é" }, { b: 2 }]);
  server.end();
  await until(() => told.closed.length === 1);
  expect(told.closed).toEqual([0]);
});

test("frames go up one after the other, and their answers come back as frames", async () => {
  const server = framesServer();
  const { told, events } = listener();
  const line = dialFrames("http://h", server.fetch)("c", events);
  hello(line);
  line.send('{"type":"message","n":1}');
  line.send('{"type":"message","n":2}');
  await until(() => told.texts.length === 2);
  expect(server.calls.filter((c) => c.init.method === "POST").map((c) => c.init.body)).toEqual(['{"type":"message","n":1}', '{"type":"message","n":2}']);
});

test("a refusal becomes the close code that a socket would have given, once", async () => {
  const server = framesServer([401]);
  const { told, events } = listener();
  hello(dialFrames("http://h", server.fetch)("c", events));
  await until(() => told.closed.length);
  expect(told.closed).toEqual([4401]);
});

/** Lines that are told what to do by a script: `up` speaks, `down` fails, a number closes with that code. */
function scripted(name: string, dialled: string[], script: (string | number)[]): Dial {
  return (_, events) => {
    dialled.push(name);
    const step = script.shift() ?? "down";
    queueMicrotask(() => (step === "up" ? events.text("{}") : events.closed(typeof step === "number" ? step : 1006)));
    return { send: () => undefined, close: () => events.closed(1000) };
  };
}

async function dials(times: number, socketSteps: (string | number)[], frameSteps: (string | number)[]): Promise<string[]> {
  const dialled: string[] = [];
  const dial = dialEither(scripted("socket", dialled, socketSteps), scripted("frames", dialled, frameSteps));
  for (let i = 0; i < times; i++) {
    const { told, events } = listener();
    const line = dial("c", events);
    await until(() => told.closed.length || told.texts.length);
    if (told.texts.length) line.close();
  }
  return dialled;
}

test("two sockets in a row that do not come up lead to the other way, which stays while it works", async () => {
  expect(await dials(5, [], ["up", "up"])).toEqual(["socket", "socket", "frames", "frames", "frames"]);
});

test("where neither works, sockets get their turn again", async () => {
  expect(await dials(5, [], ["down", "down"])).toEqual(["socket", "socket", "frames", "socket", "socket"]);
});

test("a socket that worked, or was refused by the server itself, is not blocked", async () => {
  expect(await dials(5, ["up", "down", "down", "down", "down"], [])).toEqual(Array(5).fill("socket"));
  expect(await dials(4, [4401, 4404, 4401, 4404], [])).toEqual(Array(4).fill("socket"));
});
