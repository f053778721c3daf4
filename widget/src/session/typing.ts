const AGAIN_MS = 3000;
const IDLE_MS = 5000;

/** Says "typing" at most every three seconds while keys are hit, and takes it back when they rest. */
export class TypingSignal {
  private last = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly tell: (on: boolean) => void) {}

  touch(): void {
    const now = Date.now();
    if (now - this.last > AGAIN_MS) {
      this.last = now;
      this.tell(true);
    }
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.stop(), IDLE_MS);
  }

  stop(): void {
    clearTimeout(this.idle);
    if (!this.last) return;
    this.last = 0;
    this.tell(false);
  }
}
