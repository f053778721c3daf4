import type { Message } from "@/protocol";
import { saidText, type ChatState, type OutboxItem } from "@/store/state";

export type Entry =
  | { kind: "welcome"; key: string; text: string }
  | { kind: "day"; key: string; at: string }
  | { kind: "message"; key: string; message: Message; startsGroup: boolean; endsGroup: boolean }
  | { kind: "pending"; key: string; item: OutboxItem; text: string }
  | { kind: "draft"; key: string; text: string }
  | { kind: "typing"; key: string; author: string };

const minute = (message: Message) => (message.created_at ?? "").slice(0, 16);

const sameGroup = (a: Message | undefined, b: Message | undefined) =>
  !!a && !!b && a.author === b.author && a.author_name === b.author_name && minute(a) === minute(b);

const localDay = (message: Message) => {
  const at = new Date(message.created_at ?? "");
  return isNaN(at.getTime()) ? "" : at.toDateString();
};

/** What the log shows, top to bottom: stored messages, what is on its way, the reply being written. */
export function timeline(state: ChatState, welcome: string): Entry[] {
  const entries: Entry[] = [];
  const { messages } = state;
  const historyKnown = state.loaded || !state.resumed;
  if (welcome && historyKnown && (!messages[0] || messages[0].author === "visitor"))
    entries.push({ kind: "welcome", key: "welcome", text: welcome });
  const pending = (item: OutboxItem) => {
    const text = saidText(item.frame);
    if (text !== null && !item.echoed) entries.push({ kind: "pending", key: item.frame.client_id, item, text });
  };
  const stuck = state.outbox.filter((o) => o.failed);
  const stuckBefore = (seq: number) => {
    while (stuck[0] && (stuck[0].after ?? Infinity) < seq) pending(stuck.shift()!);
  };
  messages.forEach((message, i) => {
    stuckBefore(message.seq);
    const [before, after] = [messages[i - 1], messages[i + 1]];
    const day = localDay(message);
    if (day && day !== (before ? localDay(before) : new Date().toDateString()))
      entries.push({ kind: "day", key: `day-${day}`, at: message.created_at ?? "" });
    entries.push({
      kind: "message",
      key: message.id,
      message,
      startsGroup: !sameGroup(before, message),
      endsGroup: !sameGroup(message, after),
    });
  });
  stuck.forEach(pending);
  state.outbox.filter((o) => !o.failed).forEach(pending);
  for (const { id, text } of state.drafts) entries.push({ kind: "draft", key: id, text });
  if (state.typing && !state.drafts.length) entries.push({ kind: "typing", key: "typing", author: state.typing });
  return entries;
}

const onItsWay = (state: ChatState) => state.outbox.filter((o) => saidText(o.frame) !== null && !o.failed);

/** Choices can be picked only where they stand last; an answer from either side retires them. */
export function liveMessageId(state: ChatState): string | null {
  if (state.mode === "closed" || onItsWay(state).length) return null;
  const said = state.messages.filter((m) => m.author !== "system");
  const last = said[said.length - 1];
  return last && last.author !== "visitor" ? last.id : null;
}

/** Slots outlive a question in between; a pick, a tour or newer slots retire them. */
export function liveSlotsId(state: ChatState): string | null {
  if (state.mode === "closed" || onItsWay(state).some((o) => o.frame.type === "choice")) return null;
  for (const message of [...state.messages].reverse()) {
    if (message.tour) return null;
    if (!message.slots?.length) continue;
    const labels = message.slots.map((slot) => slot.label);
    const picked = state.messages.some((m) => m.seq > message.seq && m.author === "visitor" && labels.includes(m.text));
    return picked ? null : message.id;
  }
  return null;
}

/** Of a tour that was told several times, the message that tells it last. */
export function tourOwners(messages: Message[]): Set<string> {
  const owners = new Map<string, string>();
  for (const { id, tour } of messages) if (tour) owners.set(tour.id, id);
  return new Set(owners.values());
}
