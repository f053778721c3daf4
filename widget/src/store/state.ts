import type { Agent, Attachment, Author, FrameError, KeptFrame, Message, Mode, Property, WidgetSettings } from "@/protocol";

/** What the visitor did that the server has not acknowledged yet. */
export interface OutboxItem {
  frame: KeptFrame;
  at: number;
  /** The `seq` it was said after: one that failed stays in its place. */
  after?: number;
  error?: FrameError;
  /** Resent by itself at this time (milliseconds). */
  retryAt?: number;
  /** What goes along with it, as it was uploaded. */
  files?: Attachment[];
  /** Given up on: only the visitor can send it again. */
  failed?: boolean;
  /** The server holds it already, as its history shows; only the acknowledgement is still to come. */
  echoed?: boolean;
}

/** A reply that is still being written. */
export interface Draft { id: string; text: string }

export type Unavailable = "unknown" | "off" | "denied";
export type Link = "idle" | "connecting" | "online" | "reconnecting" | "offline" | "replaced";

export interface ChatState {
  link: Link;
  unavailable: Unavailable | null;
  /** The history has arrived at least once. */
  loaded: boolean;
  resumed: boolean;
  durable: boolean;
  property: Property;
  widget: WidgetSettings;
  mode: Mode;
  agent: Agent | null;
  expectedAt: string | null;
  messages: Message[];
  drafts: Draft[];
  outbox: OutboxItem[];
  typing: Author | null;
  /** Every message up to this `seq` is held. */
  held: number;
  /** Errors that came after the visitor's message was stored, by message id. */
  troubles: Record<string, FrameError>;
  /** An error that belongs to no message. */
  notice: FrameError | null;
  feedback: Record<string, "up" | "down">;
  contactSaved: boolean;
  /** The address that the conversation was mailed to. */
  mailedTo: string | null;
  /** The visitor has said something since this page was loaded. */
  spoken: boolean;
}

export const initialState = (durable: boolean): ChatState => ({
  link: "idle",
  unavailable: null,
  durable,
  property: {},
  widget: {},
  ...freshConversation(),
});

/** The part of the state that belongs to one conversation. */
export const freshConversation = () => ({
  loaded: false,
  resumed: false,
  mode: "bot" as Mode,
  agent: null,
  expectedAt: null,
  messages: [],
  drafts: [],
  outbox: [],
  typing: null,
  held: 0,
  troubles: {},
  notice: null,
  feedback: {},
  contactSaved: false,
  mailedTo: null,
  spoken: false,
});

/** What the visitor said with a frame, or null when it is not something said. */
export const saidText = (frame: KeptFrame): string | null =>
  frame.type === "message" ? frame.text : frame.type === "choice" ? frame.label : null;
