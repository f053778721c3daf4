import { button, h } from "@/ui/dom";
import { icon } from "@/ui/icons";
import type { Words } from "@/words";

export interface Launcher {
  node: HTMLButtonElement;
  update(open: boolean, unread: number, label: string): void;
}

export function launcher(words: Words, toggle: () => void): Launcher {
  const text = h("span", { class: "launcher-text", dir: "auto" });
  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const node = button({ class: "launcher", hook: "launcher", "aria-haspopup": "dialog", onclick: toggle },
    icon("chat", 26), text, badge);
  return {
    node,
    update(open, unread, label) {
      if (node.ariaExpanded !== String(open)) node.firstElementChild?.replaceWith(icon(open ? "down" : "chat", 26));
      node.setAttribute("aria-expanded", String(open));
      node.setAttribute("aria-label", open ? words.closeChat : unread ? words.openChatUnread(unread) : label || words.openChat);
      text.textContent = open ? "" : label;
      badge.textContent = unread ? String(Math.min(unread, 9)) : "";
      badge.hidden = open || !unread;
    },
  };
}
