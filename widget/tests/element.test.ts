// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import WebSocket from "ws";
import type { Config } from "@/config";
import { DomiqChat } from "@/element";
import { ProtocolServer } from "./support/server";
import { nodeFetch, until } from "./support/visitor";

customElements.define("domiq-chat", DomiqChat);

let server: ProtocolServer;
let element: DomiqChat;

const part = (hook: string) => element.shadowRoot!.querySelector<HTMLElement>(`[data-testid="${hook}"]`)!;

async function mount(config: Partial<Config> = {}) {
  element = document.createElement("domiq-chat") as DomiqChat;
  document.body.replaceChildren(element);
  element.start({ origin: server.origin, property: "maple-court", open: false, color: null, side: null, label: null, autoOpen: false, locale: "en-US", ...config });
  await until(() => server.looks.length || localStorage.length);
}

beforeEach(async () => {
  server = await new ProtocolServer().start();
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("WebSocket", WebSocket);
  vi.stubGlobal("fetch", nodeFetch);
});
afterEach(async () => {
  element.remove();
  vi.unstubAllGlobals();
  await server.stop();
});

test("asks for nothing but the look until it is opened, then opens, closes and gives the focus back", async () => {
  await mount();
  expect(part("panel").hidden).toBe(true);
  expect(server.posts).toHaveLength(0);
  part("launcher").click();
  await until(() => server.hellos.length === 1);
  expect(part("panel").hidden).toBe(false);
  expect(part("launcher").getAttribute("aria-expanded")).toBe("true");
  part("composer").focus();
  part("composer").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(part("panel").hidden).toBe(true);
  expect(element.shadowRoot!.activeElement).toBe(part("launcher"));
  await until(() => server.frames.some((f) => f.type === "event" && f.name === "widget_minimized"));
});

test("counts what came while it was closed", async () => {
  await mount({ open: true });
  await until(() => server.hellos.length === 1);
  server.say("bot", "Hello");
  await until(() => part("log").textContent?.includes("Hello"));
  element.close();
  server.say("manager", "We found one");
  await until(() => part("launcher").getAttribute("aria-label") === "Open chat, 1 new");
  element.open();
  await until(() => part("launcher").getAttribute("aria-label") === "Close chat");
});

test("wears the community's look before the first conversation, and opens by itself where it should", async () => {
  server.look = { widget: { theme_color: "#123456", position: "bottom-left", auto_open: true, launcher_text: "Ask us" } };
  await mount();
  await until(() => !part("panel").hidden);
  const root = element.shadowRoot!.querySelector<HTMLElement>(".root")!;
  expect(root.dataset["side"]).toBe("left");
  expect(root.style.getPropertyValue("--dq-fill-light")).toBe("#123456");
  element.close();
  await mount();
  expect(part("panel").hidden).toBe(true);
  expect(server.looks).toEqual(["/widget/maple-court.json"]);
});

test("keys pressed in the chat do not reach the page's shortcuts", async () => {
  await mount({ open: true });
  const heard = vi.fn();
  document.addEventListener("keydown", heard);
  part("composer").dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, composed: true }));
  expect(heard).not.toHaveBeenCalled();
});

test("the draft of a message survives a reload", async () => {
  await mount({ open: true });
  const input = part("composer") as HTMLTextAreaElement;
  input.value = "half a question";
  input.dispatchEvent(new Event("input"));
  await mount();
  expect((part("composer") as HTMLTextAreaElement).value).toBe("half a question");
  expect(part("panel").hidden).toBe(false);
});
