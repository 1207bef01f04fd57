import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { joinsOnly } from './joins-only.ts';
import { isMemberships } from './table-kinds.ts';
import type { TenantQuestion as Question } from './tenant-question.ts';
import { unsetIn } from './unset-in.ts';

/** `shared`: they take part in several tenants, by rows of that table. `open`: nothing tells. */
export type People = { readonly is: 'shared'; readonly by: string } | { readonly is: 'open' };

/** Null: nothing joins these people with tenants, so they are whose their own link says. */
export function ofPeople(question: Question, toRoot: Edge | undefined): People | null {
  const joins = isWithin(tableOf(question.setting, question.table), toRoot) ? [] : joinsOf(question);
  if (joins.length === 0) return null;
  const shared = joins.find((join) => across(question, join) > 0);
  if (shared !== undefined) return joinedBy(question, shared, { joins, toRoot });
  const membership = joins.find((join) => isMembership(question, join));
  // Whatever names both may be what one of its people did, or how one of everybody's takes part.
  // In every sampled row the link is set: each is some tenant's.
  if (toRoot === undefined || unsetIn(question, [toRoot]) !== 0)
    return membership === undefined ? { is: 'open' } : joinedBy(question, membership, { joins, toRoot });
  if (membership === undefined) return null;
  // Each is one tenant's, and takes part in no other: what becomes of whoever is left in none is for a person to say.
  return across(question, membership) === 0 ? { is: 'open' } : joinedBy(question, membership, { joins, toRoot });
}

interface Joined {
  readonly joins: readonly Edge[];
  readonly toRoot: Edge | undefined;
}

/** Whom none of them joins with a tenant may be the one's that their own link names. */
function joinedBy(question: Question, by: Edge, { joins, toRoot }: Joined): People {
  const isTold = toRoot === undefined || joins.some((join) => joinsEveryone(question, join));
  return isTold ? { is: 'shared', by: by.table } : { is: 'open' };
}

function joinsEveryone({ table, evidence }: Question, join: Edge): boolean {
  const [column, toColumn] = [join.toColumns[0], join.columns[0]];
  if (column === undefined || toColumn === undefined) return false;
  const asked = { table, column, path: null, when: null, to: join.table, toColumn };
  const answer = evidence.ask({ ask: 'overlap', ...asked });
  return answer === null || answer.found === answer.looked;
}

/** Its keys are unique within a tenant: `(tenant_id, email)`. Another's rows are others, even of the same person. */
const isWithin = ({ uniques }: Table, toRoot: Edge | undefined): boolean =>
  toRoot !== undefined &&
  uniques.some(({ columns }) => columns.length > 1 && toRoot.columns.every((column) => columns.includes(column)));

/**
 * Tables that join these rows with the tenant's: so they may be joined with several. Where no key demands that its rows
 * name both, it is one that says nothing more.
 */
function joinsOf({ setting, table }: Question): readonly Edge[] {
  const isJoin = (edge: Edge): boolean =>
    edge.nullable.length === 0 || joinsOnly(setting, tableOf(setting, edge.table));
  const namesRoot = ({ table: from }: Edge): boolean =>
    edgesFrom(setting, from).some(({ to }) => to === setting.root.name);
  return setting.edges.filter(
    (edge) =>
      edge.to === table && edge.table !== table && !isDetached(setting, edge) && isJoin(edge) && namesRoot(edge),
  );
}

/** It says nothing more, or once for each pair, or is called so. */
function isMembership({ setting }: Question, join: Edge): boolean {
  const table = tableOf(setting, join.table);
  const pair = [...join.columns, ...(toRootOf(setting, join.table)?.columns ?? [])];
  const isPair = [table.primaryKey, ...table.uniques].some(
    (key) => key !== null && key.columns.length === pair.length && key.columns.every((column) => pair.includes(column)),
  );
  return isPair || joinsOnly(setting, table) || isMemberships(join.table);
}

const toRootOf = (setting: Setting, table: string): Edge | undefined =>
  edgesFrom(setting, table).find(({ to }) => to === setting.root.name);

/** How many of them are joined with several tenants. NaN: it is not known. */
function across({ setting, evidence }: Question, join: Edge): number {
  const [column, toColumn, tenant] = [
    join.columns[0],
    join.toColumns[0],
    toRootOf(setting, join.table)?.columns.at(-1),
  ];
  if (join.columns.length > 1 || column === undefined || toColumn === undefined || tenant === undefined)
    return Number.NaN;
  const answer = evidence.ask({ ask: 'sharing', table: join.table, column, tenant, to: join.to, toColumn });
  return answer === null || answer.refs === 0 ? Number.NaN : (answer.across ?? Number.NaN);
}

/** A rule has said that it only points. */
function isDetached({ policy }: Setting, { table, columns }: Edge): boolean {
  const rule = policy.rules[table];
  return rule?.rule === 'detach' && columns.some((column) => rule.columns.includes(column));
}
