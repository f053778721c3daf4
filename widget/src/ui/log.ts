import { liveMessageId, liveSlotsId, timeline, tourOwners, type Entry } from "@/store/timeline";
import type { ChatState } from "@/store/state";
import { button, h, hidden, show } from "@/ui/dom";
import { DAY, inZone, moment } from "@/ui/format";
import { icon } from "@/ui/icons";
import { richText } from "@/ui/links";
import { bubble, messageRow, pendingRow, row } from "@/ui/message";
import { reconciler, type Row } from "@/ui/reconcile";
import { Follow } from "@/ui/follow";
import type { Part, Ui } from "@/ui/ui";

/** Which messages can still be acted on. */
interface Live { choices: string | null; slots: string | null; tours: Set<string> }

/**
 * The conversation. Finished messages are announced as they are added; the reply being written is not
 * (`aria-live` off) until its finished form takes its place.
 */
export function log(ui: Ui, edit: (text: string) => void): Part & { toEnd(): void } {
  const { words } = ui;
  const list = h("div", { class: "log", hook: "log", role: "log", "aria-live": "polite", "aria-label": words.log, "aria-busy": "true", tabindex: 0 });
  const latest = button({ class: "latest", "aria-label": words.latest, onclick: () => follow.toEnd(true) }, icon("down", 18));
  const follow = new Follow(list, (away) => show(latest, away));
  const render = reconciler(list);
  const drafts = new Map<string, { node: HTMLElement; text: string }>();

  const draftRow = (id: string, text: string): Row => {
    const known = drafts.get(id);
    if (known && known.text !== text) known.node.querySelector(".bubble")?.replaceChildren(...richText(text));
    const node = known?.node ?? row("bot", words.assistant, { "aria-live": "off", "data-draft": id }, bubble(text));
    drafts.set(id, { node, text });
    return { key: id, signature: ["draft"], build: () => node };
  };

  const toRow = (entry: Entry, state: ChatState, live: Live): Row => {
    const { key } = entry;
    switch (entry.kind) {
      case "message": {
        const { message, startsGroup, endsGroup } = entry;
        const look = {
          startsGroup, endsGroup, live: live.choices === key, slotsLive: live.slots === key, ownsTour: live.tours.has(key),
          rated: state.feedback[key], trouble: state.troubles[key], zone: state.property.timezone,
        };
        return { key, signature: [message, startsGroup, endsGroup, look.live, look.slotsLive, look.ownsTour, look.trouble, look.zone], build: () => messageRow(message, look, ui) };
      }
      case "pending": {
        const { item, text } = entry;
        const offline = state.link === "offline";
        return { key, signature: [item.retryAt, item.failed, item.error, offline], build: () => pendingRow(item, text, offline, ui, edit) };
      }
      case "draft":
        return draftRow(key, entry.text);
      case "typing":
        return { key, signature: [entry.author], build: () => typingRow(entry.author, state, ui) };
      case "welcome":
        return { key, signature: [entry.text], build: () => row("bot", words.assistant, { "data-seq": 0 }, bubble(entry.text)) };
      case "day":
        return { key, signature: [], build: () => dayLine(entry.at, ui) };
    }
  };

  return {
    node: h("div", { class: "log-frame" }, list, latest),
    toEnd: () => follow.toEnd(),
    update(state) {
      const welcome = state.widget.welcome_message || (state.property.name ? words.welcome(state.property.name) : "");
      const entries = timeline(state, welcome);
      const live = { choices: liveMessageId(state), slots: liveSlotsId(state), tours: tourOwners(state.messages) };
      for (const id of drafts.keys()) if (!state.drafts.some((d) => d.id === id)) drafts.delete(id);
      const focused = (list.getRootNode() as ShadowRoot).activeElement;
      render(entries.map((entry) => toRow(entry, state, live)));
      if (focused && focused !== list && !focused.isConnected) list.focus({ preventScroll: true });
      follow.changed(state.outbox.length);
      setTimeout(() => list.setAttribute("aria-busy", String(!state.loaded && state.resumed)));
    },
  };
}

function typingRow(author: string, state: ChatState, { words }: Ui): HTMLElement {
  const who = author === "bot" ? words.assistant : state.agent?.name || words.team;
  const dots = h("div", { class: "bubble dots" }, h("i"), h("i"), h("i"));
  return h("div", { class: `msg ${author}`, "data-testid": "typing" }, hidden(words.writing(who)), dots);
}

function dayLine(at: string, { locale }: Ui): HTMLElement {
  const date = moment(at);
  return h("div", { class: "day-line" }, date ? inZone(date, locale, undefined, DAY) : "");
}
