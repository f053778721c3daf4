import type { ChatState } from "@/store/state";
import { saidText } from "@/store/state";
import { button, h, show } from "@/ui/dom";
import type { Part, Ui } from "@/ui/ui";

const AT_MOST = 4;

/** First questions the community suggests, until the visitor has said something. */
export function quickReplies({ chat, words }: Ui): Part {
  const node = h("div", { class: "chips quick", role: "group", "aria-label": words.quickReplies });
  let shown: unknown;
  return {
    node,
    update(state) {
      const { quick_replies: replies = [] } = state.widget;
      show(node, replies.length > 0 && !hasSpoken(state));
      if (replies === shown) return;
      shown = replies;
      const labels = replies.map((r) => (typeof r === "string" ? r : r.label || r.value || "")).filter(Boolean);
      node.replaceChildren(...labels.slice(0, AT_MOST).map((label) =>
        button({
          class: "chip", hook: "quick-reply", dir: "auto",
          onclick: () => {
            chat.event("answer_button_clicked");
            chat.send(label);
          },
        }, label)));
    },
  };
}

const hasSpoken = ({ messages, outbox, mode, unavailable, loaded, resumed }: ChatState) =>
  mode !== "bot" || unavailable !== null || (resumed && !loaded) ||
  messages.some((m) => m.author === "visitor") || outbox.some((o) => saidText(o.frame) !== null);
