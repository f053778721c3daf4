import type { FrameError, Message, ModeFields, ServerFrame } from "@/protocol";
import { heldUpTo, mergeMessages } from "@/store/messages";
import { saidText, type ChatState, type OutboxItem } from "@/store/state";

type Patch = Partial<ChatState>;
type Frame<T extends ServerFrame["type"]> = Extract<ServerFrame, { type: T }>;

const modePatch = ({ mode, agent, expected_at }: ModeFields): Patch => ({
  mode,
  agent: agent ?? null,
  expectedAt: expected_at ?? null,
});

/** The visitor's own words may come back before their acknowledgement: they are not shown twice. */
const echoed = (outbox: OutboxItem[], arrived: Message[]) =>
  outbox.map((item) =>
    !item.failed && arrived.some((m) => m.author === "visitor" && m.text === saidText(item.frame))
      ? { ...item, echoed: true }
      : item);

function ready(state: ChatState, frame: Frame<"ready">): Patch {
  const arrived = frame.messages ?? [];
  const messages = mergeMessages(state.messages, arrived);
  return {
    ...modePatch(frame),
    messages,
    held: Math.max(state.held, frame.seq || 0, heldUpTo(state.held, messages)),
    outbox: echoed(state.outbox, arrived),
    drafts: [],
    typing: null,
    loaded: true,
    link: "online",
  };
}

function stored(state: ChatState, message: Message): Patch {
  const messages = mergeMessages(state.messages, [message]);
  return {
    messages,
    held: heldUpTo(state.held, messages),
    drafts: state.drafts.filter((p) => p.id !== message.id),
    ...(message.author === "visitor" ? {} : { typing: null, notice: null }),
  };
}

function delta(state: ChatState, { message_id: id, text }: Frame<"delta">): Patch {
  if (state.messages.some((m) => m.id === id)) return {};
  const known = state.drafts.some((p) => p.id === id);
  return {
    typing: null,
    drafts: known
      ? state.drafts.map((p) => (p.id === id ? { id, text: p.text + text } : p))
      : [...state.drafts, { id, text }],
  };
}

function ack(state: ChatState, frame: Frame<"ack">): Patch {
  const item = state.outbox.find((o) => o.frame.client_id === frame.client_id);
  if (!item) return {};
  const patch: Patch = { outbox: state.outbox.filter((o) => o !== item) };
  const text = saidText(item.frame);
  if (item.frame.type === "contact") patch.contactSaved = true;
  if (text === null || !frame.message_id || !frame.seq) return patch;
  if (state.messages.some((m) => m.id === frame.message_id)) return patch;
  const message: Message = {
    id: frame.message_id,
    seq: frame.seq,
    author: "visitor",
    text,
    created_at: new Date(item.at).toISOString(),
    ...(item.files ? { attachments: item.files } : {}),
  };
  return { ...patch, ...stored(state, message) };
}

/** What an error frame does to what is waiting; `now` decides when a limited message goes out again. */
export function applyError(state: ChatState, error: FrameError, now: number, messageId?: string): Patch {
  const patch: Patch = error.code === "CONVERSATION_CLOSED" ? { mode: "closed" } : {};
  const item = state.outbox.find((o) => o.frame.client_id === error.client_id);
  if (!item) {
    if (messageId) return { ...patch, typing: null, troubles: { ...state.troubles, [messageId]: error } };
    return error.code.startsWith("BAD_") || error.code === "UNKNOWN_TYPE"
      ? patch
      : { ...patch, typing: null, notice: error };
  }
  if (saidText(item.frame) === null && !error.retryable) {
    const quiet = item.frame.type === "event" || item.frame.type === "feedback";
    return { ...patch, outbox: state.outbox.filter((o) => o !== item), ...(quiet ? {} : { notice: error }) };
  }
  const waits = error.code === "RATE_LIMITED" || error.code === "SERVER_BUSY" || error.retry_after;
  const { retryAt: _, echoed: _again, ...kept } = item;
  const changed: OutboxItem = { ...kept, error };
  if (error.retryable !== false && waits) changed.retryAt = now + (error.retry_after || 5) * 1000;
  else changed.failed = true;
  return { ...patch, outbox: state.outbox.map((o) => (o === item ? changed : o)) };
}

/** The state after a server frame, as a patch; frame types that are not known change nothing. */
export function applyFrame(state: ChatState, frame: ServerFrame): Patch {
  switch (frame.type) {
    case "ready":
      return ready(state, frame);
    case "ack":
      return ack(state, frame);
    case "delta":
      return delta(state, frame);
    case "message":
      return { ...stored(state, frame.message), outbox: echoed(state.outbox, [frame.message]) };
    case "updated":
      return { messages: mergeMessages(state.messages, [frame.message]) };
    case "typing":
      return frame.author === "visitor" ? {} : { typing: frame.on ? frame.author : null };
    case "mode":
      return modePatch(frame);
    default:
      return {};
  }
}
