import type { DataMap, MappedSubject } from './data-map.ts';
import type { CheckFinding } from './finding.ts';
import { lineKey, type WrittenMap } from './parse-map.ts';
import { type MappedLine, nothingPlanned } from './subject-lines.ts';

/** What becomes of tables otherwise than the map says, of those that are in both. */
export function changedLines({ map, lines }: WrittenMap, now: DataMap): readonly CheckFinding[] {
  const kinds = new Set([...map.subjects, ...now.subjects].map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => {
    const [was, is] = [map, now].map(({ subjects }) => subjects.find((subject) => subject.kind === kind));
    const line = lines.get(lineKey.section(`subject ${kind}`)) ?? 1;
    if (was === undefined || is === undefined)
      return [outdated(is?.table ?? was?.table ?? '', line, newOrGone(kind, is))];
    return [...changedHead(was, is, line), ...changedFates(was, is, lines)];
  });
}

function newOrGone(kind: string, is: MappedSubject | undefined): string {
  return is === undefined
    ? `the map has the subject kind ${kind}, which the configuration does not have`
    : `the map does not have the subject kind ${kind}`;
}

function changedHead(was: MappedSubject, is: MappedSubject, line: number): readonly CheckFinding[] {
  if (headOf(was) === headOf(is)) return [];
  const words = ({ table, ownership, key }: MappedSubject): string =>
    `a row of ${table}${key.length === 0 ? '' : `, named by ${key.join(', ')}`}, as a ${ownership}`;
  return [outdated(is.table, line, `${is.kind}: the map says ${words(was)}; now it is ${words(is)}`)];
}

const headOf = ({ table, ownership, key }: MappedSubject): string => JSON.stringify([table, ownership, key]);

function changedFates(was: MappedSubject, is: MappedSubject, lines: WrittenMap['lines']): readonly CheckFinding[] {
  const before = new Map(was.lines.map((each) => [each.table, each]));
  return is.lines.flatMap((current) => {
    const old = before.get(current.table);
    const line = lines.get(lineKey.subject(is.kind, current.table));
    // That its own table is gone is said once, not for each of its tables.
    if (old === undefined || line === undefined || current.why === nothingPlanned(is.table)) return [];
    return difference(old, current).map((words) =>
      outdated(current.table, line, `${is.kind}, ${current.table}: ${words}`),
    );
  });
}

/** The weightiest difference alone: where the fate is another, so is the reason. */
function difference(was: MappedLine, is: MappedLine): readonly string[] {
  const [old, current] = [was.happens.join('+'), is.happens.join('+')];
  if (old !== current) return [`the map says ${old}; now it is ${current} (${is.why})`];
  if (was.reached !== is.reached)
    return [`the map says it is reached by ${was.reached ?? 'nothing'}; now by ${is.reached ?? 'nothing'}`];
  return was.why === is.why ? [] : [`the map says ${was.why}; now ${is.why}`];
}

function outdated(table: string, line: number, message: string): CheckFinding {
  return {
    ...{ code: 'MAP_OUTDATED', table, place: { in: 'map', line }, message },
    next: 'If that is meant, run lethe map and commit lethe.map.',
  };
}
