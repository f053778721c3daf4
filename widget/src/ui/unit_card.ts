import type { Unit } from "@/protocol";
import { button, h } from "@/ui/dom";
import { calendarDay, money, today } from "@/ui/format";
import { icon } from "@/ui/icons";
import { safeHref } from "@/ui/links";
import type { Ui } from "@/ui/ui";

export function unitCards(units: Unit[], ui: Ui, zone: string | undefined): HTMLElement {
  return h(
    "div",
    { class: units.length > 1 ? "units many" : "units", role: "group", "aria-label": ui.words.homes, ...(units.length > 1 ? { tabindex: 0 } : {}) },
    ...units.map((unit) => unitCard(unit, ui, zone, units.some((u) => u.image_urls?.length))),
  );
}

function unitCard(unit: Unit, { chat, words, locale, origin }: Ui, zone: string | undefined, pictured: boolean): HTMLElement {
  const say = (text: string) => () => {
    chat.event("answer_button_clicked");
    chat.send(text);
  };
  const rent = money(unit.rent, locale);
  return h(
    "article",
    { class: "card unit", hook: "unit-card", "aria-label": unit.name },
    pictured ? photo(unit, words.photoOf(unit.name), origin) : null,
    h("div", { class: "unit-head" },
      h("span", { class: "unit-name", dir: "auto" }, unit.name),
      h("span", { class: "unit-rent" }, rent ?? words.askPrice, rent && h("small", {}, words.perMonth))),
    h("div", { class: "unit-facts" }, facts(unit, words, locale)),
    unit.available_on ? h("div", { class: "unit-when" }, icon("calendar", 16), availability(unit.available_on, words, locale, zone)) : null,
    h("div", { class: "actions" },
      button({ class: "btn primary", hook: "tour-it", onclick: say(words.sayTour(unit.name)), "aria-label": `${words.tourIt}: ${unit.name}` }, words.tourIt),
      button({ class: "btn", hook: "unit-more", onclick: say(words.sayMore(unit.name)), "aria-label": `${words.more}: ${unit.name}` }, words.more)),
  );
}

function photo(unit: Unit, alt: string, origin: string): HTMLElement {
  const frame = h("div", { class: "photo" }, icon("home", 32));
  const src = safeHref(unit.image_urls?.[0], origin, /^https?:$/);
  if (!src) return frame;
  const image = h("img", { src, alt, loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" });
  image.addEventListener("error", () => image.remove());
  frame.append(image);
  return frame;
}

function facts(unit: Unit, words: Ui["words"], locale: string): string {
  const { bedrooms: beds, bathrooms: baths, square_feet: area } = unit;
  return [
    beds === 0 ? words.studio : beds ? words.beds(Number(beds)) : "",
    baths ? words.baths(Number(baths)) : "",
    area ? words.area(Number(area).toLocaleString(locale)) : "",
  ].filter(Boolean).join(" · ");
}

const availability = (day: string, words: Ui["words"], locale: string, zone: string | undefined) =>
  day.slice(0, 10) <= today(zone) ? words.availableNow : words.available(calendarDay(day, locale));
