// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Chat } from "@/session/chat";
import { createKeep } from "@/session/keep";
import { panel, type Panel } from "@/ui/panel";
import { wordsFor } from "@/words";
import { ProtocolServer } from "./support/server";
import { browser, nodeFetch, until, visit, when } from "./support/visitor";

const NASTY = `<img src=x onerror="alert(1)"><script>alert(2)</script> & <b>bold</b>`;

let server: ProtocolServer;
let chat: Chat;
let view: Panel;
let closed = 0;

const all = (hook: string) => [...view.node.querySelectorAll<HTMLElement>(`[data-testid="${hook}"]`)];
const one = (hook: string) => until(() => all(hook)[0], hook);
const click = async (hook: string) => (await one(hook)).click();
const bubbles = () => [...view.node.querySelectorAll(".bubble")].map((b) => b.textContent);
const sent = (type: string) => until(() => server.frames.find((f) => f.type === type) as Record<string, unknown> | undefined, type);

async function say(text: string, more = {}) {
  const message = server.say("bot", text, more);
  return until(() => view.node.querySelector<HTMLElement>(`[data-id="${message.id}"]`), text);
}

beforeEach(async () => {
  server = await new ProtocolServer().start();
  server.widget = { welcome_message: "Welcome home", quick_replies: ["Pets?", { label: "Tours?" }, "a", "b", "c"] };
  const home = browser();
  chat = visit(server, home, { fetch: nodeFetch });
  view = panel({ chat, words: wordsFor("en-US"), locale: "en-US", origin: "https://domiq.example" }, createKeep("tab", home.session), () => closed++);
  chat.store.subscribe((state) => view.update(state));
  view.update(chat.store.get());
  document.body.replaceChildren(view.node);
  chat.start();
  await when(chat, (s) => s.link === "online");
});
afterEach(async () => {
  chat.close();
  await server.stop();
});

test("greets first, offers at most four quick replies and takes them away once the visitor speaks", async () => {
  await until(() => bubbles().includes("Welcome home"));
  expect(all("quick-reply").map((b) => b.textContent)).toEqual(["Pets?", "Tours?", "a", "b"]);
  all("quick-reply")[1]!.click();
  expect(await sent("message")).toMatchObject({ text: "Tours?" });
  await until(() => all("quick-reply")[0]!.parentElement!.hidden);
  expect(bubbles()[0]).toBe("Welcome home");
});

test("shows markup from anybody as it was written", async () => {
  await say(NASTY, {
    units: [{ id: "u", name: NASTY, rent: NASTY, image_urls: ["javascript:alert(3)"] }],
    sources: [{ kind: "faq", id: "s", title: NASTY }],
    choices: [{ value: "v", label: NASTY }],
    offer: { id: "o", title: NASTY, terms: NASTY },
    attachments: [{ id: "a", name: NASTY, content_type: "x", size: 1, url: "javascript:alert(4)" }],
  });
  chat.send(NASTY);
  await when(chat, (s) => s.messages.length === 2);
  await until(() => bubbles().filter((t) => t === NASTY).length === 2);
  expect(view.node.querySelectorAll("img, script, b:not(.day b)")).toHaveLength(0);
  expect([...view.node.querySelectorAll("a")].filter((a) => a.href.startsWith("javascript:"))).toEqual([]);
});

test("keeps line breaks, emoji, right-to-left and broken text readable", async () => {
  const text = "one\ntwo 👍🏽 שלום مرحبا \ud800";
  const row = await say(text);
  const bubble = row.querySelector(".bubble")!;
  expect(bubble.textContent).toBe(text);
  expect(bubble.getAttribute("dir")).toBe("auto");
});

test("streams into one bubble that is not announced, then puts the finished message in its place", async () => {
  server.tell({ type: "delta", message_id: "m-1", text: "Two " });
  const draft = await until(() => view.node.querySelector("[data-draft]"));
  expect(draft.getAttribute("aria-live")).toBe("off");
  server.tell({ type: "delta", message_id: "m-1", text: "homes" });
  await until(() => draft.textContent?.includes("Two homes"));
  expect(view.node.querySelector("[data-draft]")).toBe(draft);
  await click("stop");
  expect(await sent("stop")).toMatchObject({ message_id: "m-1" });
  const row = await say("Two homes", { interrupted: true });
  expect(view.node.querySelector("[data-draft]")).toBeNull();
  expect(row.dataset).toMatchObject({ author: "bot", seq: "1" });
  const list = all("log")[0]!;
  expect([list.getAttribute("role"), list.getAttribute("aria-live")]).toEqual(["log", "polite"]);
});

test("a home card says rent, facts and day, and its button asks for the tour", async () => {
  await say("One fits", { units: [{ id: "u", name: "B2", bedrooms: 0, bathrooms: 1.5, square_feet: 1080, rent: "1850.00", available_on: "2099-03-01" }] });
  const card = await one("unit-card");
  expect(card.textContent).toContain("$1,850/mo");
  expect(card.textContent).toContain("Studio · 1.5 baths · 1,080 sq ft");
  expect(card.textContent).toContain("Available Mar 1");
  await click("tour-it");
  expect(await sent("message")).toMatchObject({ text: "I'd like to tour B2" });
});

