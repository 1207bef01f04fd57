import type { Edge } from './edges.ts';
import { type Ownerships, ownershipOf } from './ownership.ts';
import type { Predicate, Reading } from './predicate.ts';
import type { Setting } from './setting.ts';

/** How rows of a table hang from the subject, in words and by the names of the constraints. One path for each anchor. */
export function pathOf(setting: Setting, ownerships: Ownerships, table: string, first?: Edge): string {
  if (first === undefined && table === setting.root.name) return `${short(setting, table)} is the subject itself`;
  if (first !== undefined) return onePath(setting, chain(setting, ownerships, first));
  const { anchors, mentions, returning } = ownershipOf(ownerships, table);
  const paths = anchors.map((edge) => onePath(setting, chain(setting, ownerships, edge)));
  const back = returning.map((edge) => onePath(setting, chain(setting, ownerships, edge)));
  const said = mentions ? [`${short(setting, table)} mentions a row that goes`] : [];
  return [...paths, ...back, ...said].join(' or ');
}

function onePath(setting: Setting, edges: readonly Edge[]): string {
  const stations = edges.map((edge) => `${short(setting, edge.table)}.${columns(edge.columns)}`);
  return `${[...stations, short(setting, setting.root.name)].join(' → ')} (${edges.map(({ name }) => name).join(', ')})`;
}

/** From an edge to the subject by the first anchor of each table: anchors lead to tables placed earlier, so it ends. */
function chain(setting: Setting, ownerships: Ownerships, edge: Edge): readonly Edge[] {
  const [next] = ownershipOf(ownerships, edge.to).anchors;
  return next === undefined ? [edge] : [edge, ...chain(setting, ownerships, next)];
}

/** Names of the subject's own schema are written without it: there they read better, and are as clear. */
function short({ root }: Setting, table: string): string {
  if (!root.hasRow) return table;
  const schema = root.name.slice(0, root.name.indexOf('.') + 1);
  return table.startsWith(schema) ? table.slice(schema.length) : table;
}

/** A predicate in words, for `lethe plan` and for messages. */
export function inWords(predicate: Predicate): string {
  switch (predicate.op) {
    case 'subject':
      return `${read(predicate)} is the subject's key`;
    case 'not subject':
      return `${read(predicate)} is another's key`;
    case 'in':
      return `${read(predicate)} is ${columns(predicate.keys)} of a row of ${predicate.table} whose ${inWords(predicate.where)}`;
    case 'one of':
      return `${predicate.column} is ${predicate.values.join(' or ')}`;
    case 'set':
      return `${predicate.column} is set`;
    case 'mentions':
      return 'text mentions a row that goes, by its key';
    case 'returning':
      return 'row hangs from what rows of its table own';
    case 'named':
      return `row is one of «${predicate.name}»`;
    case 'partition':
      return `it lies in ${predicate.partition}`;
    case 'not':
      return `not (${inWords(predicate.of)})`;
    case 'all':
      return predicate.of.length === 0 ? 'every row' : predicate.of.map(grouped).join(' and ');
    case 'any':
      return predicate.of.length === 0 ? 'no row' : predicate.of.map(grouped).join(' or ');
  }
}

function grouped(predicate: Predicate): string {
  return predicate.op === 'any' || predicate.op === 'all' ? `(${inWords(predicate)})` : inWords(predicate);
}

function read({ columns: names, path = [] }: { readonly columns: readonly string[] } & Reading): string {
  return [columns(names), ...path].join('.');
}

function columns(names: readonly string[]): string {
  return names.length === 1 ? names.join('') : `(${names.join(', ')})`;
}
