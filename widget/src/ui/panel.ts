import type { Keep } from "@/session/keep";
import type { ChatState } from "@/store/state";
import { banner } from "@/ui/banner";
import { composer } from "@/ui/composer";
import { contactForm } from "@/ui/contact_form";
import { h, show } from "@/ui/dom";
import { trapTab } from "@/ui/focus";
import { header } from "@/ui/header";
import { log } from "@/ui/log";
import { menu } from "@/ui/menu";
import { quickReplies } from "@/ui/quick_replies";
import type { Part, Ui } from "@/ui/ui";
import { fullScreen } from "@/ui/viewport";

export interface Panel extends Part {
  opened(takeFocus: boolean): void;
}

/** The open chat, put together from its parts. */
export function panel(ui: Ui, tab: Keep, close: () => void): Panel {
  const write = composer(ui, tab);
  const contact = contactForm(ui, () => focusStart());
  const more = menu(ui, (why) => contact.open(why));
  const head = header(ui, more.node, close);
  const talk = log(ui, (text) => write.restore(text));
  const parts: Part[] = [head, more, banner(ui), talk, quickReplies(ui), write, contact];
  const [, , line, , quick] = parts as [Part, Part, Part, Part, Part];

  const skeleton = h("div", { class: "skeleton", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const node = h("section", { class: "panel", hook: "panel", role: "dialog", tabindex: -1 },
    head.node, line.node,
    h("div", { class: "body" }, skeleton, talk.node, quick.node, write.node, contact.node));

  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      if (!more.close() && !contact.close()) close();
    } else if (fullScreen()) trapTab(event, node);
  });
  /** Outside the shadow root a key looks as if it were pressed on the page, whose shortcuts would answer. */
  for (const name of ["keydown", "keypress", "keyup"]) node.addEventListener(name, (event) => event.stopPropagation());
  node.addEventListener("click", (event) => {
    const href = (event.target as Element).closest?.(".bubble a")?.getAttribute("href") ?? "";
    if (href.startsWith("tel:")) ui.chat.event("phone_clicked");
    if (href.startsWith("mailto:")) ui.chat.event("email_clicked");
  });
  /** On a phone the keyboard would cover the conversation, so the panel itself takes the focus there. */
  const focusStart = () => (fullScreen() ? node.focus({ preventScroll: true }) : write.focus());

  return {
    node,
    opened(takeFocus) {
      node.setAttribute("aria-modal", String(fullScreen()));
      talk.toEnd();
      if (takeFocus) focusStart();
    },
    update(state: ChatState) {
      for (const part of parts) part.update(state);
      node.setAttribute("aria-label", ui.words.chatWith(state.property.name || ui.words.assistant));
      const waits = !state.loaded && !state.unavailable && (state.resumed || !state.property.name);
      show(skeleton, waits && !state.outbox.length);
    },
  };
}
