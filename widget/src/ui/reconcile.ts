export interface Row { key: string; signature: readonly unknown[]; build(): HTMLElement }

interface Shown { signature: readonly unknown[]; node: HTMLElement }

const same = (a: readonly unknown[], b: readonly unknown[]) => a.length === b.length && a.every((v, i) => v === b[i]);

/** Keeps a list of nodes in step with rows: a row whose signature is unchanged keeps its node and its place. */
export function reconciler(container: HTMLElement): (rows: Row[]) => void {
  let shown = new Map<string, Shown>();
  return (rows) => {
    const next = new Map<string, Shown>();
    let cursor = container.firstElementChild;
    for (const { key, signature, build } of rows) {
      const known = shown.get(key);
      const keeps = known !== undefined && same(known.signature, signature);
      const node = keeps ? known.node : build();
      if (known && !keeps) {
        if (cursor === known.node) cursor = cursor.nextElementSibling;
        known.node.remove();
      }
      if (node !== cursor) container.insertBefore(node, cursor);
      else cursor = cursor.nextElementSibling;
      next.set(key, { signature, node });
    }
    for (const [key, { node }] of shown) if (!next.has(key)) node.remove();
    shown = next;
  };
}
