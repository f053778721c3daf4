import type { Opened } from "@/protocol";

const ANSWER_WITHIN_MS = 15_000;

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface OpenRequest {
  property: string;
  browser_id?: string;
  locale: string;
  page_url: string;
  referrer: string;
  source: "website";
}

/** `status` 0 means that nobody answered. */
export class OpenError extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter = 0,
  ) {
    super(`conversation not opened (${status})`);
  }
}

export async function openConversation(origin: string, body: OpenRequest, fetch: Fetch): Promise<Opened> {
  const answer = await ask<Opened>(fetch, `${origin}/api/v1/conversations`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.id || !answer.token) throw new OpenError(0);
  return answer;
}

export async function ask<T>(fetch: Fetch, url: string, init: RequestInit, within = ANSWER_WITHIN_MS): Promise<T> {
  let response: Response;
  const gaveUp = new AbortController();
  const timer = setTimeout(() => gaveUp.abort(), within);
  try {
    response = await fetch(url, { ...init, credentials: "omit", signal: gaveUp.signal });
  } catch {
    throw new OpenError(0);
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw new OpenError(response.status, Number(response.headers.get("Retry-After")) || 0);
  try {
    return ((await response.json()) as { data: T }).data;
  } catch {
    throw new OpenError(0);
  }
}
