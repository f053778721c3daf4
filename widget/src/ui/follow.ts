const NEAR_END_PX = 60;

/**
 * Keeps the end in view while the reader is there, and lets go when a long answer's first line would
 * leave at the top: what is being read does not move.
 */
export class Follow {
  private following = true;
  private said = 0;

  constructor(
    private readonly list: HTMLElement,
    private readonly away: (away: boolean) => void,
  ) {
    away(false);
    list.addEventListener("scroll", () => {
      this.following = this.distance() < NEAR_END_PX;
      this.away(!this.following);
    }, { passive: true });
    if (typeof ResizeObserver === "function") new ResizeObserver(() => this.following && this.toEnd()).observe(list);
  }

  /** `said` is how much of the visitor's own is on its way: whoever speaks wants to see it. */
  changed(said: number): void {
    if (said > this.said) this.following = true;
    this.said = said;
    if (!this.following) {
      this.away(this.distance() > NEAR_END_PX);
      return;
    }
    this.toEnd();
    const last = this.list.lastElementChild as HTMLElement | null;
    if (!last || last.dataset["author"] === "visitor") return;
    const over = this.list.getBoundingClientRect().top + 8 - last.getBoundingClientRect().top;
    if (over > 0) this.list.scrollTop -= over;
  }

  toEnd(smoothly = false): void {
    this.following = true;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smoothly && !still ? "smooth" : "instant" });
    this.away(false);
  }

  private distance(): number {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
  }
}
