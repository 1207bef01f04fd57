import type { Link } from '../policy/policy.ts';
import { valueType } from '../schema/comparison.ts';
import type { Column, Schema, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { Evidence, LookupRow } from './evidence.ts';
import { armTo, firstLink, overlapOf, type Pair, type PolymorphicPairs, type Typed } from './polymorphic-pairs.ts';

/**
 * Django's generic relations: `content_type_id` and `object_id`. What a type means, a row of django_content_type says by
 * an app and a model, which as a rule are the table's name. All that it says are taken apart, whether there are rows of
 * them by now or not: a table of which only some types were sampled may be the subject's by the others.
 */
export function contentTypePairs(schema: Schema, evidence: Evidence): PolymorphicPairs {
  const types = Object.values(schema.tables).filter(saysTypes);
  const all = types.flatMap((lookup) =>
    Object.values(schema.tables)
      .flatMap((table) => pairsOf(table, lookup))
      .map((pair) => ofPair(schema, lookup, pair, evidence)),
  );
  return { links: all.flatMap(({ links }) => links), unknown: all.flatMap(({ unknown }) => unknown) };
}

const said = ['app_label', 'model'];

function saysTypes({ name, columns, ...rest }: Table): boolean {
  const texts = columns.filter(({ category }) => category === 'S').map((column) => column.name);
  return (
    /(?:^|_)content_types?$/.test(splitTableName(name).name) &&
    said.every((column) => texts.includes(column)) &&
    rowKeyColumns({ name, columns, ...rest }).length === 1
  );
}

interface GenericPair extends Pair {
  readonly column: Column;
}

/** `actor_content_type_id` and `actor_object_id`, or `actor_id`. */
function pairsOf(table: Table, lookup: Table): readonly GenericPair[] {
  const declared = new Set(table.references.flatMap(({ columns }) => (columns.length === 1 ? columns : [])));
  return table.columns.flatMap((type) => {
    const words = wordsOf(type.name).join('_');
    const ending = /(?:^|_)(?:content_)?type_id$/.exec(words);
    const refers = table.references.some(({ to, columns }) => to === lookup.name && columns.join() === type.name);
    if (ending === null || !(refers || words.endsWith('content_type_id'))) return [];
    const before = words.slice(0, ending.index);
    return table.columns
      .filter(({ name, generated }) => !declared.has(name) && name !== type.name && generated !== 'stored')
      .filter(({ name }) => isIdOf(before, wordsOf(name).join('_')))
      .map((column) => ({ table: table.name, type: type.name, id: column.name, column }));
  });
}

function isIdOf(before: string, words: string): boolean {
  const stem = /^(.*?)_?(?:id|pk|uuid)$/.exec(words)?.[1];
  if (stem === undefined) return false;
  return before === '' ? stem === 'object' : stem === before || stem === `${before}_object`;
}

function ofPair(schema: Schema, lookup: Table, { column: id, ...pair }: GenericPair, evidence: Evidence) {
  const [key = ''] = rowKeyColumns(lookup);
  const rows = evidence.ask({ ask: 'lookup', table: lookup.name, key, columns: said });
  const seen = evidence.ask({ ask: 'values', table: pair.table, column: pair.type });
  const found: { links: ProposedLink[]; unknown: PolymorphicPairs['unknown'][number][] } = { links: [], unknown: [] };
  // Where not all of it is known, the column stays one of whatever it may be.
  if (rows === null || rows.more || seen === null) return found;
  for (const row of rows.rows) {
    const says = `${row.key} (${row.says.join('.')})`;
    const typed = { pair, id, value: row.key, says };
    const isSeen = seen.more || seen.values.includes(row.key);
    const arm = isSeen ? seenArm(schema, typed, row, evidence) : unseenArm(schema, typed, row);
    if (arm === null || arm === 'open')
      found.unknown.push({ ...pair, value: says, ...(isSeen ? {} : { unseen: true as const }) });
    else found.links.push({ ...arm, link: { ...arm.link, says: { table: lookup.name, key, row: wordsOfRow(row) } } });
  }
  return found;
}

const wordsOfRow = ({ says }: LookupRow): Readonly<Record<string, string>> =>
  Object.fromEntries(said.map((column, at) => [column, says[at] ?? '']));

function unseenArm(schema: Schema, typed: Typed, row: LookupRow): ProposedLink | null {
  const [link] = tablesNamed(schema, typed, row).flatMap((table) => armTo(table, typed) ?? []);
  return link === undefined ? null : byName(link, typed, 'no row says it yet');
}

const byName = (link: Link, { pair, says }: Typed, shown: string): ProposedLink => ({
  ...{ link, role: '', evidence: `${pair.type} says ${says}; ${shown}` },
});

/** By its name if some of the ids are keys there; else the one table that long ids are keys of; else by its name alone. */
function seenArm(schema: Schema, typed: Typed, row: LookupRow, evidence: Evidence): ProposedLink | 'open' | null {
  const named = tablesNamed(schema, typed, row);
  const told = firstLink(named, typed, evidence, ({ looked, found }) => looked === 0 || found > 0);
  if (told !== null) return told;
  const keyed = byKeys(schema, typed, evidence);
  if (keyed !== null) return keyed;
  const [link] = named.flatMap((table) => armTo(table, typed) ?? []);
  return link === undefined ? null : byName(link, typed, 'all sampled ids are of rows that are gone');
}

/** A model may keep its rows in a table of any name: uuids are keys of one table only. */
function byKeys({ tables }: Schema, typed: Typed, evidence: Evidence): ProposedLink | 'open' | null {
  const isLong = (table: Table, [key]: readonly string[]): boolean =>
    table.columns.some((column) => column.name === key && valueType(column) === 'uuid');
  const arms = Object.values(tables).flatMap((table) => {
    const link = table.name === typed.pair.table ? null : armTo(table, typed);
    return link !== null && isLong(table, link.toColumns) ? [link] : [];
  });
  const answers = arms.map((link) => ({ link, answer: overlapOf(link, evidence) }));
  if (answers.some(({ answer }) => answer === null)) return 'open';
  const [only, ...others] = answers.filter(({ answer }) => (answer?.found ?? 0) > 0);
  if (only === undefined || others.length > 0) return null;
  const shown = `${only.answer?.found} of ${only.answer?.looked} sampled ids are in ${only.link.to}, and in no other table`;
  return { ...byName(only.link, typed, shown), proven: true };
}

/** `crm`, `supportticket` in crm_supportticket; of several schemas that of the pair itself first. */
function tablesNamed({ tables }: Schema, { pair }: Typed, { says }: LookupRow): readonly Table[] {
  const letters = (text: string): string => text.replace(/[^a-z0-9]/gi, '').toLowerCase();
  const whole = letters(says.join(''));
  const near = splitTableName(pair.table).schema;
  const isNear = ({ name }: Table): boolean => splitTableName(name).schema === near;
  const named = Object.values(tables).filter(({ name }) => letters(splitTableName(name).name) === whole);
  return named.filter(isNear).length > 0 ? named.filter(isNear) : named;
}
