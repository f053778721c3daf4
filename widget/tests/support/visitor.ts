import { request } from "node:http";
import WebSocket from "ws";
import { Chat, type ChatEnv } from "@/session/chat";
import { createKeep } from "@/session/keep";
import { dialWebSocket } from "@/session/wire";
import type { ChatState } from "@/store/state";
import type { ProtocolServer } from "./server";

/** A browser's storage, which outlives the pages that use it. */
export class FakeStorage implements Storage {
  readonly map = new Map<string, string>();
  get length() { return this.map.size; }
  key = (i: number) => [...this.map.keys()][i] ?? null;
  getItem = (k: string) => this.map.get(k) ?? null;
  setItem = (k: string, v: string) => void this.map.set(k, v);
  removeItem = (k: string) => void this.map.delete(k);
  clear = () => this.map.clear();
}

export const blocked = (): Storage => {
  throw new DOMException("denied", "SecurityError");
};

/** Node's own HTTP, since a simulated browser would apply its own network rules. */
export function nodeFetch(url: string, init: RequestInit = {}): Promise<Response> {
  return new Promise((done, fail) => {
    const call = request(url, { method: init.method ?? "GET", headers: init.headers as Record<string, string> }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => {
        const status = answer.statusCode ?? 0;
        done({ ok: status < 300, status, headers: new Headers(), json: async () => JSON.parse(text) } as Response);
      });
    });
    call.on("error", fail);
    call.end(init.body as string);
  });
}

export interface Browser { local: () => Storage; session: () => Storage }

export function browser(): Browser {
  const [local, session] = [new FakeStorage(), new FakeStorage()];
  return { local: () => local, session: () => session };
}

/** One page of a browser on a community's website. */
export function visit(server: ProtocolServer, { local, session }: Browser = browser(), env: Partial<ChatEnv> = {}): Chat {
  return new Chat({
    origin: server.origin,
    property: "maple-court",
    locale: "en-US",
    page: () => ({ url: "https://maple.example/", referrer: "" }),
    online: () => true,
    fetch: nodeFetch,
    dial: dialWebSocket(server.origin, WebSocket as unknown as typeof globalThis.WebSocket),
    keep: createKeep("maple-court", local),
    tab: createKeep("tab", session),
    ...env,
  });
}

export async function until<T>(probe: () => T | false | null | undefined, what = "condition"): Promise<T> {
  const deadline = Date.now() + 6000;
  for (;;) {
    const value = probe();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((r) => setTimeout(r, 5));
  }
}

export const when = (chat: Chat, probe: (state: ChatState) => unknown, what?: string) =>
  until(() => probe(chat.store.get()), what ?? probe.toString());

export const texts = (chat: Chat) => chat.store.get().messages.map((m) => m.text);
