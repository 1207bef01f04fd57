import type { Edge } from '../planner/edges.ts';
import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { isKey } from '../schema/is-key.ts';
import { personalColumns } from '../schema/personal.ts';
import { rowKey } from '../schema/row-key.ts';
import type { Answer, Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { isOwnedThing } from './table-kinds.ts';
import { wayToTenant } from './way-to-tenant.ts';

/** How rows refer to the table by one of the links. Null: it is not known. */
export type Sharing = Answer<'sharing'> | null;

/** Some row is referred to by several. */
export const isAgain = (fact: Sharing): boolean => fact !== null && fact.distinct < fact.refs;

/** A table that rows of the subject point to, with what can be seen of whose its rows are. */
export interface PointedTable {
  readonly kind: string;
  readonly table: Table;
  readonly links: readonly Edge[];
  readonly facts: readonly Sharing[];
  /** By its name or its columns, something that belongs to somebody: settings, an address, a file. */
  readonly isThing: boolean;
  /** The only link, where no two rows refer to the same row by it. */
  readonly oneToOne: Edge | null;
  /** A table that is not the subject's, and that every row hangs from. */
  readonly holder: string | null;
  /** Rows refer to it that are not the subject's, and do not hang from this table alone. Owned rows stay while such do. */
  readonly isReferredToByOthers: boolean;
  /** Nothing but the links refers to it: what other rows hang from is a thing by itself. */
  readonly isEnd: boolean;
  /** The subject's own table. */
  readonly root: string;
  /** A row refers to it by its own key: both are parts of one thing. */
  readonly sharesKey: boolean;
  /** It names the subject's rows itself. */
  readonly namesSubject: boolean;
  /** A link is a part of a row that only says that two belong together. */
  readonly isJoined: boolean;
}

interface Pointers {
  readonly links: readonly Edge[];
  readonly reach: ReadonlySet<string>;
  readonly evidence: Evidence;
}

export function pointedTable(setting: Setting, name: string, { links, reach, evidence }: Pointers): PointedTable {
  const table = tableOf(setting, name);
  const [single, ...more] = links;
  const isSingle = single !== undefined && more.length === 0;
  const others = edgesTo(setting, name).filter((edge) => !links.includes(edge));
  return {
    kind: setting.policy.kind,
    ...{ table, links },
    facts: links.map((edge) => sharingBy(setting, edge, evidence)),
    isThing: isOwnedThing(name) || personalColumns(table).length > 0,
    oneToOne: isSingle && isKey(tableOf(setting, single.table), single.columns) ? single : null,
    // The session of a person stays theirs, on whatever device.
    holder: heldBy(setting, name, reach)[0]?.to ?? null,
    isReferredToByOthers: others.some((edge) => edgesFrom(setting, edge.table).some(({ to }) => to !== name)),
    isEnd: others.length === 0,
    root: setting.root.name,
    sharesKey: links.some((edge) => edge.columns.join() === tableOf(setting, edge.table).primaryKey?.columns.join()),
    namesSubject: edgesFrom(setting, name).some(({ to }) => reach.has(to)),
    isJoined: links.some((edge) => joins(setting, edge)),
  };
}

function sharingBy(setting: Setting, { table, columns, to, toColumns }: Edge, evidence: Evidence): Sharing {
  const [column, toColumn] = [columns[0], toColumns[0]];
  if (column === undefined || toColumn === undefined || columns.length > 1) return null;
  const way = wayToTenant(setting, table);
  const asked = { table, column, ...(way === null || way.via.length === 0 ? {} : { via: way.via }) };
  return evidence.ask({ ask: 'sharing', ...asked, tenant: way?.tenant ?? null, to, toColumn });
}

/** A row of the table only says that two others belong together: one may stand beside many, though it does not yet. */
function joins(setting: Setting, { table, columns }: Edge): boolean {
  const edges = edgesFrom(setting, table);
  const found = tableOf(setting, table);
  const key = rowKey(found)?.columns ?? found.columns.map(({ name }) => name);
  const isPart = key.length > columns.length && columns.every((column) => key.includes(column));
  return isPart && key.every((column) => edges.some((edge) => edge.columns.includes(column)));
}
