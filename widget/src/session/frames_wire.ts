import type { Fetch } from "@/session/opener";
import type { Dial } from "@/session/wire";

/** The same frames where WebSockets are blocked: up as posts, down as server-sent events. */
export function dialFrames(origin: string, fetch: Fetch): Dial {
  return (conversationId, events) => {
    const url = `${origin}/api/v1/conversations/${encodeURIComponent(conversationId)}/frames`;
    const gone = new AbortController();
    let headers = {};
    let posts = Promise.resolve();
    const end = (code: unknown) => {
      if (gone.signal.aborted) return;
      gone.abort();
      events.closed(typeof code === "number" ? code : 0);
    };
    const call = async (query: string, init: RequestInit) => {
      const response = await fetch(url + query, { ...init, headers, credentials: "omit", signal: gone.signal });
      if (!response.ok) throw 4000 + response.status;
      return response;
    };
    const listen = async (after: number) => {
      const reader = (await call(`?after=${after}`, {})).body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) return end(0);
        const lines = (rest + value).split("\n");
        rest = lines.pop()!;
        for (const line of lines) if (line.startsWith("data:")) events.text(line.slice(5));
      }
    };
    const post = async (body: string) => {
      const answer = await (await call("", { method: "POST", body })).json() as { data: { frames: unknown[] } };
      for (const frame of answer.data.frames) events.text(JSON.stringify(frame));
    };
    queueMicrotask(() => events.opened());
    return {
      send(text) {
        const { type, token, after } = JSON.parse(text) as { type: string; token: string; after: number };
        if (type === "hello") {
          headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
          listen(after).catch(end);
        } else posts = posts.then(() => post(text)).catch(end);
      },
      close: () => end(0),
    };
  };
}

const SOCKET_TRIES = 2;
/** A socket that worked once is not blocked: the server may just be away. */
const SOCKET_TRIES_AFTER_SUCCESS = 6;

/** Sockets, and after two in a row that did not come up the other way, for as long as that works. */
export function dialEither(socket: Dial, frames: Dial): Dial {
  let left = SOCKET_TRIES;
  return (conversationId, events) => {
    const plain = left <= 0;
    let spoke = false;
    const failed = () => (left = plain ? SOCKET_TRIES : left - 1);
    const told = {
      opened: () => events.opened(),
      text(data: string) {
        if (!spoke && !plain) left = SOCKET_TRIES_AFTER_SUCCESS;
        spoke = true;
        events.text(data);
      },
      closed(code: number) {
        if (!spoke && code < 4000) failed();
        events.closed(code);
      },
    };
    try {
      return (plain ? frames : socket)(conversationId, told);
    } catch (error) {
      failed();
      throw error;
    }
  };
}
