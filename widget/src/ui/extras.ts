import type { Attachment, Choice, Offer, Source, Tour } from "@/protocol";
import { button, h } from "@/ui/dom";
import { DAY, fileSize, inZone, moment, TIME } from "@/ui/format";
import { icon, type IconName } from "@/ui/icons";
import { safeHref } from "@/ui/links";
import type { Ui } from "@/ui/ui";

const STATUS_ICONS: Record<string, IconName> = { scheduled: "check", confirmed: "check", completed: "check", cancelled: "close", no_show: "warn" };

export function choiceList(choices: Choice[], { chat }: Ui): HTMLElement {
  const list = h("div", { class: "chips" });
  for (const { value, label } of choices) {
    list.append(button({
      class: "chip", hook: "choice", "data-value": value, dir: "auto",
      onclick: () => {
        for (const other of list.querySelectorAll("button")) other.disabled = true;
        chat.event("answer_button_clicked");
        chat.choose(value, label);
      },
    }, label));
  }
  return list;
}

/** One quiet line; what it stands on opens on demand. */
export function sourceLine(sources: Source[], { words }: Ui): HTMLElement {
  const list = h("ul", { class: "source-list" }, ...sources.map(({ kind, title }) =>
    h("li", {}, h("span", { class: "quiet" }, words.sourceKinds[kind] ?? kind), " ", h("span", { dir: "auto" }, title))));
  list.hidden = true;
  const toggle = button({
    class: "quiet link", "aria-expanded": "false",
    onclick: () => {
      list.hidden = !list.hidden;
      list.scrollIntoView({ block: "nearest" });
      toggle.setAttribute("aria-expanded", String(!list.hidden));
    },
  }, words.sources(sources.length), icon("down", 14));
  return h("div", { class: "sources", hook: "sources" }, toggle, list);
}

export function tourCard(tour: Tour, { chat, words, locale }: Ui, zone: string | undefined, owner: boolean): HTMLElement {
  const at = moment(tour.starts_at);
  const open = owner && (tour.status === "scheduled" || tour.status === "confirmed");
  return h("article", { class: "card tour", hook: "tour-card", "data-status": tour.status },
    h("div", { class: "tour-head" },
      h("span", { class: "tour-title" }, icon("calendar", 18), words.tour),
      h("span", { class: `pill ${tour.status}` }, icon(STATUS_ICONS[tour.status] ?? "clock", 14), words.tourStatus[tour.status] ?? tour.status)),
    at ? h("div", { class: "tour-when" },
      h("b", {}, inZone(at, locale, zone, DAY)),
      h("span", {}, inZone(at, locale, zone, { ...TIME, timeZoneName: "short" }))) : null,
    tour.tour_type ? h("div", { class: "quiet" }, words.tourTypes[tour.tour_type] ?? tour.tour_type) : null,
    open ? h("div", { class: "actions" },
      button({ class: "btn", hook: "tour-move", onclick: () => chat.send(words.sayMove) }, words.move),
      button({ class: "btn", hook: "tour-cancel", onclick: () => chat.send(words.sayCancel) }, words.cancel)) : null);
}

export function offerCard(offer: Offer, { chat, words, locale }: Ui, zone: string | undefined): HTMLElement {
  const until = moment(offer.expires_at);
  const gone = until !== null && until.getTime() < Date.now();
  return h("article", { class: "card offer", hook: "offer" },
    h("div", { class: "tour-title", dir: "auto" }, icon("spark", 18), offer.title),
    offer.terms ? h("p", { class: "quiet", dir: "auto" }, offer.terms) : null,
    until ? h("p", { class: "quiet" }, words.offerUntil(inZone(until, locale, zone, DAY))) : null,
    gone ? null : h("div", { class: "actions" }, button({
      class: "btn primary",
      onclick: () => {
        chat.event("incentive_accepted");
        chat.send(words.sayOffer(offer.title));
      },
    }, words.claim)));
}

export function attachmentList(attachments: Attachment[], { origin }: Ui): HTMLElement {
  return h("div", { class: "files" }, ...attachments.map(({ name, size, url }) => {
    const href = safeHref(url, origin, /^https?:$/);
    const inner = [icon("file", 18), h("span", { dir: "auto" }, name), h("small", { class: "quiet" }, fileSize(size))];
    return href
      ? h("a", { class: "file", href, target: "_blank", rel: "noopener noreferrer" }, ...inner)
      : h("span", { class: "file" }, ...inner);
  }));
}
