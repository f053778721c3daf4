import base from "@/styles/base.css?inline";
import cards from "@/styles/cards.css?inline";
import forms from "@/styles/forms.css?inline";
import log from "@/styles/log.css?inline";
import panel from "@/styles/panel.css?inline";
import tokens from "@/styles/tokens.css?inline";

const CSS = [tokens, base, panel, log, cards, forms].join("\n");

/** A constructed sheet passes a page's style policy; a style element is for browsers without it. */
export function adoptStyles(shadow: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    const style = document.createElement("style");
    style.textContent = CSS;
    shadow.append(style);
  }
}
