import type { FrameError, Message } from "@/protocol";
import type { OutboxItem } from "@/store/state";
import { button, h, hidden } from "@/ui/dom";
import { attachmentList, choiceList, offerCard, sourceLine, tourCard } from "@/ui/extras";
import { DAY, inZone, moment, TIME } from "@/ui/format";
import { icon } from "@/ui/icons";
import { richText, safeHref } from "@/ui/links";
import { slotPicker } from "@/ui/slots";
import type { Ui } from "@/ui/ui";
import { unitCards } from "@/ui/unit_card";

export interface MessageLook {
  startsGroup: boolean;
  endsGroup: boolean;
  /** The last word is this message's: its choices can be picked. */
  live: boolean;
  slotsLive: boolean;
  ownsTour: boolean;
  rated: "up" | "down" | undefined;
  trouble: FrameError | undefined;
  zone: string | undefined;
}

export const bubble = (text: string) => h("div", { class: "bubble", dir: "auto" }, ...richText(text));

/** The frame of every entry in the log; who speaks is said to screen readers too. */
export function row(author: string, speaker: string, props: Record<string, string | number>, ...children: (Node | null)[]): HTMLElement {
  return h("div", { class: `msg ${author}`, hook: "message", "data-author": author, ...props }, hidden(`${speaker}: `), ...children);
}

export const speakerOf = ({ author, author_name: name }: Message, { words }: Ui): string =>
  author === "visitor" ? words.you : author === "bot" ? name || words.assistant : name || words.team;

export function messageRow(message: Message, look: MessageLook, ui: Ui): HTMLElement {
  const { author, id, seq } = message;
  const props = { "data-seq": seq, "data-id": id };
  if (message.removed)
    return row(author, speakerOf(message, ui), props, h("div", { class: "bubble gone" }, ui.words.removed));
  if (author === "system")
    return h("div", { class: "msg system", hook: "message", "data-author": author, ...props }, h("p", { class: "note", dir: "auto" }, ...richText(message.text)));
  const element = row(author, speakerOf(message, ui), props,
    look.startsGroup && author === "manager" ? face(message, ui) : null,
    message.text ? bubble(message.text) : null,
    ...attached(message, look, ui),
    look.trouble ? troubleLine(id, look.trouble, ui) : null,
    look.endsGroup || author === "bot" ? foot(message, look.rated, ui) : null);
  if (look.startsGroup) element.classList.add("first");
  return element;
}

function attached(message: Message, { live, slotsLive, ownsTour, zone }: MessageLook, ui: Ui): (HTMLElement | null)[] {
  const { attachments, units, offer, tour, slots, choices, sources } = message;
  return [
    attachments?.length ? attachmentList(attachments, ui) : null,
    units?.length ? unitCards(units, ui, zone) : null,
    offer ? offerCard(offer, ui, zone) : null,
    tour ? tourCard(tour, ui, zone, ownsTour) : null,
    slots?.length && slotsLive ? slotPicker(slots, ui, zone) : null,
    choices?.length && live ? choiceList(choices, ui) : null,
    message.interrupted ? h("p", { class: "quiet" }, ui.words.interrupted) : null,
    sources?.length ? sourceLine(sources, ui) : null,
  ];
}

function face(message: Message, ui: Ui): HTMLElement {
  const src = safeHref(message.author_avatar_url, ui.origin, /^https?:$/);
  return h("div", { class: "who" },
    src ? h("img", { src, alt: "", class: "face", referrerpolicy: "no-referrer" }) : h("span", { class: "face" }, icon("person", 14)),
    h("span", { dir: "auto" }, speakerOf(message, ui)));
}

function foot(message: Message, rated: "up" | "down" | undefined, ui: Ui): HTMLElement {
  const at = moment(message.created_at);
  const time = at
    ? h("time", { datetime: at.toISOString(), title: inZone(at, ui.locale, undefined, { ...DAY, ...TIME }) }, inZone(at, ui.locale, undefined, TIME))
    : null;
  return h("div", { class: "foot", "aria-live": "off" }, time, message.author === "bot" ? thumbs(message.id, rated, ui) : null);
}

function thumbs(messageId: string, rated: "up" | "down" | undefined, { chat, words }: Ui): HTMLElement {
  const make = (value: "up" | "down", label: string) => {
    const thumb = button({
      class: `thumb ${value}`, hook: `rate-${value}`, "aria-label": label, title: label, "aria-pressed": String(rated === value),
      onclick: () => {
        for (const other of [up, down]) other.setAttribute("aria-pressed", String(other === thumb));
        chat.rate(messageId, value);
      },
    }, icon("up", 15));
    return thumb;
  };
  const up = make("up", words.helpful);
  const down = make("down", words.notHelpful);
  return h("span", { class: "thumbs" }, up, down);
}

function troubleLine(messageId: string, error: FrameError, { chat, words }: Ui): HTMLElement {
  return h("p", { class: "trouble", role: "alert" }, icon("warn", 14), words.turnFailed,
    error.retryable === false ? null : button({ class: "link", hook: "retry", onclick: () => chat.askAgain(messageId) }, words.retry));
}

const failureText = (error: FrameError | undefined, { words }: Ui) =>
  error?.code === "TOO_LONG" ? words.tooLongError : error?.code === "CONVERSATION_CLOSED" ? words.closedError : words.notSent;

/** What the visitor said and the server has not stored yet. */
export function pendingRow(item: OutboxItem, text: string, offline: boolean, ui: Ui, edit: (text: string) => void): HTMLElement {
  const { chat, words } = ui;
  const id = item.frame.client_id;
  const state = item.failed
    ? h("p", { class: "trouble", role: "alert" }, icon("warn", 14), failureText(item.error, ui),
        item.error?.code === "TOO_LONG" ? null : button({ class: "link", hook: "retry", onclick: () => chat.retry(id) }, words.retry),
        button({ class: "link", hook: "edit", onclick: () => (chat.discard(id), edit(text)) }, words.edit))
    : h("p", { class: item.retryAt ? "sending now" : "sending" }, item.retryAt ? words.soon : offline ? words.sentLater : words.sending);
  return row("visitor", words.you, { "data-pending": id }, text ? bubble(text) : null, item.files ? attachmentList(item.files, ui) : null, state);
}
