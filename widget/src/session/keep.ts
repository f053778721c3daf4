/**
 * What the browser keeps for one property. Storage may be missing, blocked or full: every access is
 * guarded, and what cannot be kept lives in memory for as long as the page does.
 */
export interface Keep {
  /** False when the browser refuses storage, so that the visitor can be told. */
  readonly durable: boolean;
  get<T>(name: string): T | null;
  /** `null` forgets the name. */
  set(name: string, value: unknown): void;
}

export type StorageSource = () => Storage | undefined;

export function createKeep(property: string, source: StorageSource): Keep {
  const memory = new Map<string, string>();
  const attempt = <T>(use: (storage: Storage) => T): { value: T } | null => {
    try {
      const storage = source();
      return storage ? { value: use(storage) } : null;
    } catch {
      return null;
    }
  };
  const write = (key: string, text: string | null) =>
    attempt((s) => (text === null ? s.removeItem(key) : s.setItem(key, text))) !== null;
  const key = (name: string) => `domiq:${property}:${name}`;

  return {
    durable: write(key("probe"), "1") && write(key("probe"), null),
    get<T>(name: string): T | null {
      const text = memory.get(key(name)) ?? attempt((s) => s.getItem(key(name)))?.value;
      if (!text) return null;
      try {
        return JSON.parse(text) as T;
      } catch {
        return null;
      }
    },
    set(name, value) {
      const text = value === null ? null : JSON.stringify(value);
      if (write(key(name), text) || text === null) memory.delete(key(name));
      else memory.set(key(name), text);
    },
  };
}
