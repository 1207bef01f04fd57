import type { JunctionPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { pascal } from '../names.ts';
import { randomOf } from '../random.ts';
import { keyIn, tieTo, typesOf } from '../ties.ts';
import type { ForeignKey, Row, Table } from '../world.ts';
import { outside } from '../world.ts';
import { addHost } from './host.ts';
import { addLookup } from './lookup.ts';

/** Rows that do nothing but join two others. */
export function junction(draft: Draft, piece: JunctionPiece): void {
  const [one, other] = endsOf(draft, piece);
  const table = piece.style === 'A and B' ? prismaTable(draft, one, other) : namedTable(draft, piece, one, other);
  const random = randomOf(piece.salt);
  const seen = new Set<string>();
  for (const left of one.rows) {
    const mates = other.rows.filter((row) => row.owner === left.owner || piece.shared);
    for (const right of mates) {
      if (left.owner === null || random.chance(0.4)) continue;
      const row = joined(table, { one, left, other, right });
      const same = JSON.stringify(row.values);
      if (seen.has(same)) continue;
      seen.add(same);
      table.rows.push(row);
    }
  }
}

interface Pair {
  readonly one: Table;
  readonly left: Row;
  readonly other: Table;
  readonly right: Row;
}

function joined(table: Table, { one, left, other, right }: Pair): Row {
  const values = [...keyIn(one, left), ...keyIn(other, right)];
  return {
    owner: left.owner,
    values: Object.fromEntries(table.columns.map(({ name }, at) => [name, found(values[at], name)])),
  };
}

function endsOf(draft: Draft, { one, other, style, shared }: JunctionPiece): readonly [Table, Table] {
  const { world } = draft;
  const fits = (host: Table): boolean =>
    (style !== 'A and B' || host.key.length === 1) &&
    !(world.rowless && host === world.root) &&
    (style !== 'undeclared' || host.schema !== outside);
  const possible = draft.hosts.filter(fits);
  while (possible.length < 2) possible.push(addHost(draft, 'bigint'));
  const left = found(hostAt(possible, one), 'end');
  if (shared) return [left, addLookup(draft)];
  const rest = possible.filter((host) => host !== left);
  return [left, found(hostAt(rest, other), 'other end')];
}

const cascade: ForeignKey = { onDelete: 'cascade', deferral: 'no' };

/** As Prisma makes them: `_ProjectToTag`, with the columns "A" and "B" in a unique index. */
function prismaTable(draft: Draft, one: Table, other: Table): Table {
  mark(draft, 'junction, "A" and "B"', 'quoted or upper-case name', 'CASCADE');
  const noun = `_${pascal(one.noun)}To${pascal(other.noun)}`;
  const again = draft.world.tables.filter(({ name }) => name.startsWith(noun)).length;
  const table = addTable(draft, { key: 'none', called: { noun, table: again === 0 ? noun : `${noun}${again}` } });
  for (const [name, to] of [
    ['A', one],
    ['B', other],
  ] as const) {
    table.columns.push({ name, type: found(typesOf(to)[0], 'type'), nullable: false });
    draft.world.references.push({
      from: table,
      columns: [name],
      to,
      toColumns: to.key,
      declared: cascade,
      means: means(draft, to),
    });
  }
  table.uniques.push({ columns: ['A', 'B'], constraint: false });
  table.indexes.push(['B']);
  return table;
}

function namedTable(draft: Draft, { style }: JunctionPiece, one: Table, other: Table): Table {
  const table = addTable(draft, { key: 'none' });
  mark(draft, style === 'composite key' ? 'junction, composite key' : 'junction, no primary key');
  const by = style === 'undeclared' ? 'column' : 'foreign key';
  const spec = { at: 0, by, none: 'never', deferral: 'no', index: true } as const;
  const onDelete = style === 'composite key' ? 'cascade' : 'no action';
  for (const host of [one, other])
    tieTo(draft, { table, host, spec: { ...spec, onDelete }, means: means(draft, host) });
  if (style === 'composite key') table.key = table.columns.map(({ name }) => name);
  return table;
}

function means(draft: Draft, host: Table): 'uses' | 'belongs' {
  return draft.lookups.includes(host) || host === draft.users ? 'uses' : 'belongs';
}
