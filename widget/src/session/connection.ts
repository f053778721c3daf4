import { CLOSE, type ClientFrame, type ServerFrame } from "@/protocol";
import { backoff } from "@/session/backoff";
import type { Dial, Wire, WireEvents } from "@/session/wire";

const READY_WITHIN_MS = 10_000;
const TOO_FAST_MS = 30_000;

export interface ConnectionHooks {
  hello(): ClientFrame;
  frame(frame: ServerFrame): void;
  /** The line is down; it is dialled again by itself unless `handled` is answered. */
  down(code: number): "retry" | "handled";
}

/**
 * Keeps one line to a conversation alive: says hello, waits for `ready`, dials again with backoff.
 * Events of a line that was replaced are ignored.
 */
export class Connection {
  private wire: Wire | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private isReady = false;

  constructor(
    private readonly dial: Dial,
    private readonly hooks: ConnectionHooks,
    private conversationId: string,
  ) {}

  get ready(): boolean {
    return this.isReady;
  }

  /** Drops the line, if there is one, and dials anew. */
  connect(conversationId = this.conversationId): void {
    this.close();
    this.conversationId = conversationId;
    const current = (act: () => void) => () => this.wire === wire && act();
    const events: WireEvents = {
      opened: () => current(() => this.send(this.hooks.hello()))(),
      text: (data) => current(() => this.read(data))(),
      closed: (code) => current(() => this.lost(code))(),
    };
    let wire: Wire;
    try {
      wire = this.dial(conversationId, events);
    } catch {
      this.retry(0);
      return;
    }
    this.wire = wire;
    this.timer = setTimeout(() => this.lost(0), READY_WITHIN_MS);
  }

  close(): void {
    clearTimeout(this.timer);
    const { wire } = this;
    this.wire = null;
    this.isReady = false;
    wire?.close();
  }

  send(frame: ClientFrame): void {
    this.wire?.send(JSON.stringify(frame));
  }

  /** How long to wait before the next try; grows until a `ready` comes. */
  nextDelay(): number {
    return backoff(this.attempt++);
  }

  private read(data: string): void {
    let frame: ServerFrame;
    try {
      frame = JSON.parse(data) as ServerFrame;
    } catch {
      return;
    }
    if (!frame || typeof frame !== "object") return;
    if (frame.type === "ready") {
      clearTimeout(this.timer);
      this.attempt = 0;
      this.isReady = true;
    }
    this.hooks.frame(frame);
  }

  private lost(code: number): void {
    this.close();
    if (this.hooks.down(code) === "retry") this.retry(code);
  }

  private retry(code: number): void {
    const delay = this.nextDelay() + (code === CLOSE.tooFast ? TOO_FAST_MS : 0);
    this.timer = setTimeout(() => this.connect(), delay);
  }
}
