const FULL = "(max-width: 479px)";

/** Whether the panel takes the whole screen, as it does on phones. */
export const fullScreen = (): boolean => matchMedia(FULL).matches;

/** Keeps a full-screen panel inside what the on-screen keyboard leaves visible. */
export function fitViewport(panel: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const fit = () => {
    panel.style.setProperty("--dq-view-height", `${Math.round(view.height)}px`);
    panel.style.setProperty("--dq-view-top", `${Math.round(view.offsetTop)}px`);
  };
  fit();
  view.addEventListener("resize", fit);
  view.addEventListener("scroll", fit);
  return () => {
    view.removeEventListener("resize", fit);
    view.removeEventListener("scroll", fit);
  };
}
