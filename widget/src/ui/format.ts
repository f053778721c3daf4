/** Words for money, days and times; a zone or date that the browser does not know falls back, never throws. */

const MONEY = /^-?\d+(\.\d+)?$/;

export function money(amount: string | null | undefined, locale: string): string | null {
  if (!amount || !MONEY.test(amount)) return amount || null;
  const whole = /^-?\d+(\.0+)?$/.test(amount);
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: 2,
  }).format(Number(amount));
}

/** A moment; one without a zone is UTC, as everything stored is. */
export function moment(text: string | null | undefined): Date | null {
  if (!text) return null;
  const zoned = /T/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? `${text}Z` : text;
  const date = new Date(zoned);
  return isNaN(date.getTime()) ? null : date;
}

export function inZone(date: Date, locale: string, zone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat(locale, { ...options, ...(zone ? { timeZone: zone } : {}) }).format(date);
  } catch {
    return new Intl.DateTimeFormat("en-US", options).format(date);
  }
}

export const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
export const DAY: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };

/** A calendar day (`2026-03-01`) has no zone: it is that day everywhere. */
export function calendarDay(text: string, locale: string): string {
  const date = moment(`${text.slice(0, 10)}T12:00:00Z`);
  return date ? inZone(date, locale, "UTC", { month: "short", day: "numeric" }) : text;
}

export const today = (zone: string | undefined, now = new Date()) =>
  inZone(now, "en-CA", zone, { year: "numeric", month: "2-digit", day: "2-digit" });

export function fileSize(bytes: number): string {
  return bytes >= 1_048_576 ? `${(bytes / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`;
}
