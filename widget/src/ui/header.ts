import type { ChatState } from "@/store/state";
import { button, h } from "@/ui/dom";
import { icon } from "@/ui/icons";
import { safeHref } from "@/ui/links";
import type { Part, Ui } from "@/ui/ui";

/** Who is on the other side: always says that there is an AI assistant, and names the person when one is there. */
export function header(ui: Ui, menu: HTMLElement, close: () => void): Part {
  const { words } = ui;
  const avatar = h("div", { class: "avatar" });
  const name = h("h2", { class: "name", dir: "auto" });
  const mode = h("p", { class: "mode", hook: "mode", role: "status" });
  let shown = "";

  const drawAvatar = ({ mode: who, agent, widget, property }: ChatState) => {
    const src = safeHref(who === "human" ? agent?.avatar_url : widget.avatar_url, ui.origin, /^https?:$/);
    const initial = who === "human" ? agent?.name?.[0] : property.name?.[0];
    const key = `${src} ${initial} ${who === "human"}`;
    if (key === shown) return;
    shown = key;
    const plain: Node = initial ? document.createTextNode(initial.toUpperCase()) : icon("spark", 20);
    avatar.replaceChildren(plain);
    if (!src) return;
    const image = h("img", { src, alt: "", referrerpolicy: "no-referrer" });
    image.addEventListener("error", () => image.remove());
    avatar.append(image);
  };

  return {
    node: h("header", { class: "header" }, avatar, h("div", { class: "title" }, name, mode), menu,
      button({ class: "icon-btn", hook: "close", "aria-label": words.closeChat, onclick: close }, icon("close"))),
    update(state) {
      drawAvatar(state);
      name.textContent = (state.mode === "human" && (state.agent?.name || words.team)) || state.property.name || words.assistant;
      const text = modeText(state, ui);
      if (mode.textContent !== text) mode.textContent = text;
      mode.dataset["mode"] = state.mode;
    },
  };
}

export function modeText({ mode }: ChatState, { words }: Ui): string {
  if (mode === "human") return words.withPerson;
  const now = mode === "waiting" ? words.waiting : mode === "closed" ? words.ended : words.atOnce;
  return `${words.assistant} · ${now}`;
}
