import type { ChatState } from "@/store/state";
import { button, h, show } from "@/ui/dom";
import { DAY, inZone, moment, TIME } from "@/ui/format";
import { icon, type IconName } from "@/ui/icons";
import type { Part, Ui } from "@/ui/ui";

interface Line { image: IconName; text: string; kind: string; act?: { label: string; run: () => void; hook: string } }

/** One line under the header for what the visitor should know about the line to the server or who answers. */
export function banner(ui: Ui): Part {
  const node = h("div", { class: "banner", hook: "banner", role: "status" });
  let shown = "";
  show(node, false);
  return {
    node,
    update(state) {
      const line = lineFor(state, ui);
      const key = line ? line.kind + line.text : "";
      if (key === shown) return;
      shown = key;
      show(node, line !== null);
      node.className = `banner ${line?.kind ?? ""}`;
      node.replaceChildren();
      if (!line) return;
      node.append(icon(line.image, 16), h("span", {}, line.text));
      if (line.act) node.append(button({ class: "link", hook: line.act.hook, onclick: line.act.run }, line.act.label));
    },
  };
}

function lineFor(state: ChatState, ui: Ui): Line | null {
  const { words, chat } = ui;
  if (state.unavailable) return { kind: "stop", image: "warn", text: words[state.unavailable] };
  switch (state.link) {
    case "replaced":
      return { kind: "stop", image: "warn", text: words.replaced, act: { label: words.useHere, run: () => chat.useHere(), hook: "use-here" } };
    case "offline":
      return { kind: "wait", image: "warn", text: words.offline };
    case "reconnecting":
      return { kind: "wait late", image: "clock", text: words.reconnecting };
  }
  if (state.notice) return { kind: "stop", image: "warn", text: noticeText(state, ui) };
  if (state.mailedTo) return { kind: "good", image: "check", text: words.mailed(state.mailedTo) };
  if (state.contactSaved) return { kind: "good", image: "check", text: words.saved };
  if (state.mode === "waiting") {
    const act = { label: words.noPerson, run: () => chat.event("handoff_cancelled"), hook: "no-person" };
    return { kind: "wait", image: "clock", text: waitingText(state, ui), act };
  }
  const begun = state.messages.some((m) => m.author === "visitor");
  if (state.mode === "bot" && state.widget.open_now === false && !begun) return { kind: "info", image: "clock", text: words.officeClosed };
  if (state.resumed && state.loaded && begun && !state.spoken) return { kind: "info", image: "back", text: words.welcomeBack };
  if (!state.durable && state.loaded && !begun) return { kind: "info", image: "warn", text: words.notKept };
  return null;
}

function waitingText({ expectedAt, property }: ChatState, { words, locale }: Ui): string {
  const at = moment(expectedAt);
  return at ? words.waitingUntil(inZone(at, locale, property.timezone, { ...DAY, ...TIME, timeZoneName: "short" })) : words.waitingNote;
}

function noticeText({ notice }: ChatState, { words }: Ui): string {
  if (notice?.code === "TURN_FAILED") return words.turnFailed;
  if (notice?.code === "RATE_LIMITED" || notice?.code === "SERVER_BUSY") return words.soon;
  return notice?.message || words.somethingWrong;
}
