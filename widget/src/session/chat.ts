import { CLOSE, type Attachment, type Contact, type KeptFrame, type Opened, type ServerFrame } from "@/protocol";
import { Connection } from "@/session/connection";
import { uuid } from "@/session/ids";
import type { Keep } from "@/session/keep";
import { keepLook } from "@/session/look";
import { ask, openConversation, OpenError, type Fetch } from "@/session/opener";
import { Outbox } from "@/session/outbox";
import { wellFormed } from "@/session/text";
import { TypingSignal } from "@/session/typing";
import type { Dial } from "@/session/wire";
import { applyError, applyFrame } from "@/store/frames";
import { freshConversation, initialState, type ChatState, type Unavailable } from "@/store/state";
import { createStore, type Store } from "@/store/store";

export interface ChatEnv {
  origin: string;
  property: string;
  locale: string;
  page(): { url: string; referrer: string };
  online(): boolean;
  fetch: Fetch;
  dial: Dial;
  /** Shared by the tabs of this browser. */
  keep: Keep;
  /** This tab's own. */
  tab: Keep;
}

const UPLOAD_WITHIN_MS = 180_000;

const REFUSALS: Record<number, Unavailable> = { 403: "denied", 404: "unknown", 409: "off" };

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** One visitor's conversation at one property: what the user interface calls, and nothing of how it looks. */
export class Chat {
  readonly store: Store<ChatState>;
  private readonly outbox: Outbox;
  private readonly connection: Connection;
  private readonly typingSignal: TypingSignal;
  private readonly storedAs = new Map<string, string>();
  private conversation: { id: string; token: string } | null = null;
  private opening: ReturnType<typeof setTimeout> | undefined;
  private asking = false;
  private over = false;

  constructor(private readonly env: ChatEnv) {
    this.store = createStore(initialState(env.keep.durable));
    this.connection = new Connection(env.dial, {
      hello: () => this.hello(),
      frame: (frame) => this.receive(frame),
      down: (code) => this.down(code),
    }, "");
    this.outbox = new Outbox(this.store, env.keep, {
      ready: () => this.connection.ready,
      send: (frame) => this.connection.send(frame),
      redial: () => this.connection.connect(),
    });
    this.typingSignal = new TypingSignal((on) => {
      if (this.connection.ready) this.connection.send({ type: "typing", on });
    });
    this.outbox.restore();
  }

  get started(): boolean {
    return this.store.get().link !== "idle";
  }

  /** Opens the conversation, once. */
  start(): void {
    if (this.started) return;
    this.store.set({ link: "connecting" });
    void this.open();
  }

  send(text: string, files: Attachment[] = []): void {
    const clean = wellFormed(text).trim();
    if (!clean && !files.length) return;
    this.typingSignal.stop();
    if (this.store.get().mode === "closed") this.startAnew();
    this.post({ type: "message", text: clean, ...(files.length ? { attachment_ids: files.map((f) => f.id) } : {}) }, files);
  }

  choose(value: string, label: string): void {
    this.post({ type: "choice", value, label });
  }

  rate(messageId: string, value: "up" | "down"): void {
    this.store.set({ feedback: { ...this.store.get().feedback, [messageId]: value } });
    this.post({ type: "feedback", message_id: messageId, value });
  }

  /** What the visitor did beside talking; nothing is told before there is a conversation. */
  event(name: string): void {
    if (this.conversation) this.post({ type: "event", name });
  }

  askForPerson(): void {
    this.post({ type: "handoff" });
  }

  leaveContact(contact: Contact): void {
    this.store.set({ contactSaved: false });
    this.post({ type: "contact", ...contact });
  }

  /** Raises `OpenError`. */
  upload(file: File): Promise<Attachment> {
    const body = new FormData();
    body.append("file", file);
    return this.beside("attachments", { body });
  }

  /** Mails the conversation to the visitor; false where no address was left. */
  async mailTranscript(): Promise<boolean> {
    try {
      this.store.set({ mailedTo: (await this.beside<{ sent_to: string }>("transcript")).sent_to, notice: null });
    } catch (error) {
      if ((error as OpenError).status === 422) return false;
      this.store.set({ notice: { code: "", message: "" } });
    }
    return true;
  }

  end(): void {
    this.post({ type: "end" });
  }

  stopReply(messageId: string): void {
    this.connection.send({ type: "stop", message_id: messageId });
  }

  typing(): void {
    this.typingSignal.touch();
  }

  retry(clientId: string): void {
    if (this.store.get().mode === "closed") this.startAnew();
    this.outbox.retry(clientId);
  }

  /** Takes a failed message out of the way; the visitor wants its text back. */
  discard(clientId: string): void {
    this.outbox.forget(clientId);
  }

  /** Asks again for an answer that failed after the question was stored. */
  askAgain(messageId: string): void {
    const { [messageId]: _, ...troubles } = this.store.get().troubles;
    const question = this.store.get().messages.find((m) => m.id === messageId);
    this.store.set({ troubles, notice: null });
    if (question) this.send(question.text);
  }

  /** After `replaced`: this tab takes the conversation back. */
  useHere(): void {
    this.store.set({ link: "connecting" });
    if (this.conversation) this.connection.connect();
    else void this.open();
  }

