import type { Slot } from "@/protocol";
import { button, h } from "@/ui/dom";
import { DAY, inZone, moment, TIME } from "@/ui/format";
import type { Ui } from "@/ui/ui";

interface Day { key: string; label: string; slots: { slot: Slot; time: string }[] }

/** Slots by the community's own days; one whose time cannot be read keeps the server's label. */
export function byDay(slots: Slot[], locale: string, zone: string | undefined): Day[] {
  const days = new Map<string, Day>();
  for (const slot of slots) {
    const at = moment(slot.starts_at);
    const label = at ? inZone(at, locale, zone, DAY) : "";
    const day = days.get(label) ?? { key: label, label, slots: [] };
    day.slots.push({ slot, time: at ? inZone(at, locale, zone, TIME) : slot.label });
    days.set(label, day);
  }
  return [...days.values()];
}

/** A strip of days, and under it a column of times for the day picked. */
export function slotPicker(slots: Slot[], ui: Ui, zone: string | undefined): HTMLElement {
  const { words, locale } = ui;
  const days = byDay(slots, locale, zone);
  const times = h("div", { class: "times", role: "group", "aria-label": words.pickTime });
  const strip = h("div", { class: "days", role: "group", "aria-label": words.pickDay });

  const pick = (day: Day) => {
    days.forEach((d, i) => strip.children[i]?.setAttribute("aria-pressed", String(d === day)));
    times.replaceChildren(...day.slots.map(({ slot, time }) => slotButton(slot, time)));
    times.scrollTop = 0;
  };
  const slotButton = (slot: Slot, time: string) =>
    button({
      class: "time", dir: "auto", hook: "slot", "data-value": slot.value, "aria-label": slot.label,
      onclick: () => {
        for (const other of times.querySelectorAll("button")) other.disabled = true;
        ui.chat.event("answer_button_clicked");
        ui.chat.choose(slot.value, slot.label);
      },
    }, time);

  strip.append(...days.map((day) => dayButton(day, () => pick(day))));
  if (days[0]) pick(days[0]);
  return h("div", { class: "card slots" }, strip, times, zoneLine(slots, ui, zone));
}

function dayButton(day: Day, onclick: () => void): HTMLElement {
  const [weekday, ...date] = day.label.split(/,?\s+/);
  return button({ class: "day", dir: "auto", hook: "day", "aria-label": day.label, onclick },
    h("span", {}, weekday ?? ""), h("b", {}, date.join(" ")));
}

function zoneLine(slots: Slot[], { words, locale }: Ui, zone: string | undefined): HTMLElement | null {
  const at = moment(slots[0]?.starts_at);
  if (!at || !zone) return null;
  const name = inZone(at, locale, zone, { timeZoneName: "long", hour: "numeric" }).replace(/^[\d:\s\u202f]*([AP]M)?\s*/i, "");
  return h("p", { class: "quiet" }, words.zone(name));
}
