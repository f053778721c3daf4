export interface Config {
  /** Where the script came from: the only server that is ever asked. */
  origin: string;
  property: string;
  open: boolean;
  /** What the page may say beforehand, so that the launcher is right before the first opening. */
  color: string | null;
  side: string | null;
  label: string | null;
  autoOpen: boolean;
  locale: string;
}

/** Reads the script tag; null when it names no property. */
export function readConfig(script: HTMLScriptElement | null): Config | null {
  const data = script?.dataset;
  if (!script?.src || !data?.["property"]) return null;
  const { origin } = new URL(script.src);
  return {
    origin,
    property: data["property"],
    open: data["open"] === "true",
    color: data["color"] ?? null,
    side: data["position"] ?? null,
    label: data["label"] ?? null,
    autoOpen: data["autoOpen"] === "true",
    locale: data["locale"] || navigator.language || "en-US",
  };
}
