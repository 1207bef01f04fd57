import { byCodeUnit } from '../schema/order.ts';
import type { DataMap, MappedColumn, MappedTable } from './data-map.ts';
import type { CheckFinding, MapCode } from './finding.ts';
import { changedLines } from './line-drift.ts';
import { mapText } from './map-text.ts';
import { lineKey, type MapLines, parseMap, type WrittenMap } from './parse-map.ts';
import type { MappedReference } from './tables.ts';

const review = 'Look at what becomes of it, then run lethe map and commit lethe.map.';

/** How the reviewed map differs from what is so now. Empty exactly when its text is the text of now. */
export function driftOf(text: string | null, now: DataMap): readonly CheckFinding[] {
  if (text === null) return [missing];
  const current = mapText(now);
  if (text.replaceAll('\r\n', '\n') === current) return [];
  const written = parseMap(text);
  if (!('map' in written)) return [unreadable(written)];
  const drift = [...tableDrift(written, now), ...referenceDrift(written, now), ...changedLines(written, now)];
  return drift.length > 0 ? drift : [edited(text, current)];
}

const missing: CheckFinding = {
  code: 'MAP_MISSING',
  table: '',
  place: { in: 'config', words: [] },
  message: 'there is no lethe.map beside the configuration, so nobody has reviewed what becomes of each table',
  next: 'Run lethe map, look at lethe.map, and commit it.',
};

function unreadable({ line, why }: { readonly line: number; readonly why: string }): CheckFinding {
  return {
    code: 'MAP_UNREADABLE',
    table: '',
    place: { in: 'map', line },
    message: `lethe.map cannot be read: ${why}`,
    next: 'Run lethe map, and look at what git says has changed.',
  };
}

function edited(text: string, current: string): CheckFinding {
  const [was, is] = [text.split(/\r?\n/u), current.split('\n')];
  const first = was.findIndex((each, index) => each !== is[index]);
  return {
    code: 'MAP_OUTDATED',
    table: '',
    place: { in: 'map', line: first < 0 ? was.length : first + 1 },
    message: 'lethe.map says the same as the database and the configuration, but is not written as lethe map writes it',
    next: 'Run lethe map and commit lethe.map; it is never edited by hand.',
  };
}

function tableDrift({ map, lines }: WrittenMap, now: DataMap): readonly CheckFinding[] {
  const [before, after] = [byName(map.tables), byName(now.tables)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnit);
  return names.flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    const line = lines.get(lineKey.table(name)) ?? placeFor(name, map, lines);
    if (was !== undefined && is !== undefined) return columnDrift(was, is, line);
    return was === undefined ? [newTable(name, now, line)] : [goneTable(name, line)];
  });
}

/** Where a table that is not in the map would stand. */
function placeFor(name: string, { tables }: DataMap, lines: MapLines): number {
  const above = tables.filter((table) => byCodeUnit(table.name, name) < 0).at(-1);
  return lines.get(above === undefined ? lineKey.section('tables') : lineKey.table(above.name)) ?? 1;
}

function newTable(name: string, { subjects }: DataMap, line: number): CheckFinding {
  const fates = subjects.flatMap(({ kind, lines }) =>
    lines.filter(({ table }) => table === name).map(({ happens }) => `${kind}: ${happens.join('+')}`),
  );
  return {
    ...{ code: 'MAP_TABLE_NEW', table: name, place: { in: 'map', line } },
    message: `table ${name} is not in the map (${fates.join(', ')})`,
    next: review,
  };
}

function goneTable(name: string, line: number): CheckFinding {
  return {
    ...{ code: 'MAP_TABLE_GONE', table: name, place: { in: 'map', line } },
    message: `table ${name} is in the map and not in the database`,
    next: 'Was it renamed? Then its rules and links go to the new name. Then run lethe map and commit lethe.map.',
  };
}

function columnDrift(was: MappedTable, is: MappedTable, line: number): readonly CheckFinding[] {
  const [before, after] = [byName(was.columns), byName(is.columns)];
  const found = (code: MapCode, message: string): CheckFinding => ({
    ...{ code, table: is.name, place: { in: 'map', line }, message, next: review },
  });
  return [...new Set([...before.keys(), ...after.keys()])].sort(byCodeUnit).flatMap((name) => {
    const [old, current] = [before.get(name), after.get(name)];
    const column = `column ${is.name}.${name}`;
    if (old === undefined && current !== undefined)
      return [found('MAP_COLUMN_NEW', `${column} (${current.type}${looks(current)}) is not in the map`)];
    if (old === undefined || current === undefined)
      return [found('MAP_COLUMN_GONE', `${column} is in the map and not in the database`)];
    return changedColumn(column, old, current).map(([code, message]) => found(code, message));
  });
}

function changedColumn(column: string, was: MappedColumn, is: MappedColumn): readonly (readonly [MapCode, string])[] {
  if (was.type !== is.type) return [['MAP_TYPE_CHANGED', `${column} was ${was.type} and is ${is.type}`]];
  if (was.looksLike === is.looksLike) return [];
  const words = is.looksLike === null ? 'does not look personal' : `looks like: ${is.looksLike}`;
  return [['MAP_OUTDATED', `${column} ${words}, and the map does not say so`]];
}

function looks({ looksLike }: MappedColumn): string {
  return looksLike === null ? '' : `, looks like: ${looksLike}`;
}

/** Of tables that are in both: the keys of a new table are new with it. */
function referenceDrift({ map, lines }: WrittenMap, now: DataMap): readonly CheckFinding[] {
  const key = ({ table, name }: MappedReference): string => lineKey.reference(table, name);
  const [before, after] = [map, now].map(({ references }) => new Map(references.map((each) => [key(each), each])));
  const inBoth = new Set(map.tables.map(({ name }) => name)).intersection(new Set(now.tables.map(({ name }) => name)));
  const all = new Map([...(before ?? []), ...(after ?? [])]);
  return [...all.values()]
    .filter(({ table }) => inBoth.has(table))
    .flatMap((reference) => {
      const [was, is] = [before?.get(key(reference)), after?.get(key(reference))];
      const line = lines.get(key(reference)) ?? lines.get(lineKey.section('references')) ?? 1;
      const found = (code: MapCode, message: string): CheckFinding => ({
        ...{ code, table: reference.table, place: { in: 'map', line }, message, next: review },
      });
      if (was === undefined) return [found('MAP_REFERENCE_NEW', `foreign key ${inWords(reference)} is not in the map`)];
      if (is === undefined)
        return [found('MAP_REFERENCE_GONE', `foreign key ${inWords(reference)} is in the map and not in the database`)];
      if (inWords(was) === inWords(is)) return [];
      return [found('MAP_REFERENCE_CHANGED', `foreign key ${inWords(was)} is now ${inWords(is)}`)];
    });
}

function inWords({ table, columns, to, toColumns, onDelete, name }: MappedReference): string {
  return `${name}: ${table} (${columns.join(', ')}) → ${to} (${toColumns.join(', ')}), ON DELETE ${onDelete.toUpperCase()}`;
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}
