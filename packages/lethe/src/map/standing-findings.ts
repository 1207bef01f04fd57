import { asksAboutTable } from '../planner/asks.ts';
import type { Finding, FindingCode } from '../planner/finding.ts';
import { missingIndex } from '../planner/unindexed.ts';
import type { Schema, Table } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { personalColumns } from '../schema/personal.ts';
import type { OutlinedKind } from './data-map.ts';
import type { CheckFinding, Place } from './finding.ts';
import { lineKey, type MapLines } from './parse-map.ts';
import { inWords } from './personal-findings.ts';

/** They depend on who asks: a map is checked by roles that may only read, and on databases without rows. */
const ofTheRole: ReadonlySet<FindingCode> = new Set<FindingCode>(['PRIVILEGE_MISSING', 'ROWS_HIDDEN']);

/** Validation says these of the whole configuration, with the place where it stands. */
const ofNames: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'RULE_UNKNOWN_TABLE',
  'RULE_UNKNOWN_COLUMN',
  'ANONYMISE_INVALID',
]);

/** Not in the way of a plan, and yet to be settled before one is carried out. */
const worthSettling: ReadonlySet<FindingCode> = new Set<FindingCode>(['TRIGGER_ON_DELETE']);

/** What is open whatever the map says: what would block the plan of any subject, and what would slow it down. */
export function outlineFindings(kinds: readonly OutlinedKind[], lines: MapLines): readonly CheckFinding[] {
  const all = kinds.flatMap(({ policy, outline }) =>
    [
      ...outline.findings,
      ...outline.warnings.filter(({ code }) => worthSettling.has(code)),
      // Whatever the size: a map is checked on databases without rows.
      ...(outline.unindexed ?? []).map(missingIndex),
    ]
      .filter(({ code }) => !ofTheRole.has(code) && !ofNames.has(code) && code !== 'UNREACHED')
      .map((finding) => ({ kind: policy.kind, finding })),
  );
  const same = Map.groupBy(all, ({ finding: { code, table, message } }) => JSON.stringify([code, table, message]));
  return [...same.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const { code, table, message, next } = first.finding;
    const kind = found.map((each) => each.kind).join(', ');
    return [{ code, table, place: placeOf(first, lines), message: `${kind}: ${message}`, next }];
  });
}

function placeOf({ kind, finding }: { readonly kind: string; readonly finding: Finding }, lines: MapLines): Place {
  const inMap = asksAboutTable(finding) ? lineKey.subject(kind, finding.table) : lineKey.table(finding.table);
  const line = finding.code === 'RULE_UNREACHED' ? undefined : lines.get(inMap);
  return line === undefined ? { in: 'config', words: [finding.table] } : { in: 'map', line };
}

/** Tables that nothing leads from, and that nobody has said to leave alone: once each, for all kinds that do not reach them. */
export function unreachedFindings(
  schema: Schema,
  kinds: readonly OutlinedKind[],
  lines: MapLines,
): readonly CheckFinding[] {
  const tables = Object.values(schema.tables).toSorted((a, b) => byCodeUnit(a.name, b.name));
  return tables.flatMap((table) => {
    const names = kinds.filter((kind) => isUnreached(kind, table)).map(({ policy }) => policy.kind);
    const [first] = names;
    if (first === undefined) return [];
    const personal = personalColumns(table);
    const line = lines.get(lineKey.subject(first, table.name));
    return [
      {
        ...{ code: 'UNREACHED' as const, table: table.name },
        place: line === undefined ? { in: 'config', words: [table.name] } : { in: 'map', line },
        message: `${names.join(', ')}: nothing leads from ${table.name} to the subject${personal.length === 0 ? '' : `, and it has what looks personal: ${inWords(personal)}`}`,
        next: `If it holds data of the subject, declare a link in the store's links; else put '${table.name}' under ignore with the reason.`,
      },
    ];
  });
}

/** The planner leaves tables of other servers alone, where no plan could do anything; that is to be known, too. */
function isUnreached({ outline }: OutlinedKind, { name, kind }: Table): boolean {
  if (outline.findings.some(({ code, table }) => code === 'UNREACHED' && table === name)) return true;
  return kind === 'foreign' && !outline.ignored.some(({ table }) => table === name);
}
