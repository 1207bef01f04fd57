import type { Finding, FindingCode } from '../planner/finding.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { personalColumns } from '../schema/personal.ts';
import type { DataMap, MappedSubject, OutlinedKind } from './data-map.ts';
import type { CheckFinding, Place } from './finding.ts';
import { lineKey, type MapLines } from './parse-map.ts';
import { inWords } from './personal-findings.ts';
import { asksAboutTable } from './subject-lines.ts';

/** They depend on who asks: a map is checked by roles that may only read, and on databases without rows. */
const ofTheRole: ReadonlySet<FindingCode> = new Set<FindingCode>(['PRIVILEGE_MISSING', 'ROWS_HIDDEN']);

/** Validation says these of the whole configuration, with the place where it stands. */
const ofNames: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'RULE_UNKNOWN_TABLE',
  'RULE_UNKNOWN_COLUMN',
  'ANONYMISE_INVALID',
]);

/** Not in the way of a plan, and yet to be settled before one is carried out. */
const worthSettling: ReadonlySet<FindingCode> = new Set<FindingCode>(['NO_INDEX', 'TRIGGER_ON_DELETE']);

/** What is open whatever the map says: what would block the plan of any subject, and what would slow it down. */
export function outlineFindings(kinds: readonly OutlinedKind[], lines: MapLines): readonly CheckFinding[] {
  const all = kinds.flatMap(({ policy, outline }) =>
    [...outline.findings, ...outline.warnings.filter(({ code }) => worthSettling.has(code))]
      .filter(({ code }) => !ofTheRole.has(code) && !ofNames.has(code))
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

/** Tables that no kind of subject reaches, and that nobody has said to leave alone. */
export function unreachedFindings(schema: Schema, { subjects }: DataMap, lines: MapLines): readonly CheckFinding[] {
  const tables = Object.values(schema.tables).toSorted((a, b) => byCodeUnit(a.name, b.name));
  const unreached = tables.filter(({ name }) => subjects.every((subject) => isUnreached(subject, name)));
  return unreached.map((table) => {
    const personal = personalColumns(table);
    const line = lines.get(lineKey.table(table.name));
    return {
      ...{ code: 'UNREACHED', table: table.name },
      place: line === undefined ? { in: 'config', words: [table.name] } : { in: 'map', line },
      message: `nothing leads from ${table.name} to any subject${personal.length === 0 ? '' : `, and it has what looks personal: ${inWords(personal)}`}`,
      next: `If it holds data of a subject, declare a link in the store's links; else put '${table.name}' under ignore with the reason.`,
    };
  });
}

function isUnreached({ lines }: MappedSubject, table: string): boolean {
  return lines.some((line) => line.table === table && line.happens.includes('unreached'));
}
