import type { Message } from "@/protocol";

/** Stored messages once each, in the order of `seq`; a later form of the same message wins. */
export function mergeMessages(known: Message[], arrived: Message[]): Message[] {
  if (!arrived.length) return known;
  const byId = new Map(known.map((m) => [m.id, m]));
  for (const message of arrived) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** The highest `seq` up to which nothing is missing. */
export function heldUpTo(held: number, messages: Message[]): number {
  for (const { seq } of messages) if (seq === held + 1) held = seq;
  return held;
}
