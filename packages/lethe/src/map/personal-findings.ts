import type { StoreConfig } from '../policy/policy.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { type PersonalColumn, personalColumns } from '../schema/personal.ts';
import type { OutlinedKind } from './data-map.ts';
import type { CheckFinding } from './finding.ts';

/** Columns that look personal, and stay behind when the subject goes. */
export function personalFindings(
  schema: Schema,
  store: StoreConfig,
  kinds: readonly OutlinedKind[],
): readonly CheckFinding[] {
  const tables = Object.values(schema.tables).toSorted((a, b) => byCodeUnit(a.name, b.name));
  return tables.flatMap((table) => {
    const personal = personalColumns(table).filter(
      ({ column }) => !Object.hasOwn(store.mayStay, `${table.name}.${column}`),
    );
    return [...kept(table, personal, kinds), ...ignored(table, personal, kinds)];
  });
}

function kept(
  table: Table,
  personal: readonly PersonalColumn[],
  kinds: readonly OutlinedKind[],
): readonly CheckFinding[] {
  const staying = kinds.filter((kind) => stays(kind, table.name));
  const columns = personal.filter(({ column }) => staying.some((kind) => !isEmptied(kind, table.name, column)));
  if (columns.length === 0) return [];
  const [first] = columns;
  return [
    {
      ...{ code: 'PERSONAL_KEPT', table: table.name, place: { in: 'config', words: [table.name] } },
      message: `rows of ${table.name} stay (${namesOf(staying)}) with what looks personal: ${inWords(columns)}`,
      next: `Empty these columns with an anonymise rule, or write mayStay: { '${table.name}.${first?.column}': '<why>' } in the store.`,
    },
  ];
}

function ignored(
  table: Table,
  personal: readonly PersonalColumn[],
  kinds: readonly OutlinedKind[],
): readonly CheckFinding[] {
  const ignoring = kinds.filter(({ outline }) => outline.ignored.some((each) => each.table === table.name));
  // Ignored by a narrow kind, such as one workspace of an account, and dealt with by a wider one: that is as it should be.
  const reached = kinds.some(({ paths }) => paths.has(table.name));
  if (personal.length === 0 || ignoring.length === 0 || reached) return [];
  const [first] = personal;
  return [
    {
      ...{ code: 'PERSONAL_IGNORED', table: table.name, place: { in: 'config', words: [table.name] } },
      message: `${table.name} is ignored (${namesOf(ignoring)}), and has what looks personal: ${inWords(personal)}`,
      next: `Link ${table.name} to its subject and give it a rule, or write mayStay: { '${table.name}.${first?.column}': '<why>' } in the store.`,
    },
  ];
}

/** By a rule: what stays without one is a finding of its own. */
function stays({ policy, outline }: OutlinedKind, table: string): boolean {
  const rule = policy.rules[table]?.rule;
  return (rule === 'keep' || rule === 'anonymise') && outline.kept.some((each) => each.table === table);
}

function isEmptied({ policy }: OutlinedKind, table: string, column: string): boolean {
  const rule = policy.rules[table];
  return rule?.rule === 'anonymise' && Object.hasOwn(rule.columns, column);
}

function namesOf(kinds: readonly OutlinedKind[]): string {
  return kinds.map(({ policy }) => policy.kind).join(', ');
}

export function inWords(columns: readonly PersonalColumn[]): string {
  return columns.map(({ column, looksLike }) => `${column} (${looksLike})`).join(', ');
}
