const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  chat: "M20 11.5a7.5 7.5 0 0 1-11 6.6L4 19.5l1.4-4.6A7.5 7.5 0 1 1 20 11.5Z",
  close: "M6 6l12 12M18 6 6 18",
  down: "M6 9.5l6 6 6-6",
  menu: "M5 12h.01M12 12h.01M19 12h.01",
  send: "M12 19V5.5M6 11l6-6 6 6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0",
  card: "M3.5 6.5h17v11h-17zM7 14.5h4M14 10h3.5M14 14h3.5M9 11.2a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.6Z",
  phone: "M6 3.5h3l1.5 4.5-2 1.6a12 12 0 0 0 5.9 5.9l1.6-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4 5.7a2 2 0 0 1 2-2.2Z",
  mail: "M3.5 6h17v12h-17zM4 6.5l8 6.5 8-6.5",
  end: "M12 4v8M7 6.5a8 8 0 1 0 10 0",
  shield: "M12 3.5l7 2.5v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6z",
  up: "M7 11v9H4v-9zM7 11l4-7.5a2 2 0 0 1 2 2V9h5.5a2 2 0 0 1 2 2.4l-1.3 7a2 2 0 0 1-2 1.6H7",
  home: "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
  calendar: "M4.5 6h15v14h-15zM4.5 10.5h15M8.5 3.5V7M15.5 3.5V7",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17ZM12 7.5V12l3 2",
  warn: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
  file: "M6.5 3.5H14l4 4v13H6.5zM14 3.5V8h4",
  clip: "M19.5 11.5l-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7-7",
  back: "M14.5 6l-6 6 6 6",
  spark: "M12 3.5l1.9 5.6 5.6 1.9-5.6 1.9L12 18.5l-1.9-5.6L4.5 11l5.6-1.9z",
} as const;

export type IconName = keyof typeof PATHS;

/** Decorative: whatever it stands for is said in words beside it or in a label. */
export function icon(name: IconName, size = 20): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const set = (attributes: Record<string, string>, to: Element) =>
    Object.entries(attributes).forEach(([k, v]) => to.setAttribute(k, v));
  set({ viewBox: "0 0 24 24", width: String(size), height: String(size), "aria-hidden": "true", class: `icon icon-${name}` }, svg);
  const path = document.createElementNS(SVG, "path");
  set({ d: PATHS[name] }, path);
  svg.append(path);
  return svg;
}
