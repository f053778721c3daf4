// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { readConfig } from "@/config";
import { exposeApi } from "@/public_api";
import type { DomiqChat } from "@/element";
import { contrast, parseHex, shadeFor, textOn, toHex } from "@/ui/contrast";
import { calendarDay, money } from "@/ui/format";
import { safeHref, splitLinks } from "@/ui/links";
import { accentTokens } from "@/ui/theme";

const linked = (text: string) => splitLinks(text).filter((p) => p.href).map((p) => [p.text, p.href]);

test.each([
  ["See https://a.example/x?y=1.", [["https://a.example/x?y=1", "https://a.example/x?y=1"]]],
  ["(https://a.example/b)", [["https://a.example/b", "https://a.example/b"]]],
  ["https://a.example/b_(c).", [["https://a.example/b_(c)", "https://a.example/b_(c)"]]],
  ["write ann@a.example, please", [["ann@a.example", "mailto:ann@a.example"]]],
  ["call (555) 201-0100 or 555-201-0101", [["(555) 201-0100", "tel:5552010100"], ["555-201-0101", "tel:5552010101"]]],
  ["tel:+15552010100 mailto:a@b.example", [["tel:+15552010100", "tel:+15552010100"], ["mailto:a@b.example", "mailto:a@b.example"]]],
  ["javascript:alert(1) data:text/html,x file:///etc ftp://a.example $1,850.00 2026-03-01", []],
])("finds the addresses in %j", (text, found) => {
  expect(linked(text)).toEqual(found);
  expect(splitLinks(text).map((p) => p.text).join("")).toBe(text);
});

test("long text without an address is read in no time", () => {
  const began = performance.now();
  for (const text of ["a".repeat(4000), "(".repeat(4000), "a.".repeat(2000), "1-".repeat(2000), "a@".repeat(2000)]) splitLinks(text);
  expect(performance.now() - began).toBeLessThan(500);
});

test("only web, mail and phone addresses pass", () => {
  expect(safeHref("javascript:alert(1)", "https://a.example")).toBeNull();
  expect(safeHref(" java\nscript:alert(1)", "https://a.example")).toBeNull();
  expect(safeHref("/a.png", "https://a.example", /^https?:$/)).toBe("https://a.example/a.png");
  expect(safeHref("data:image/png;base64,x", "https://a.example", /^https?:$/)).toBeNull();
});

test("text on any theme colour reads at 4.5:1, and the colour stands out from both surfaces", () => {
  for (let i = 0; i < 4096; i += 7) {
    const color = parseHex(`#${i.toString(16).padStart(3, "0")}`)!;
    expect(contrast(textOn(color), color)).toBeGreaterThanOrEqual(4.5);
  }
  for (const theme of ["#0f766e", "#ffeb3b", "#0b1f4b", "#777", "#fff", "#000"]) {
    const t = accentTokens(theme);
    for (const [scheme, surface] of [["light", "#ffffff"], ["dark", "#1f1d1b"]]) {
      const of = (name: string) => parseHex(t[`--dq-${name}-${scheme}`])!;
      expect(contrast(of("on"), of("fill"))).toBeGreaterThanOrEqual(4.5);
      expect(contrast(of("ink"), parseHex(surface)!)).toBeGreaterThanOrEqual(4.5);
    }
  }
  expect(accentTokens("red;background:url(x)")).toEqual({});
  expect(toHex(shadeFor([255, 255, 255], [255, 255, 255], 4.5))).not.toBe("#ffffff");
});

test("money and days", () => {
  expect(money("1850.00", "en-US")).toBe("$1,850");
  expect(money("1850.50", "en-US")).toBe("$1,850.50");
  expect(money("on request", "en-US")).toBe("on request");
  expect(money(null, "en-US")).toBeNull();
  expect(calendarDay("2026-03-01", "en-US")).toBe("Mar 1");
});

test("the script tag says where the server is and for which property", () => {
  const script = document.createElement("script");
  Object.assign(script.dataset, { property: "maple-court", open: "true" });
  expect(readConfig(script)).toBeNull();
  script.setAttribute("src", "https://chat.example/widget.js?v=2");
  expect(readConfig(script)).toMatchObject({ origin: "https://chat.example", property: "maple-court", open: true });
});

test("calls made before the element is there are made up for, in order", () => {
  window.DomIQ = [["open"]];
  const ready = exposeApi();
  const api = window.DomIQ as unknown as import("@/public_api").DomIQ;
  api.send("hi");
  const calls: string[] = [];
  ready({ open: () => calls.push("open"), send: (t: string) => calls.push(t), toggle: () => calls.push("toggle") } as unknown as DomiqChat);
  api.toggle();
  expect(calls).toEqual(["open", "hi", "toggle"]);
});
