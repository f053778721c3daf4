import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import type { ClientFrame, KeptFrame, Message, Opened, ServerFrame } from "@/protocol";

type Hello = Extract<ClientFrame, { type: "hello" }>;

/** A real local server that speaks chat protocol v1, with switches for what can go wrong. */
export class ProtocolServer {
  readonly posts: Record<string, unknown>[] = [];
  readonly hellos: Hello[] = [];
  readonly frames: ClientFrame[] = [];
  readonly looks: string[] = [];
  look: Partial<Opened> | null = null;
  messages: Message[] = [];
  /** Close codes or statuses to answer next, instead of the usual. */
  refuse: number[] = [];
  statuses: number[] = [];
  /** How many acknowledgements are swallowed before the line is cut. */
  swallowAcks = 0;
  limited = 0;
  reply: ((said: string, server: ProtocolServer) => void) | null = null;
  conversation = "c-1";
  widget: Opened["widget"] = { welcome_message: "Welcome home" };
  private readonly acks = new Map<string, ServerFrame>();
  private readonly lines = new Map<WebSocket, string>();
  private http!: Server;
  private sockets!: WebSocketServer;

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    this.http = createServer(async (request, response) => {
      if (request.method === "GET") {
        this.looks.push(request.url ?? "");
        response.writeHead(this.look ? 200 : 404, { Connection: "close" });
        return void response.end(JSON.stringify({ data: this.look }));
      }
      this.posts.push(JSON.parse(await body(request)) as Record<string, unknown>);
      const status = this.statuses.shift() ?? 201;
      response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
      response.end(JSON.stringify({ success: status < 300, data: status < 300 ? this.opened() : null }));
    });
    this.sockets = new WebSocketServer({ server: this.http });
    this.sockets.on("connection", (socket, request) => this.accept(socket, request));
    await new Promise<void>((done) => this.http.listen(0, "127.0.0.1", done));
    return this;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    await new Promise((done) => this.http.close(done));
  }

  /** Cuts every line the way a dying network does. */
  drop(): void {
    for (const socket of this.sockets.clients) socket.terminate();
  }

  close(code: number): void {
    for (const socket of this.lines.keys()) socket.close(code);
  }

  tell(frame: ServerFrame | Record<string, unknown>): void {
    for (const socket of this.lines.keys()) socket.send(JSON.stringify(frame));
  }

  store(author: Message["author"], text: string, more: Partial<Message> = {}): Message {
    const seq = this.messages.length + 1;
    const message: Message = { id: `m-${seq}`, seq, author, text, created_at: new Date().toISOString(), ...more };
    this.messages.push(message);
    return message;
  }

  /** Stores a message and tells it. */
  say(author: Message["author"], text: string, more: Partial<Message> = {}): Message {
    const message = this.store(author, text, more);
    this.tell({ type: "message", message });
    return message;
  }

  private opened(): Opened {
    return {
      id: this.conversation, token: `t-${this.posts.length}`, browser_id: "b-1", resumed: this.messages.length > 0,
      property: { id: "p", slug: "maple-court", name: "Maple Court", timezone: "America/New_York" }, widget: this.widget,
    };
  }

  private accept(socket: WebSocket, request: IncomingMessage): void {
    if (!request.url?.startsWith("/api/v1/ws/chat/")) return socket.close(4404);
    const refusal = this.refuse.shift();
    socket.on("close", () => this.lines.delete(socket));
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data)) as ClientFrame;
      if (frame.type !== "hello") return this.take(socket, frame);
      this.hellos.push(frame);
      if (refusal) return socket.close(refusal);
      this.lines.set(socket, frame.tab_id);
      const missed = this.messages.filter((m) => m.seq > frame.after);
      socket.send(JSON.stringify({ type: "ready", seq: this.messages.length, mode: "bot", messages: missed }));
    });
  }

  private take(socket: WebSocket, frame: ClientFrame): void {
    this.frames.push(frame);
    if (!("client_id" in frame)) return;
    const known = this.acks.get(frame.client_id);
    if (!known && this.limited-- > 0)
      return void socket.send(JSON.stringify({ type: "error", code: "RATE_LIMITED", message: "slow", client_id: frame.client_id, retryable: true, retry_after: 0.2 }));
    const ack = known ?? this.acknowledge(frame);
    if (this.swallowAcks-- > 0) return socket.terminate();
    socket.send(JSON.stringify(ack));
    if (!known && frame.type === "message") this.reply?.(frame.text, this);
  }

  private acknowledge(frame: KeptFrame): ServerFrame {
    const said = frame.type === "message" ? frame.text : frame.type === "choice" ? frame.label : null;
    const stored = said === null ? null : this.store("visitor", said);
    const ack: ServerFrame = { type: "ack", client_id: frame.client_id, ...(stored ? { message_id: stored.id, seq: stored.seq } : {}) };
    this.acks.set(frame.client_id, ack);
    return ack;
  }
}

function body(request: IncomingMessage): Promise<string> {
  return new Promise((done) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => done(text || "{}"));
  });
}
