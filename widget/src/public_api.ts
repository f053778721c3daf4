import type { DomiqChat } from "@/element";

/** What a host page can call. */
export interface DomIQ {
  open(): void;
  close(): void;
  toggle(): void;
  send(text: string): void;
}

type Call = [name: keyof DomIQ, text?: string];

declare global {
  interface Window { DomIQ?: DomIQ | Call[] }
}

/**
 * Puts `window.DomIQ` in place at once and answers what hands it the element later. Calls made before
 * that wait, also those a page pushed onto a plain array (`DomIQ = [["open"]]`) before the script came.
 */
export function exposeApi(): (element: DomiqChat) => void {
  const early = Array.isArray(window.DomIQ) ? window.DomIQ : [];
  const waiting: Call[] = [...early];
  let element: DomiqChat | null = null;
  const run = ([name, text]: Call) => {
    if (name === "send") element?.send(String(text ?? ""));
    else if (name === "open" || name === "close" || name === "toggle") element?.[name]();
  };
  const call = (...what: Call) => (element ? run(what) : void waiting.push(what));
  window.DomIQ = {
    open: () => call("open"),
    close: () => call("close"),
    toggle: () => call("toggle"),
    send: (text) => call("send", text),
  };
  return (ready) => {
    element = ready;
    waiting.splice(0).forEach(run);
  };
}
