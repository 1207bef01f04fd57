import type { Reference } from './graph.ts';

/** What order and cycles depend on: who refers to whom. Any Reference is one. */
export type Edge = Pick<Reference, 'table' | 'to'>;

/** Tables that all refer to each other, directly or round a cycle; most often a single table. */
export interface Component {
  /** Sorted by name. */
  readonly tables: readonly string[];
  /** More than one table, or one that refers to itself. */
  readonly cyclic: boolean;
  /** 0: refers to nothing outside itself. Otherwise one more than the deepest component it refers to. */
  readonly depth: number;
}

/**
 * The strongly connected components, leaves before the parents they refer to: deepest first, by name within a depth.
 * Edges from or to a table that is not among `tables` are left out: callers order a part of a schema.
 */
export function strongComponents(tables: readonly string[], edges: readonly Edge[]): readonly Component[] {
  const components = tarjan(graph(tables, edges)).map((members) => {
    const cyclic = members.some((member) => member.targets.some((target) => members.includes(target)));
    const outside = members.flatMap((member) => member.targets.filter((target) => !members.includes(target)));
    // Tarjan's algorithm ends a component after all that it refers to, so their depths are known.
    const depth = outside.reduce((deepest, target) => Math.max(deepest, target.depth + 1), 0);
    for (const member of members) member.depth = depth;
    return { tables: members.map(({ table }) => table).sort(byCodeUnit), cyclic, depth };
  });
  return components.sort((a, b) => b.depth - a.depth || byCodeUnit(a.tables.join(), b.tables.join()));
}

/** By code unit: the same order on every machine, whatever its locale or the database's collation. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Node {
  readonly table: string;
  readonly targets: Node[];
  /** Order of the first visit; -1 before it. */
  visit: number;
  /** The earliest visit that can be reached while it is still open. */
  low: number;
  open: boolean;
  /** Targets looked at so far. */
  done: number;
  depth: number;
}

function graph(tables: readonly string[], edges: readonly Edge[]): readonly Node[] {
  const blank = { visit: -1, low: -1, open: false, done: 0, depth: 0 };
  const nodes = new Map<string, Node>(tables.map((table) => [table, { table, targets: [], ...blank }]));
  for (const edge of edges) {
    const from = nodes.get(edge.table);
    const to = nodes.get(edge.to);
    if (from !== undefined && to !== undefined) from.targets.push(to);
  }
  return [...nodes.values()];
}

/** With a stack of its own: a chain of references may be longer than the call stack is deep. */
function tarjan(nodes: readonly Node[]): Node[][] {
  const open: Node[] = [];
  const found: Node[][] = [];
  let visits = 0;
  for (const start of nodes) {
    const path = start.visit === -1 ? [start] : [];
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      if (node.visit === -1) {
        node.visit = node.low = visits++;
        node.open = true;
        open.push(node);
      }
      const target = node.targets[node.done++];
      if (target === undefined) leave(node);
      else if (target.visit === -1) path.push(target);
      else if (target.open) node.low = Math.min(node.low, target.visit);
    }
    function leave(node: Node): void {
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) parent.low = Math.min(parent.low, node.low);
      if (node.low !== node.visit) return;
      const members = open.splice(open.indexOf(node));
      for (const member of members) member.open = false;
      found.push(members);
    }
  }
  return found;
}
