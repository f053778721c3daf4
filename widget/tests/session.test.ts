import { afterEach, beforeEach, expect, test } from "vitest";
import { ProtocolServer } from "./support/server";
import { blocked, browser, texts, until, visit, when } from "./support/visitor";

let server: ProtocolServer;

beforeEach(async () => {
  server = await new ProtocolServer().start();
});
afterEach(() => server.stop());

const online = (chat: ReturnType<typeof visit>) => when(chat, (s) => s.link === "online");
const sent = (type: string) => server.frames.filter((f) => f.type === type);

test("opens once, says hello first and keeps what the server gave", async () => {
  const home = browser();
  const chat = visit(server, home);
  chat.start();
  chat.start();
  await online(chat);
  expect(server.posts).toHaveLength(1);
  expect(server.posts[0]).toMatchObject({ property: "maple-court", source: "website", page_url: "https://maple.example/" });
  expect(server.posts[0]).not.toHaveProperty("browser_id");
  expect(server.hellos[0]).toMatchObject({ type: "hello", token: "t-1", after: 0 });
  expect(JSON.parse(home.local().getItem("domiq:maple-court:browser_id")!)).toBe("b-1");
  chat.close();

  const next = visit(server, home);
  next.start();
  await online(next);
  expect(server.posts[1]).toMatchObject({ browser_id: "b-1" });
  expect(server.hellos[1]!.tab_id).toBe(server.hellos[0]!.tab_id);
  next.close();
});

test("works without storage", async () => {
  const chat = visit(server, { local: blocked, session: blocked });
  expect(chat.store.get().durable).toBe(false);
  chat.send("hello");
  await when(chat, (s) => s.messages.length === 1);
  server.drop();
  await until(() => server.hellos.length === 2);
  expect(server.hellos[1]!.tab_id).toBe(server.hellos[0]!.tab_id);
  chat.close();
});

test("streams deltas and replaces them with the finished message", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.tell({ type: "typing", author: "bot", on: true });
  await when(chat, (s) => s.typing === "bot");
  server.tell({ type: "delta", message_id: "m-1", text: "Two homes " });
  server.tell({ type: "delta", message_id: "m-1", text: "are free." });
  await when(chat, (s) => s.drafts[0]?.text === "Two homes are free.");
  expect(chat.store.get().typing).toBeNull();
  server.say("bot", "Two homes are free.");
  await when(chat, (s) => s.messages.length === 1 && s.drafts.length === 0);
  chat.close();
});

test("a reply cut off by a lost line is dropped and comes again from the server", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.tell({ type: "delta", message_id: "m-1", text: "Half" });
  await when(chat, (s) => s.drafts.length === 1);
  server.drop();
  await when(chat, (s) => s.link === "reconnecting");
  await online(chat);
  expect(chat.store.get().drafts).toEqual([]);
  server.tell({ type: "delta", message_id: "m-1", text: "Half and" });
  await when(chat, (s) => s.drafts[0]?.text === "Half and");
  chat.close();
});

test("resumes after what it holds: missed messages come once, in order", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.say("bot", "one");
  await when(chat, (s) => s.messages.length === 1);
  server.drop();
  server.store("manager", "two");
  server.store("bot", "three");
  await when(chat, (s) => s.messages.length === 3);
  expect(server.hellos[1]!.after).toBe(1);
  server.tell({ type: "message", message: server.messages[1]! });
  server.say("bot", "four");
  await when(chat, (s) => s.messages.length === 4);
  expect(texts(chat)).toEqual(["one", "two", "three", "four"]);
  chat.close();
});

test("asks again for a message that overtook another", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.store("manager", "lost on the way");
  server.say("bot", "two");
  await when(chat, (s) => s.messages.length === 1);
  server.drop();
  await when(chat, (s) => s.messages.length === 2);
  expect(server.hellos[1]!.after).toBe(0);
  expect(texts(chat)).toEqual(["lost on the way", "two"]);
  chat.close();
});

test("a message whose acknowledgement was lost is sent again and stored once", async () => {
  server.swallowAcks = 1;
  const chat = visit(server);
  chat.send("Do you allow dogs?");
  await when(chat, (s) => s.messages.length === 1 && s.outbox.length === 0);
  const [first, second] = sent("message") as { client_id: string }[];
  expect(second!.client_id).toBe(first!.client_id);
  expect(server.messages).toHaveLength(1);
  chat.close();
});

test("what was typed while the server was away survives a reload, in order", async () => {
  const home = browser();
  const away = visit(server, home, { fetch: () => Promise.reject(new Error("down")) });
  away.send("first");
  away.send("second");
  await when(away, (s) => s.link === "reconnecting");
  away.close();

  const chat = visit(server, home);
  expect(chat.store.get().outbox).toHaveLength(2);
  chat.start();
  await when(chat, (s) => s.messages.length === 2 && s.outbox.length === 0);
  expect(texts(chat)).toEqual(["first", "second"]);
  expect(home.local().getItem("domiq:maple-court:outbox")).toBeNull();
  chat.close();
});

test("a limited message goes out again by itself, before later ones", async () => {
  server.limited = 2;
  const chat = visit(server);
  chat.send("one");
  chat.send("two");
  await when(chat, (s) => s.outbox.some((o) => o.retryAt));
  await when(chat, (s) => s.messages.length === 2);
  expect(texts(chat)).toEqual(["one", "two"]);
  chat.close();
});

