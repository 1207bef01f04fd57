import type { Node, PlanNodes } from './plan-nodes.ts';

/** A table below the one by which it is found. */
export interface Branch {
  readonly node: Node;
  /** Tables whose rows go with this one's, without a step of their own. */
  readonly carried: readonly Node[];
  /** Tables found by way of this one, or of one that it carries; by name. */
  readonly children: readonly Branch[];
  /** Which of the carried tables above it hangs from; null: from the one that carries. */
  readonly through: string | null;
}

export interface Tree {
  /** The subject's own table; or, where it has none, all that hold its value. */
  readonly top: readonly Branch[];
  /** Tables without a place in it: their rows stay. */
  readonly rest: readonly Node[];
}

/** Tables that steps deal with, each once, below the subject. `root` is null where that has no row. */
export function treeOf({ nodes, carried }: PlanNodes, root: string | null): Tree {
  const drawn = drawnOf(nodes, root);
  const boxes = drawn.filter(({ table }) => !carried.has(table));
  const parents = parentsOf(boxes, carried, root ?? subject);
  const branch = (node: Node): Branch => ({
    node,
    carried: drawn.filter(({ table }) => carried.get(table) === node.table),
    through: parents.get(node.table)?.through ?? null,
    children: boxes.filter(({ table }) => parents.get(table)?.box === node.table).map(branch),
  });
  const isTop = ({ table }: Node): boolean => table === root || parents.get(table)?.box === subject;
  return { top: boxes.filter(isTop).map(branch), rest: nodes.filter((node) => !drawn.includes(node)) };
}

/** Stands for the subject where it has no row. No table has this name. */
const subject = '';

interface Parent {
  readonly box: string;
  readonly through: string | null;
}

/** By breadth: a table stands below the first that is placed; one that hangs from nothing drawn, below the subject. */
function parentsOf(
  boxes: readonly Node[],
  carried: ReadonlyMap<string, string>,
  top: string,
): ReadonlyMap<string, Parent> {
  const parents = new Map<string, Parent>();
  const placed = new Set([top]);
  for (let waiting = boxes.filter(({ table }) => table !== top); waiting.length > 0; ) {
    const found = waiting.flatMap((node) => {
      const options = node.ways.map(({ to }) => ({ box: carried.get(to ?? top) ?? to ?? top, to }));
      const parent = options.find(({ box }) => placed.has(box));
      if (parent === undefined) return [];
      const { box, to } = parent;
      return [{ table: node.table, parent: { box, through: to === null || to === box ? null : to } }];
    });
    const lost = waiting.slice(0, 1).map(({ table }) => ({ table, parent: { box: top, through: null } }));
    for (const { table, parent } of found.length > 0 ? found : lost) {
      parents.set(table, parent);
      placed.add(table);
    }
    waiting = waiting.filter(({ table }) => !placed.has(table));
  }
  return parents;
}

/** What steps deal with, and what stays where something that goes is found by way of it. */
function drawnOf(nodes: readonly Node[], root: string | null): readonly Node[] {
  const drawn = new Set(nodes.filter((node) => node.table === root || hasStep(node)));
  // A Set hands out what is added while it is walked through.
  for (const { ways } of drawn) {
    for (const { to } of ways) for (const node of nodes) if (node.table === to) drawn.add(node);
  }
  return nodes.filter((node) => drawn.has(node));
}

function hasStep({ tone, actions }: Node): boolean {
  return tone !== 'keep' && actions.some((action) => action.tone !== 'ignore' && action.tone !== 'keep');
}
