/** One open line to the server, whatever carries it. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

export interface WireEvents {
  opened(): void;
  text(data: string): void;
  /** Called once, also when the line never opened; `code` is the protocol's close code. */
  closed(code: number): void;
}

export type Dial = (conversationId: string, events: WireEvents) => Wire;

type SocketClass = new (url: string) => WebSocket;

export const socketUrl = (origin: string, conversationId: string) =>
  `${origin.replace(/^http/, "ws")}/api/v1/ws/chat/${encodeURIComponent(conversationId)}`;

export function dialWebSocket(origin: string, Socket: SocketClass): Dial {
  return (conversationId, events) => {
    const socket = new Socket(socketUrl(origin, conversationId));
    socket.onopen = () => events.opened();
    socket.onmessage = ({ data }) => typeof data === "string" && events.text(data);
    let over = false;
    const end = (code: number) => {
      if (!over) events.closed(code);
      over = true;
    };
    socket.onclose = ({ code }) => end(code);
    // Chromium tells of a socket that the page's policy blocks by an error alone; else a close follows at once.
    socket.onerror = () => setTimeout(end, 99, 1006);
    return {
      send: (text) => socket.readyState === 1 && socket.send(text),
      close: () => socket.close(),
    };
  };
}