test("an error that will not pass by itself waits for the visitor", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.limited = 0;
  chat.send("hello");
  const frame = await until(() => sent("message")[0] as { client_id: string } | undefined);
  await when(chat, (s) => s.messages.length === 1);
  server.tell({ type: "error", code: "TURN_FAILED", message: "x", client_id: frame.client_id, retryable: true });
  await when(chat, (s) => s.troubles["m-1"]);
  chat.askAgain("m-1");
  await when(chat, (s) => s.messages.length === 2);
  expect(chat.store.get().troubles).toEqual({});
  expect(texts(chat)).toEqual(["hello", "hello"]);
  chat.close();
});

test("a bad token leads to a new opening with the same browser", async () => {
  server.refuse = [4401];
  const chat = visit(server);
  chat.start();
  await online(chat);
  expect(server.posts).toHaveLength(2);
  expect(server.posts[1]).toMatchObject({ browser_id: "b-1" });
  expect(server.hellos[1]!.token).toBe("t-2");
  chat.close();
});

test("another conversation replaces the old one's messages but keeps the outbox", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.say("bot", "old");
  await when(chat, (s) => s.messages.length === 1);
  server.conversation = "c-2";
  server.messages = [];
  server.close(4404);
  await when(chat, (s) => s.link !== "online");
  chat.send("carried over");
  await when(chat, (s) => s.messages.length === 1 && s.messages[0]!.author === "visitor");
  expect(texts(chat)).toEqual(["carried over"]);
  chat.close();
});

test("replaced by a newer line: stays away until asked back", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.close(4409);
  await when(chat, (s) => s.link === "replaced");
  chat.check(true);
  await new Promise((r) => setTimeout(r, 700));
  expect(server.hellos).toHaveLength(1);
  chat.useHere();
  await online(chat);
  expect(server.hellos).toHaveLength(2);
  chat.close();
});

test("comes back after a restart of the server, and at once when the page wakes up", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.close(1012);
  await when(chat, (s) => s.link === "reconnecting");
  chat.check(false);
  await until(() => server.hellos.length === 2);
  await online(chat);
  chat.check(true);
  await until(() => server.hellos.length === 3);
  chat.close();
});

test.each([[404, "unknown"], [409, "off"], [403, "denied"]])("says why the chat cannot be had: %i", async (status, reason) => {
  server.statuses = [status];
  const chat = visit(server);
  chat.start();
  await when(chat, (s) => s.unavailable === reason);
  chat.check(true);
  expect(server.posts).toHaveLength(1);
  chat.close();
});

test("keeps trying when the server is out of order", async () => {
  server.statuses = [503];
  const chat = visit(server);
  chat.start();
  await online(chat);
  expect(server.posts).toHaveLength(2);
  chat.close();
});

test("choice, feedback, contact, handoff, stop and end go out as the protocol says", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  chat.choose("slot-1", "Mon 10:00");
  chat.rate("m-9", "up");
  chat.leaveContact({ email: "a@b.example", consents: [{ channel: "email", granted: true, wording: "Email me" }] });
  chat.askForPerson();
  chat.event("phone_clicked");
  chat.stopReply("m-9");
  chat.end();
  await when(chat, (s) => s.outbox.length === 0 && s.contactSaved);
  expect(server.frames.map((f) => f.type)).toEqual(["choice", "feedback", "contact", "handoff", "event", "stop", "end"]);
  expect(sent("choice")[0]).toMatchObject({ value: "slot-1", label: "Mon 10:00" });
  expect(sent("contact")[0]).toMatchObject({ consents: [{ wording: "Email me" }] });
  expect(new Set(server.frames.filter((f) => "client_id" in f).map((f) => (f as { client_id: string }).client_id)).size).toBe(6);
  chat.close();
});

test("after the end a new chat begins and takes what could not be delivered along", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  server.say("bot", "bye");
  server.tell({ type: "mode", mode: "closed" });
  await when(chat, (s) => s.mode === "closed");
  server.conversation = "c-2";
  server.messages = [];
  chat.send("one more thing");
  await when(chat, (s) => s.messages.length === 1);
  expect(texts(chat)).toEqual(["one more thing"]);
  expect(chat.store.get().mode).toBe("bot");
  expect(server.posts).toHaveLength(2);
  chat.close();
});

test("mode, staff edits and unknown frames", async () => {
  const chat = visit(server);
  chat.start();
  await online(chat);
  const first = server.say("manager", "Come at 5");
  server.tell({ type: "mode", mode: "human", agent: { name: "Maria" } });
  server.tell({ type: "weather", rain: true });
  server.tell({ type: "updated", message: { ...first, text: "Come at 6" } });
  await when(chat, (s) => s.agent?.name === "Maria" && s.messages[0]?.text === "Come at 6");
  expect(chat.store.get().messages).toHaveLength(1);
  chat.close();
});

test("half a surrogate pair never reaches the wire, everything else does as it is", async () => {
  const chat = visit(server);
  chat.send("a\ud83d b\udc4d 👍🏽 שלום");
  await when(chat, (s) => s.messages.length === 1);
  expect(server.messages[0]!.text).toBe("a\ufffd b\ufffd 👍🏽 שלום");
  server.say("bot", "lone \ud800 stays readable");
  await when(chat, (s) => s.messages.length === 2);
  chat.close();
});
