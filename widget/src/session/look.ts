import type { Property, WidgetSettings } from "@/protocol";
import type { Keep } from "@/session/keep";
import { ask, type Fetch } from "@/session/opener";

/** How the community's chat looks, as last told. */
export interface Look { property?: Property; widget?: WidgetSettings }

const KEPT = "look";
const FRESH_MS = 24 * 3600_000;

export const keepLook = (keep: Keep, look: Look) => keep.set(KEPT, { ...look, at: Date.now() });

export const keptLook = (keep: Keep) => keep.get<Look & { at: number }>(KEPT);

/**
 * A first visit has no conversation to learn colour, side and `auto_open` from, and opening one for every
 * passer-by would fill the inbox. So the look is asked for alone, at most once a day; a server that does
 * not offer it costs nothing but that.
 */
export async function fetchLook(origin: string, property: string, keep: Keep, fetch: Fetch): Promise<Look | null> {
  if (Date.now() - (keptLook(keep)?.at ?? 0) < FRESH_MS) return null;
  const look = await ask<Look>(fetch, `${origin}/widget/${encodeURIComponent(property)}.json`, {}).catch(() => null);
  keepLook(keep, look ?? keptLook(keep) ?? {});
  return look;
}
