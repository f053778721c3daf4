import type { ChatState } from "@/store/state";
import { button, h, show } from "@/ui/dom";
import { icon, type IconName } from "@/ui/icons";
import { safeHref } from "@/ui/links";
import type { Part, Ui } from "@/ui/ui";

export interface Menu extends Part {
  /** True when there was something to close. */
  close(): boolean;
}

export function menu(ui: Ui, openContact: (why?: string) => void): Menu {
  const { chat, words } = ui;
  const list = h("div", { class: "menu", hook: "menu", role: "menu", "aria-label": words.menu, onkeydown: (e: KeyboardEvent) => arrows(e) });
  const toggle = button({ class: "icon-btn", hook: "menu-button", "aria-label": words.menu, "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => setOpen(!!list.hidden) }, icon("menu"));

  const setOpen = (open: boolean) => {
    show(list, open);
    toggle.setAttribute("aria-expanded", String(open));
    if (open) items().find((i) => !i.hidden)?.focus();
  };
  const items = () => [...list.children] as HTMLElement[];
  const item = (name: string, image: IconName, label: string, act: () => void) =>
    button({ role: "menuitem", hook: `menu-${name}`, onclick: () => (setOpen(false), toggle.focus(), act()) }, icon(image, 18), label);
  const link = (name: string, image: IconName, label: string, act: () => void) =>
    h("a", { role: "menuitem", hook: `menu-${name}`, target: "_blank", rel: "noopener noreferrer", onclick: () => (setOpen(false), act()) }, icon(image, 18), label);

  const arrows = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = items().filter((i) => !i.hidden);
    const at = shown.indexOf((list.getRootNode() as ShadowRoot).activeElement as HTMLElement);
    shown[(at + step + shown.length) % shown.length]?.focus();
  };

  const left = ({ relatedTarget: to }: FocusEvent) => {
    if (to && !list.parentElement?.contains(to as Node)) setOpen(false);
  };
  const person = item("person", "person", words.talkToPerson, () => chat.askForPerson());
  const details = item("contact", "card", words.leaveDetails, () => openContact());
  const transcript = item("transcript", "file", words.mailChat, () => void chat.mailTranscript().then((mailed) => mailed || openContact(words.mailNeedsEmail)));
  const call = link("call", "phone", words.callOffice, () => chat.event("phone_clicked"));
  const mail = link("mail", "mail", words.emailOffice, () => chat.event("email_clicked"));
  const privacy = link("privacy", "shield", words.privacy, () => undefined);
  const end = item("end", "end", words.endChat, () => chat.end());
  const fresh = item("new", "chat", words.newChat, () => chat.startAnew());
  list.append(person, details, transcript, call, mail, privacy, end, fresh);
  show(list, false);

  const address = (element: HTMLAnchorElement, href: string | null) => {
    show(element, href !== null);
    if (href) element.href = href;
  };
  return {
    node: h("div", { class: "menu-frame", onfocusout: left }, toggle, list),
    close() {
      if (list.hidden) return false;
      setOpen(false);
      toggle.focus();
      return true;
    },
    update({ mode, property, widget, loaded, unavailable, messages }: ChatState) {
      const closed = mode === "closed";
      show(toggle, !unavailable);
      show(person, mode === "bot");
      show(details, !closed);
      show(transcript, messages.some((m) => m.author === "visitor"));
      address(call, property.phone ? safeHref(`tel:${property.phone.replace(/[^\d+]/g, "")}`) : null);
      address(mail, property.email ? safeHref(`mailto:${property.email}`) : null);
      address(privacy, safeHref(widget.privacy_url, ui.origin, /^https?:$/));
      show(end, loaded && !closed);
      show(fresh, closed);
    },
  };
}
