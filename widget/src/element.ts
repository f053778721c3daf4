import type { Config } from "@/config";
import { Chat } from "@/session/chat";
import { createKeep } from "@/session/keep";
import { fetchLook, keptLook, type Look } from "@/session/look";
import { dialEither, dialFrames } from "@/session/frames_wire";
import { dialWebSocket } from "@/session/wire";
import type { ChatState } from "@/store/state";
import { adoptStyles } from "@/styles";
import { h, show } from "@/ui/dom";
import { launcher, type Launcher } from "@/ui/launcher";
import { panel, type Panel } from "@/ui/panel";
import { paint } from "@/ui/theme";
import type { Ui } from "@/ui/ui";
import { fitViewport } from "@/ui/viewport";
import { wordsFor } from "@/words";

const SUSPICIOUS_AFTER_MS = 30_000;

/** `<domiq-chat>`: launcher and panel in a shadow root of their own. */
export class DomiqChat extends HTMLElement {
  private chat!: Chat;
  private launcher!: Launcher;
  private panel!: Panel;
  private root!: HTMLElement;
  private readonly tab = createKeep("tab", () => sessionStorage);
  private isOpen = false;
  private seen = 0;
  private wasLoaded = false;
  private readonly undo: (() => void)[] = [];

  start(config: Config): void {
    const keep = createKeep(config.property, () => localStorage);
    this.chat = new Chat({
      origin: config.origin,
      property: config.property,
      locale: config.locale,
      page: () => ({ url: location.href, referrer: document.referrer }),
      online: () => navigator.onLine !== false,
      fetch: fetch.bind(window),
      dial: dialEither(dialWebSocket(config.origin, WebSocket), dialFrames(config.origin, fetch.bind(window))),
      keep,
      tab: this.tab,
    });
    this.wear(config, keptLook(keep));
    this.draw({ chat: this.chat, words: wordsFor(config.locale), locale: config.locale, origin: config.origin });
    this.listen();
    this.firstMove(config.open);
    void fetchLook(config.origin, config.property, keep, fetch.bind(window)).then((look) => {
      if (!look || this.chat.started) return;
      this.wear(config, look);
      this.firstMove(false);
    });
  }

  disconnectedCallback(): void {
    for (const undo of this.undo.splice(0)) undo();
    this.chat?.close();
  }

  open(takeFocus = true): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.chat.start();
    this.tab.set("open", true);
    this.update(this.chat.store.get());
    this.panel.opened(takeFocus);
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.tab.set("open", false);
    this.chat.event("widget_minimized");
    const hadFocus = this.root.contains(this.shadowRoot?.activeElement ?? null);
    this.update(this.chat.store.get());
    if (hadFocus) this.launcher.node.focus();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  send(text: string): void {
    this.open();
    this.chat.send(text);
  }

  private wear({ color, side, label, autoOpen }: Config, look: Look | null): void {
    this.chat.store.set({
      property: look?.property ?? {},
      widget: { theme_color: color, position: side, launcher_text: label, auto_open: autoOpen, ...look?.widget },
    });
  }

  private draw(ui: Ui): void {
    const shadow = this.attachShadow({ mode: "open" });
    adoptStyles(shadow);
    this.launcher = launcher(ui.words, () => this.toggle());
    this.panel = panel(ui, this.tab, () => this.close());
    this.root = h("div", { class: "root", dir: document.dir || "ltr", lang: ui.words.lang }, this.panel.node, this.launcher.node);
    shadow.append(this.root);
    this.undo.push(this.chat.store.subscribe((state) => this.update(state)), fitViewport(this.panel.node));
    this.update(this.chat.store.get());
  }

  private update(state: ChatState): void {
    const { widget, messages } = state;
    paint(this.root, widget.theme_color);
    this.root.dataset["side"] = /left/.test(widget.position ?? "") ? "left" : "right";
    this.root.dataset["open"] = String(this.isOpen);
    show(this.panel.node, this.isOpen);
    this.panel.update(state);
    const last = messages[messages.length - 1]?.seq ?? 0;
    if (this.isOpen || !this.wasLoaded || last < this.seen) this.seen = last;
    this.wasLoaded = state.loaded;
    const unread = messages.filter((m) => m.seq > this.seen && m.author !== "visitor").length;
    this.launcher.update(this.isOpen, unread, widget.launcher_text ?? "");
  }

  /** Phones kill sockets without telling: whatever hints at a return leads to an immediate look. */
  private listen(): void {
    let hiddenAt = 0;
    const on = (target: EventTarget, name: string, act: () => void) => {
      target.addEventListener(name, act);
      this.undo.push(() => target.removeEventListener(name, act));
    };
    on(document, "visibilitychange", () => {
      if (document.hidden) hiddenAt = Date.now();
      else this.chat.check(hiddenAt > 0 && Date.now() - hiddenAt > SUSPICIOUS_AFTER_MS);
    });
    on(window, "pageshow", () => this.chat.check(false));
    on(window, "online", () => this.chat.check(true));
    on(window, "offline", () => this.chat.offline());
  }

  private firstMove(openNow: boolean): void {
    const { widget, outbox } = this.chat.store.get();
    const before = this.tab.get<boolean>("open");
    if (openNow || before || (before === null && widget.auto_open)) this.open(false);
    else if (outbox.length) this.chat.start();
  }
}