  /** A new conversation; what was typed and never delivered goes along. */
  startAnew(): void {
    const outbox = this.store.get().outbox.map(({ frame, at, files }) => ({ frame, at, ...(files ? { files } : {}) }));
    this.forgetConversation();
    this.store.set({ ...freshConversation(), outbox: outbox.filter((o) => o.frame.type !== "end"), link: "connecting" });
    void this.open();
  }

  /** The page woke up or the network came back: a line may be dead without knowing it. */
  check(suspicious: boolean): void {
    const { link, unavailable } = this.store.get();
    if (!this.started || unavailable || link === "replaced") return;
    if (!this.conversation) void this.open();
    else if (suspicious || !this.connection.ready) this.connection.connect();
  }

  /** The browser says that it has no network. */
  offline(): void {
    if (this.started && this.store.get().link !== "replaced") this.store.set({ link: "offline" });
  }

  close(): void {
    this.over = true;
    clearTimeout(this.opening);
    this.connection.close();
  }

  private async beside<T>(what: string, init: RequestInit = {}): Promise<T> {
    while (!this.conversation) await new Promise((wake) => setTimeout(wake, 200));
    const { id, token } = this.conversation;
    const url = `${this.env.origin}/api/v1/conversations/${id}/${what}`;
    return ask<T>(this.env.fetch, url, { method: "POST", headers: { Authorization: `Bearer ${token}` }, ...init }, UPLOAD_WITHIN_MS);
  }

  private post(frame: Without<KeptFrame, "client_id">, files?: Attachment[]): void {
    this.start();
    if (frame.type === "message" || frame.type === "choice") this.store.set({ notice: null, contactSaved: false, mailedTo: null, spoken: true });
    this.outbox.add({ ...frame, client_id: uuid() } as KeptFrame, files);
  }

  private async open(): Promise<void> {
    clearTimeout(this.opening);
    if (this.asking) return;
    this.asking = true;
    const { keep, property, locale } = this.env;
    const { url, referrer } = this.env.page();
    const browserId = keep.get<string>("browser_id");
    try {
      const opened = await openConversation(this.env.origin, {
        property, locale, page_url: url, referrer, source: "website",
        ...(browserId ? { browser_id: browserId } : {}),
      }, this.env.fetch);
      if (!this.over) this.adopt(opened);
    } catch (error) {
      if (!this.over) this.notOpened(error instanceof OpenError ? error : new OpenError(0));
    } finally {
      this.asking = false;
    }
  }

  private adopt(opened: Opened): void {
    const { keep } = this.env;
    const { id, token, resumed, property, widget } = opened;
    if (this.conversation && this.conversation.id !== id) {
      this.store.set({ ...freshConversation(), outbox: this.store.get().outbox });
    }
    this.conversation = { id, token };
    keep.set("browser_id", opened.browser_id);
    keep.set("conversation", this.conversation);
    keepLook(keep, { property, widget });
    this.store.set({ resumed, property: property ?? {}, widget: widget ?? {} });
    this.connection.connect(id);
  }

  private notOpened({ status, retryAfter }: OpenError): void {
    const refusal = REFUSALS[status];
    if (refusal) {
      this.store.set({ unavailable: refusal });
      return;
    }
    const kept = this.conversation ?? this.env.keep.get<{ id: string; token: string }>("conversation");
    this.troubled();
    if (kept && !this.conversation) {
      this.conversation = kept;
      this.connection.connect(kept.id);
      return;
    }
    this.openLater(retryAfter * 1000);
  }

  private openLater(atLeast = 0): void {
    clearTimeout(this.opening);
    this.opening = setTimeout(() => void this.open(), Math.max(atLeast, this.connection.nextDelay()));
  }

  private hello() {
    let tabId = this.env.tab.get<string>("tab");
    if (!tabId) this.env.tab.set("tab", (tabId = uuid()));
    return { type: "hello" as const, token: this.conversation?.token ?? "", after: this.store.get().held, tab_id: tabId };
  }

  private receive(frame: ServerFrame): void {
    if (frame.type === "error") {
      const id = frame.client_id ?? "";
      this.store.set(applyError(this.store.get(), frame, Date.now(), this.storedAs.get(id)));
      if (this.outbox.items.some((o) => o.frame.client_id === id)) this.outbox.release(id);
      else if (id) this.outbox.forget(id);
      return;
    }
    this.store.set(applyFrame(this.store.get(), frame));
    if (frame.type === "ready") this.outbox.newLine();
    if (frame.type === "ack") {
      if (frame.message_id) this.storedAs.set(frame.client_id, frame.message_id);
      this.outbox.forget(frame.client_id);
    }
  }

  private down(code: number): "retry" | "handled" {
    if (code === CLOSE.replaced) {
      this.store.set({ link: "replaced" });
      return "handled";
    }
    if (code === CLOSE.originRefused) {
      this.store.set({ unavailable: "denied" });
      return "handled";
    }
    this.troubled();
    if (code !== CLOSE.badToken && code !== CLOSE.unknownConversation) return "retry";
    this.env.keep.set("conversation", null);
    this.openLater();
    return "handled";
  }

  private troubled(): void {
    this.store.set({ link: this.env.online() ? "reconnecting" : "offline", typing: null });
  }

  private forgetConversation(): void {
    this.connection.close();
    this.conversation = null;
    this.env.keep.set("conversation", null);
  }
}
