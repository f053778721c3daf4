import { saidText, type ChatState, type OutboxItem } from "@/store/state";
import type { Store } from "@/store/store";
import type { Attachment, ClientFrame, KeptFrame } from "@/protocol";
import type { Keep } from "@/session/keep";

const ACK_WITHIN_MS = 15_000;
const SENDS_BEFORE_GIVING_UP = 5;
const KEPT = "outbox";

type KeptItem = Pick<OutboxItem, "frame" | "at" | "files">;

/**
 * What was said but not acknowledged. It is kept in the browser, so that a reload loses nothing, and sent
 * again on every new line under the same `client_id`, so that the server stores it once.
 */
export class Outbox {
  private readonly sends = new Map<string, number>();
  private sentOnLine = new Set<string>();
  private wake: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly store: Store<ChatState>,
    private readonly keep: Keep,
    private readonly line: { ready(): boolean; send(frame: ClientFrame): void; redial(): void },
  ) {}

  get items(): OutboxItem[] {
    return this.store.get().outbox;
  }

  /** Takes up what an earlier page of this browser could not deliver. */
  restore(): void {
    const kept = this.keep.get<KeptItem[]>(KEPT) ?? [];
    const known = new Set(this.items.map((o) => o.frame.client_id));
    const fresh = kept.filter((o) => o?.frame?.client_id && !known.has(o.frame.client_id));
    if (fresh.length) this.store.set({ outbox: [...fresh, ...this.items] });
  }

  add(frame: KeptFrame, files?: Attachment[]): void {
    const item: KeptItem = { frame, at: Date.now(), ...(files?.length ? { files } : {}) };
    this.store.set({ outbox: [...this.items, { ...item, after: this.store.get().held }] });
    this.keep.set(KEPT, [...(this.keep.get<KeptItem[]>(KEPT) ?? []), item]);
    this.flush();
  }

  /** Other tabs may have put theirs beside ours, so only the ones named are taken out. */
  forget(clientId: string): void {
    const left = (this.keep.get<KeptItem[]>(KEPT) ?? []).filter((o) => o.frame.client_id !== clientId);
    this.keep.set(KEPT, left.length ? left : null);
    this.store.set({ outbox: this.items.filter((o) => o.frame.client_id !== clientId) });
    this.sends.delete(clientId);
  }

  /** The visitor asks for another try. */
  retry(clientId: string): void {
    this.sends.delete(clientId);
    this.replace(clientId, ({ frame, at, files }) => ({ frame, at, ...(files ? { files } : {}) }));
    this.release(clientId);
  }

  /** An error came for this one: it may go out again on the same line. */
  release(clientId: string): void {
    this.sentOnLine.delete(clientId);
    this.flush();
  }

  /** A new line is ready: whatever is unacknowledged goes out again, oldest first. */
  newLine(): void {
    this.sentOnLine = new Set();
    this.flush();
  }

  flush(): void {
    clearTimeout(this.wake);
    if (!this.line.ready()) return;
    const now = Date.now();
    const until = Math.max(0, ...this.items.map((o) => o.retryAt ?? 0));
    if (until > now) {
      this.wake = setTimeout(() => this.flush(), until - now);
      return;
    }
    for (const item of this.items) if (!item.failed) this.send(item);
  }

  private send({ frame, retryAt }: OutboxItem): void {
    const id = frame.client_id;
    if (this.sentOnLine.has(id)) return;
    if (retryAt) this.replace(id, ({ retryAt: _, ...o }) => o);
    this.sentOnLine.add(id);
    this.sends.set(id, (this.sends.get(id) ?? 0) + 1);
    this.line.send(frame);
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.unanswered(), ACK_WITHIN_MS);
  }

  /** The line looks open but acknowledges nothing: take a new one, and give up after a few. */
  private unanswered(): void {
    const late = this.items.filter((o) => !o.failed && !o.retryAt && this.sentOnLine.has(o.frame.client_id));
    if (!late.length || !this.line.ready()) return;
    for (const { frame } of late) {
      if ((this.sends.get(frame.client_id) ?? 0) < SENDS_BEFORE_GIVING_UP) continue;
      if (saidText(frame) === null && frame.type !== "contact") this.forget(frame.client_id);
      else this.replace(frame.client_id, ({ retryAt: _, ...o }) => ({ ...o, failed: true }));
    }
    this.line.redial();
  }

  private replace(clientId: string, change: (item: OutboxItem) => OutboxItem): void {
    this.store.set({ outbox: this.items.map((o) => (o.frame.client_id === clientId ? change(o) : o)) });
  }
}
