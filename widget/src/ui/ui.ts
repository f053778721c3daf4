import type { Chat } from "@/session/chat";
import type { ChatState } from "@/store/state";
import type { Words } from "@/words";

/** What every part of the user interface may use. */
export interface Ui {
  chat: Chat;
  words: Words;
  locale: string;
  /** Relative addresses of pictures and files are the server's. */
  origin: string;
}

export interface Part {
  node: HTMLElement;
  update(state: ChatState): void;
}
