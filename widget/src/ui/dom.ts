type Child = Node | string | null | undefined | false;
type Handler = (event: never) => void;
export type Props = Record<string, string | number | boolean | Handler | null | undefined>;

/**
 * Builds an element. Strings only ever become text nodes or attributes. `hook` names the element for
 * styling from outside (`part`) and for browser tests (`data-testid`); `on…` keys are listeners.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value as EventListener);
    else if (name === "hook") {
      element.setAttribute("part", String(value));
      element.dataset["testid"] = String(value);
    } else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false));
  return element;
}

export const button = (props: Props, ...children: Child[]) => h("button", { type: "button", ...props }, ...children);

/** For screen readers only. */
export const hidden = (text: string) => h("span", { class: "sr" }, text);

export function show(element: HTMLElement, visible: boolean): void {
  element.hidden = !visible;
}
