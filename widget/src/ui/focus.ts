const FOCUSABLE = "button:not(:disabled), [href], input, textarea, [tabindex='0']";

const reachable = (root: ParentNode): HTMLElement[] =>
  [...root.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((e) => e.getClientRects().length > 0);

/** Tab stays inside: from the last control to the first and back. */
export function trapTab(event: KeyboardEvent, within: HTMLElement): void {
  if (event.key !== "Tab") return;
  const stops = reachable(within);
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const active = (within.getRootNode() as ShadowRoot).activeElement;
  const leaves = event.shiftKey ? active === first : active === last;
  if (!leaves && within.contains(active)) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}
