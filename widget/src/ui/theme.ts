import { parseHex, shadeFor, textOn, toHex, type Rgb } from "@/ui/contrast";

/** The surfaces that the accent has to stand out from; the same values as in tokens.css. */
const LIGHT: Rgb = [255, 255, 255];
const DARK: Rgb = [31, 29, 27];

/** A brand's own colour stays, unless it would vanish on the surface; what must read is the text on it. */
const SEEN = 1.4;

/** A community's colour becomes three per scheme: the fill, the text on it, and the colour as text. */
export function accentTokens(themeColor: string | null | undefined): Record<string, string> {
  const accent = parseHex(themeColor);
  if (!accent) return {};
  const tokens: Record<string, string> = {};
  for (const [scheme, surface] of [["light", LIGHT], ["dark", DARK]] as const) {
    const fill = shadeFor(accent, surface, SEEN);
    tokens[`--dq-fill-${scheme}`] = toHex(fill);
    tokens[`--dq-on-${scheme}`] = toHex(textOn(fill));
    tokens[`--dq-ink-${scheme}`] = toHex(shadeFor(accent, surface, 5));
  }
  return tokens;
}

export function paint(root: HTMLElement, themeColor: string | null | undefined): void {
  for (const name of ["fill", "on", "ink"])
    for (const scheme of ["light", "dark"]) root.style.removeProperty(`--dq-${name}-${scheme}`);
  for (const [name, value] of Object.entries(accentTokens(themeColor))) root.style.setProperty(name, value);
}
