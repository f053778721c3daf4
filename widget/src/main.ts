import { readConfig } from "@/config";
import { DomiqChat } from "@/element";
import { exposeApi } from "@/public_api";

const TAG = "domiq-chat";

/** Runs once a page, however often the script tag was pasted. */
function load(script: HTMLScriptElement | null): void {
  const config = readConfig(script);
  if (!config) {
    console.warn("DomIQ: the script tag needs data-property");
    return;
  }
  if (customElements.get(TAG)) return;
  const ready = exposeApi();
  const mount = () => {
    customElements.define(TAG, DomiqChat);
    const element = document.createElement(TAG) as DomiqChat;
    document.body.append(element);
    element.start(config);
    ready(element);
  };
  if (document.body) mount();
  else addEventListener("DOMContentLoaded", mount, { once: true });
}

load(
  (document.currentScript as HTMLScriptElement | null) ??
    document.querySelector<HTMLScriptElement>("script[data-property][src*='widget.js']"),
);