test("slots stand under the community's own days; a pick is sent once and retires the rest", async () => {
  await say("Which?", {
    slots: [
      { value: "a", starts_at: "2026-03-03T03:30:00Z", label: "Mon 10:30 PM" },
      { value: "b", starts_at: "2026-03-03T15:00:00Z", label: "Tue 10:00 AM" },
    ],
  });
  await until(() => all("day").length === 2);
  expect(all("slot").map((s) => [s.dataset["value"], s.textContent])).toEqual([["a", "10:30 PM"]]);
  all("day")[1]!.click();
  expect(all("slot")[0]!.textContent).toBe("10:00 AM");
  all("slot")[0]!.click();
  all("slot")[0]!.click();
  expect(await sent("choice")).toMatchObject({ value: "b", label: "Tue 10:00 AM" });
  await until(() => !all("slot").length);
  await when(chat, (s) => s.messages.length === 2);
  expect(server.frames.filter((f) => f.type === "choice")).toHaveLength(1);
});

test("slots can still be picked after a question in between", async () => {
  await say("Which?", { slots: [{ value: "a", starts_at: "2026-03-03T15:00:00Z", label: "Tue 10:00 AM" }] });
  chat.send("Is there parking?");
  await when(chat, (s) => s.messages.length === 2);
  await say("Yes", { choices: [{ value: "p", label: "Prices" }] });
  await one("choice");
  (await one("slot")).click();
  expect(await sent("choice")).toMatchObject({ value: "a" });
  await until(() => !all("slot").length && !all("choice").length);
});

test("only the last telling of a tour can be moved or cancelled", async () => {
  const tour = { id: "t", starts_at: "2026-03-03T15:00:00Z", tour_type: "in_person", status: "scheduled" };
  await say("Booked", { tour });
  await until(() => all("tour-move").length === 1);
  await say("Moved", { tour: { ...tour, status: "confirmed" } });
  await until(() => all("tour-card").length === 2 && all("tour-move").length === 1);
  await click("tour-cancel");
  expect(await sent("message")).toMatchObject({ text: "Cancel my tour" });
});

test("sources open on demand, thumbs tell what the visitor thinks", async () => {
  const row = await say("Yes", { sources: [{ kind: "faq", id: "f", title: "Pets" }] });
  const list = row.querySelector<HTMLElement>(".source-list")!;
  expect(list.hidden).toBe(true);
  row.querySelector<HTMLElement>("[aria-expanded]")!.click();
  expect(list.hidden).toBe(false);
  await click("rate-down");
  expect(await sent("feedback")).toMatchObject({ message_id: "m-1", value: "down" });
  expect(all("rate-down")[0]!.getAttribute("aria-pressed")).toBe("true");
});

test("the header says AI assistant in every mode, and who is there", async () => {
  for (const [mode, name] of [["waiting", "Maple Court"], ["human", "Maria"], ["closed", "Maple Court"], ["bot", "Maple Court"]]) {
    server.tell({ type: "mode", mode, agent: { name: "Maria" } });
    await until(() => all("mode")[0]!.dataset["mode"] === mode);
    expect(all("mode")[0]!.textContent).toContain("AI assistant");
    expect(view.node.querySelector(".name")!.textContent).toBe(name);
  }
});

test("who waits for a person may take it back", async () => {
  server.tell({ type: "mode", mode: "waiting" });
  await until(() => all("no-person").length === 1);
  await click("no-person");
  expect(await sent("event")).toMatchObject({ name: "handoff_cancelled" });
});

test("a failed message offers another try and gives its text back", async () => {
  chat.send("hello");
  await when(chat, (s) => s.messages.length === 1);
  chat.store.set({ outbox: [{ frame: { type: "message", client_id: "x", text: "again" }, at: 0, failed: true }] });
  await click("edit");
  expect((all("composer")[0] as HTMLTextAreaElement).value).toBe("again");
  expect(chat.store.get().outbox).toEqual([]);
});

test("Enter sends, Shift+Enter and an input method's Enter do not", async () => {
  const input = (await one("composer")) as HTMLTextAreaElement;
  const press = (init: KeyboardEventInit) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", cancelable: true, bubbles: true, ...init }));
  input.value = "hello";
  press({ shiftKey: true });
  press({ isComposing: true });
  expect(input.value).toBe("hello");
  press({});
  expect(input.value).toBe("");
  expect(await sent("message")).toMatchObject({ text: "hello" });
});

test("the contact form wants one address and sends consents as they were worded", async () => {
  await click("menu-contact");
  const field = (name: string) => all(name)[0] as HTMLInputElement;
  const submit = () => all("contact-form")[0]!.dispatchEvent(new Event("submit", { cancelable: true }));
  submit();
  expect(all("contact-form")[0]!.querySelector("[role=alert]")!.textContent).toMatch(/email address or a phone/);
  field("contact-email").value = "ann@example.com";
  field("consent-sms").checked = true;
  submit();
  const frame = await sent("contact");
  expect(frame).toMatchObject({ email: "ann@example.com" });
  expect(frame).not.toHaveProperty("phone");
  expect(frame["consents"]).toEqual([
    { channel: "email", granted: false, wording: expect.stringContaining("Maple Court") },
    { channel: "sms", granted: true, wording: expect.stringContaining("Reply STOP") },
  ]);
  await until(() => all("banner")[0]!.textContent === "Your details were sent.");
});

test("Escape closes what is on top first", async () => {
  const escape = () => view.node.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  await click("menu-button");
  escape();
  expect([all("menu")[0]!.hidden, closed]).toEqual([true, 0]);
  escape();
  expect(closed).toBe(1);
});
