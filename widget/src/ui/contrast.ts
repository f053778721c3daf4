export type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [28, 25, 23];
const BLACK: Rgb = [0, 0, 0];

/** `#rgb` or `#rrggbb`; anything else is no colour. */
export function parseHex(text: string | null | undefined): Rgb | null {
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text?.trim() ?? "")?.[1];
  if (!hex) return null;
  const full = hex.length === 3 ? hex.replace(/./g, "$&$&") : hex;
  return [0, 2, 4].map((i) => parseInt(full.slice(i, i + 2), 16)) as unknown as Rgb;
}

export const toHex = (color: Rgb) => `#${color.map((v) => Math.round(v).toString(16).padStart(2, "0")).join("")}`;

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((v) => {
    const c = v / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** White where it reads at 4.5:1, else a warm near-black, else black. */
export const textOn = (background: Rgb): Rgb =>
  [WHITE, INK, BLACK].find((text) => contrast(text, background) >= 4.5) ?? BLACK;

/** The nearest shade of a colour that stands out from a surface by the ratio asked for. */
export function shadeFor(color: Rgb, surface: Rgb, ratio: number): Rgb {
  const towards = luminance(surface) > 0.4 ? BLACK : WHITE;
  for (let step = 0; step <= 20; step++) {
    const shade = color.map((v, i) => v + ((towards[i]! - v) * step) / 20) as unknown as Rgb;
    if (contrast(shade, surface) >= ratio) return shade;
  }
  return towards;
}
