export interface Store<S> {
  get(): S;
  set(patch: Partial<S>): void;
  subscribe(listener: (state: S) => void): () => void;
}

/** Listeners hear once per microtask, however many patches there were. */
export function createStore<S extends object>(initial: S): Store<S> {
  let state = initial;
  let told = true;
  const listeners = new Set<(state: S) => void>();
  const tell = () => {
    told = true;
    for (const listener of [...listeners]) listener(state);
  };
  return {
    get: () => state,
    set(patch) {
      state = { ...state, ...patch };
      if (!told) return;
      told = false;
      queueMicrotask(tell);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
