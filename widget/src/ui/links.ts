import { h } from "@/ui/dom";

export interface Piece { text: string; href?: string }

const LINK = new RegExp(
  [
    String.raw`(?:https?:\/\/|mailto:|tel:)[^\s<>"'\u0000-\u001f]+`,
    String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
    String.raw`(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b`,
  ].join("|"),
  "gi",
);
const TRAILING = /[.,;:!?)\]}…'"»]+$/;

/** Only these ever become links; a `javascript:` or `data:` address stays text. */
export function safeHref(candidate: string | null | undefined, base?: string, pattern = /^(https?|mailto|tel):$/): string | null {
  if (!candidate) return null;
  try {
    const url = new URL(candidate, base);
    return pattern.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const hrefOf = (text: string): string | null => {
  if (/^(https?:\/\/|mailto:|tel:)/i.test(text)) return safeHref(text);
  if (text.includes("@")) return safeHref(`mailto:${text}`);
  return `tel:${text.replace(/[^\d+]/g, "")}`;
};

/** Closing brackets and punctuation after an address belong to the sentence, not to the address. */
function trimmed(found: string): string {
  const end = TRAILING.exec(found)?.[0] ?? "";
  const cut = found.slice(0, found.length - end.length);
  return cut.includes("(") && !cut.includes(")") && end.startsWith(")") ? `${cut})` : cut;
}

export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = trimmed(match[0]);
    const href = shown ? hrefOf(shown) : null;
    if (!href) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}

/** Text as nodes: what looks like markup is shown as it was written. */
export function richText(text: string): Node[] {
  return splitLinks(text).map(({ text: shown, href }) =>
    href
      ? h("a", { href, dir: "auto", ...(href.startsWith("http") ? { target: "_blank", rel: "noopener noreferrer nofollow" } : {}) }, shown)
      : document.createTextNode(shown),
  );
}
