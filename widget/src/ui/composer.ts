import { MAX_TEXT } from "@/protocol";
import type { Keep } from "@/session/keep";
import { characters } from "@/session/text";
import { attachments } from "@/ui/attach";
import { button, h, show } from "@/ui/dom";
import { icon } from "@/ui/icons";
import type { Part, Ui } from "@/ui/ui";

const COUNT_FROM = 3600;
const LINES = 5;

export interface Composer extends Part {
  focus(): void;
  /** Puts text back to be edited; what is there already stays, below it. */
  restore(text: string): void;
}

export function composer(ui: Ui, tab: Keep): Composer {
  const { chat, words, locale } = ui;
  const input = h("textarea", { hook: "composer", rows: 1, dir: "auto", "aria-label": words.composer, placeholder: words.composer, enterkeyhint: "send", autocomplete: "off" });
  const count = h("span", { class: "count", role: "status" });
  const send = button({ class: "round primary", hook: "send", "aria-label": words.send, onclick: () => submit() }, icon("send"));
  const stop = button({ class: "round", hook: "stop", "aria-label": words.stop, title: words.stop, onclick: () => streaming && chat.stopReply(streaming) }, h("i", { class: "square" }));
  const fresh = button({ class: "btn primary wide", hook: "new-chat", onclick: () => chat.startAnew() }, words.newChat);
  const files = attachments(ui, () => changed());
  const row = h("div", { class: "composer" }, files.pick, files.input, input, count, stop, send);
  const said = () => input.value.trim() !== "" || files.ready().length > 0;
  const ended = h("div", { class: "ended" }, h("p", { class: "quiet" }, words.closedNote), fresh);
  let streaming: string | null = null;

  const changed = () => {
    const length = characters(input.value);
    const over = length > MAX_TEXT;
    send.disabled = !said() || over || files.uploading();
    count.textContent = length > COUNT_FROM ? words.tooLong(length.toLocaleString(locale)) : "";
    count.classList.toggle("over", over);
    show(stop, streaming !== null);
    show(send, streaming === null || said());
    grow(input);
  };
  const submit = () => {
    changed();
    if (send.disabled) return;
    chat.send(input.value, files.ready());
    files.clear();
    input.value = "";
    tab.set("draft", null);
    changed();
    input.focus();
  };
  input.addEventListener("input", () => {
    tab.set("draft", input.value || null);
    if (input.value) chat.typing();
    changed();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  input.value = tab.get<string>("draft") ?? "";
  changed();

  return {
    node: h("div", { class: "dock" }, files.list, row, ended),
    focus: () => input.focus({ preventScroll: true }),
    restore(text) {
      input.value = input.value ? `${text}\n${input.value}` : text;
      tab.set("draft", input.value);
      changed();
      input.focus();
    },
    update({ mode, drafts, unavailable }) {
      streaming = drafts[drafts.length - 1]?.id ?? null;
      for (const part of [row, files.list]) show(part, mode !== "closed" && !unavailable);
      show(ended, mode === "closed" && !unavailable);
      changed();
    },
  };
}

/** Up to five lines, then it scrolls. */
function grow(input: HTMLTextAreaElement): void {
  input.style.height = "auto";
  const { lineHeight, paddingTop, paddingBottom } = getComputedStyle(input);
  const line = parseFloat(lineHeight) || 22;
  const padding = (parseFloat(paddingTop) || 0) + (parseFloat(paddingBottom) || 0);
  input.style.height = `${Math.min(input.scrollHeight, line * LINES + padding)}px`;
}
