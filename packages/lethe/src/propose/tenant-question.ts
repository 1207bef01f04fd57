import type { Edge } from '../planner/edges.ts';
import { edgesFrom, type Setting, tableOf } from '../planner/setting.ts';
import type { Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import type { Evidence } from './evidence.ts';
import { heldBy } from './held-by.ts';
import { isTelling } from './payloads.ts';
import { isOwner, isPointing, placeOf, type Roles, roleOf } from './role.ts';
import { isKeptFor } from './table-kinds.ts';
import { unsetIn } from './unset-in.ts';

/** Rows of a table hang from the tenant's by links that can be NULL: what are they to it? */
export interface TenantQuestion {
  readonly setting: Setting;
  readonly table: string;
  readonly links: readonly Edge[];
  readonly reach: ReadonlySet<string>;
  readonly learned: ReadonlySet<string>;
  readonly evidence: Evidence;
  readonly roles: Roles;
}

/** The same, with what names and keys say. */
export interface OpenTable extends TenantQuestion {
  /** Links that are named after what they point to alone: not `last_account_id`. */
  readonly own: readonly Edge[];
  readonly toRoot: Edge | undefined;
  /** What can be made NULL, if every link can be; else none. */
  readonly cut: readonly string[];
  /** The name of a link says that the tenant, or a row of it, owns the row. */
  readonly isOwned: boolean;
  /** All links say what somebody does there: `last_account_id`, `favourite_account_id`. */
  readonly onlyPoints: boolean;
  /** By a resource_owner it was issued for somebody. */
  readonly issued: Edge | undefined;
  /** It says something of somebody. */
  readonly tells: boolean;
  /** A table that is not the tenant's, and whose every row is somebody's there: `user_id` NOT NULL, but not `author_id`. */
  readonly holder: string | null;
}

export function openTable(question: TenantQuestion): OpenTable {
  const { setting, table, links, reach, learned } = question;
  const root = setting.root.name;
  const role = (edge: Edge): string => question.roles.get(placeOf(edge)) ?? roleOf(edge, learned, root);
  const own = links.filter((edge) => role(edge) === '');
  return {
    ...question,
    own,
    toRoot: own.find(({ to }) => to === root),
    cut: links.every(({ cut }) => cut.length > 0) ? [...new Set(links.flatMap(({ cut }) => cut))] : [],
    onlyPoints: links.every((edge) => isPointing(role(edge).split('_'))),
    isOwned: links.some((edge) => isOwner(role(edge))),
    issued: links.find((edge) => role(edge) === 'resource_owner'),
    tells: isTelling(tableOf(setting, table)),
    holder: heldBy(setting, table, reach).find((edge) => roleOf(edge, learned, root) === '')?.to ?? null,
  };
}

/** It is a thing with a number, whoever has it: a telephone's, a licence's, a machine's. A file's key is where it lies. */
export function hasNumberOfItsOwn({ name: table, uniques }: Table, edges: readonly Edge[]): boolean {
  const bound = edges.flatMap(({ columns }) => columns);
  const isNumber = (word: string): boolean => numbers.has(word) && !(word === 'key' && isKeptFor(table));
  return uniques.some(
    (key) =>
      !key.columns.some((column) => bound.includes(column)) &&
      key.columns.some((column) => wordsOf(column).some(isNumber)),
  );
}

const numbers = new Set(
  'number no serial code key sku plate imei iccid mac ip phone msisdn frame sid hostname barcode tag'.split(' '),
);

/** Some rows hang from the tenant's alone: cut off, nothing would hold these. */
export function wouldBeNobodys(open: TenantQuestion, others: readonly Edge[]): boolean {
  if (others.some(({ nullable }) => nullable.length === 0)) return false;
  return others.length === 0 || (unsetIn(open, [...open.links, ...others]) === 0 && unsetIn(open, others) !== 0);
}

/** A unique key is made of a link and of who else holds the row. */
export function isKeyedBy({ setting, table, links }: TenantQuestion, holder: string): boolean {
  const holding = edgesFrom(setting, table).filter(({ to }) => to === holder);
  return tableOf(setting, table).uniques.some(({ columns }) =>
    [links, holding].every((edges) => edges.some((edge) => edge.columns.every((column) => columns.includes(column)))),
  );
}
