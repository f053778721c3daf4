import type { Consent, Contact } from "@/protocol";
import type { ChatState } from "@/store/state";
import { button, h, show } from "@/ui/dom";
import { icon } from "@/ui/icons";
import type { Part, Ui } from "@/ui/ui";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const digits = (text: string) => text.replace(/\D/g, "").length;

export interface ContactForm extends Part {
  /** `why` in place of what the form says otherwise. */
  open(why?: string): void;
  /** True when there was something to close. */
  close(): boolean;
}

/** The visitor's details with the consents exactly as they were worded on the screen. */
export function contactForm(ui: Ui, closed: () => void): ContactForm {
  const { chat, words } = ui;
  const field = (name: string, label: string, type: string, autocomplete: string) => {
    const input = h("input", { name, type, autocomplete, hook: `contact-${name}`, dir: "auto", maxlength: 200 });
    return { input, node: h("label", { class: "field" }, h("span", {}, label), input) };
  };
  const first = field("first_name", words.firstName, "text", "given-name");
  const last = field("last_name", words.lastName, "text", "family-name");
  const email = field("email", words.email, "email", "email");
  const phone = field("phone", words.phone, "tel", "tel");
  const consent = (channel: string) => {
    const box = h("input", { type: "checkbox", hook: `consent-${channel}` });
    const wording = h("span", {});
    return { box, wording, channel, node: h("label", { class: "check" }, box, wording) };
  };
  const consents = [consent("email"), consent("sms")] as const;
  const intro = h("p", { class: "quiet" });
  const problem = h("p", { class: "trouble", role: "alert" });

  const submit = (event: Event) => {
    event.preventDefault();
    const wrong = problemOf(email.input.value.trim(), phone.input.value.trim(), ui);
    problem.textContent = wrong?.text ?? "";
    if (wrong) {
      (wrong.at === "email" ? email : phone).input.focus();
      return;
    }
    const given: Consent[] = consents.map((c) => ({ channel: c.channel, granted: c.box.checked, wording: c.wording.textContent ?? "" }));
    chat.leaveContact({ ...filled({ first_name: first.input.value, last_name: last.input.value, email: email.input.value, phone: phone.input.value }), consents: given });
    close();
  };
  const node = h("form", { class: "sheet", hook: "contact-form", novalidate: true, "aria-label": words.contactTitle, onsubmit: submit },
    h("div", { class: "sheet-head" },
      button({ class: "icon-btn back", "aria-label": words.back, onclick: () => close() }, icon("back")), h("h3", {}, words.contactTitle)),
    intro,
    h("div", { class: "pair" }, first.node, last.node), email.node, phone.node,
    ...consents.map((c) => c.node), problem,
    h("button", { type: "submit", class: "btn primary wide", hook: "contact-send" }, words.save));
  show(node, false);

  const close = () => {
    if (node.hidden) return false;
    show(node, false);
    closed();
    return true;
  };
  return {
    node,
    close,
    open(why) {
      intro.textContent = why ?? words.contactIntro;
      problem.textContent = "";
      show(node, true);
      first.input.focus();
    },
    update({ property }: ChatState) {
      const name = property.name || words.team;
      consents[0].wording.textContent = words.consentEmail(name);
      consents[1].wording.textContent = words.consentSms(name);
    },
  };
}

function problemOf(email: string, phone: string, { words }: Ui): { at: "email" | "phone"; text: string } | null {
  if (!email && !phone) return { at: "email", text: words.needOne };
  if (email && !EMAIL.test(email)) return { at: "email", text: words.badEmail };
  if (phone && (digits(phone) < 7 || digits(phone) > 15)) return { at: "phone", text: words.badPhone };
  return null;
}

const filled = (fields: Record<string, string>): Omit<Contact, "consents"> =>
  Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v));
