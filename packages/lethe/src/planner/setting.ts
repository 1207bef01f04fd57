import { ignore, unlessFound } from '../policy/ignore.ts';
import type { MentionsLink, Rule, StoreConfig, SubjectPolicy } from '../policy/policy.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { type Edge, edgesOf } from './edges.ts';
import { found } from './found.ts';
import { ownsEdges } from './owns-edges.ts';
import type { Root } from './root.ts';

/** What every part of the planner looks at: the schema and the policy, with the references between tables at hand. */
export interface Setting {
  readonly schema: Schema;
  readonly policy: SubjectPolicy;
  readonly root: Root;
  readonly edges: readonly Edge[];
  /** What the configuration says that rows own, whether it matters to this subject or not. */
  readonly owns: readonly Edge[];
  /**
   * By each table of which the subject's rows own rows: the references to it by which rows are no part of what is owned,
   * and keep it while they stay. They are not among `edges`; known when the subject's reach is.
   */
  readonly keeping: ReadonlyMap<string, readonly Edge[]>;
  /** The edges by the table whose rows hang, and by the one they hang from. */
  readonly from: ReadonlyMap<string, readonly Edge[]>;
  readonly to: ReadonlyMap<string, readonly Edge[]>;
  /** Tables that are left alone, with the reason. */
  readonly ignored: ReadonlyMap<string, string>;
  /** Tables of which rows are left alone only if nothing in them tells of the subject; with columns of numbers to look in. */
  readonly searched: ReadonlyMap<string, readonly string[]>;
  /** Those of these whose rows hang from what they mention. */
  readonly mentioning: ReadonlyMap<string, MentionsLink>;
  /** Tables whose rows holds forbid to delete or to change, with the reason. */
  readonly held: ReadonlyMap<string, string>;
  /** The table of the host's people: the configuration says what its rows are. */
  readonly people: string | null;
  /** Tables nothing can be deleted from: on another server, or an extension's own. */
  readonly untouchable: ReadonlyMap<string, string>;
}

export function settingOf(schema: Schema, store: StoreConfig, policy: SubjectPolicy, root: Root): Setting {
  const tables = Object.values(schema.tables);
  const left = leftAlone(store, policy).filter(([table]) => table in schema.tables && table !== root.name);
  const edges = edgesOf(schema, store.links, root.edges);
  return {
    schema,
    policy,
    root,
    ...byTable(edges),
    owns: ownsEdges(schema, store.owned),
    keeping: new Map(),
    ignored: new Map(left.map(([table, { because }]) => [table, because])),
    searched: new Map([
      ...left.flatMap(([table, { unlessFound: unless, numbers }]) =>
        unless === true ? [[table, numbers ?? []] as const] : [],
      ),
      ...Object.entries(store.searched ?? {}).filter(([table]) => leavesRest(policy.rules[table]?.rule)),
    ]),
    mentioning: new Map(
      Object.entries(store.mentioning ?? {}).filter(
        ([table]) => root.hasRow && table in schema.tables && policy.rules[table]?.rule === 'delete',
      ),
    ),
    held: new Map(),
    people: store.people?.table ?? null,
    untouchable: new Map(tables.flatMap((table) => untouchable(table))),
  };
}

/** A rule takes some of its rows, or something out of them, and the rest is looked through. */
const leavesRest = (rule: string | undefined): boolean => rule === 'delete' || rule === 'detach';

/** A rule for a table comes before what the store says of it. */
function leftAlone({ ignore: reasons, searched = {} }: StoreConfig, { rules }: SubjectPolicy) {
  const byStore = Object.entries(reasons).map(([table, because]) => {
    const numbers = Object.hasOwn(searched, table) ? searched[table] : undefined;
    return [table, numbers === undefined ? ignore(because) : unlessFound(because, { numbers })] as const;
  });
  return Object.entries({ ...Object.fromEntries(byStore), ...rules }).flatMap(([table, rule]) =>
    rule.rule === 'ignore' ? [[table, rule] as const] : [],
  );
}

export function byTable(edges: readonly Edge[]): Pick<Setting, 'edges' | 'from' | 'to'> {
  return { edges, from: Map.groupBy(edges, ({ table }) => table), to: Map.groupBy(edges, ({ to }) => to) };
}

/** The edge names the subject by its value alone: there is no row at its other end, to go or to stay. */
export function isByValue({ to }: Edge, { root }: Setting): boolean {
  return to === root.name && !root.hasRow;
}

/** What a hold makes of a table's rule, whatever the policy says: all of the subject's rows stay as they are. */
export interface HeldRule {
  readonly rule: 'held';
  readonly because: string;
}

export function ruleOf({ policy, held }: Setting, table: string): Rule | HeldRule | null {
  const because = held.get(table);
  return because === undefined ? (policy.rules[table] ?? null) : { rule: 'held', because };
}

/**
 * Each row names its tenant in another column, which is bound: one that names the subject here is somebody else's. A job
 * of one company for which another was hired.
 */
export function isBeside(edge: Edge, setting: Setting): boolean {
  const { root, policy } = setting;
  if (policy.ownership !== 'tenant' || edge.table === root.name || edge.to !== root.name) return false;
  if (edge.cut.length === 0 || isOwned(setting, edge.table)) return false;
  if ((ruleOf(setting, edge.table)?.rule ?? 'delete') !== 'delete') return false;
  return edgesFrom(setting, edge.table).some(
    ({ to, nullable, when, onDelete }) =>
      to === root.name && nullable.length === 0 && when === null && onDelete !== null,
  );
}

export function edgesFrom({ from }: Setting, table: string): readonly Edge[] {
  return from.get(table) ?? [];
}

export function edgesTo({ to }: Setting, table: string): readonly Edge[] {
  return to.get(table) ?? [];
}

/** Its rows are the subject's because rows of the subject own them. */
export function isOwned({ keeping }: Setting, table: string): boolean {
  return keeping.has(table);
}

/** A table that is known to be there: names reach this far only through the schema itself. */
export function tableOf({ schema }: Setting, name: string): Table {
  return found(schema.tables[name], `${name} is planned but not in the schema`);
}

function untouchable({ name, kind, extension }: Table): readonly (readonly [string, string])[] {
  if (kind === 'foreign') return [[name, 'its rows are on another server']];
  return extension === null ? [] : [[name, `it belongs to the extension ${extension}`]];
}
