import type { CyclePiece, SelfPiece } from '../description.ts';
import { addTable, type Draft, found, freeColumn, hostAt, mark } from '../draft.ts';
import { type Random, randomOf } from '../random.ts';
import { addRow } from '../rows.ts';
import { keyIn, type Tie, tieTo, typesOf } from '../ties.ts';
import type { Action, Table } from '../world.ts';
import { addHost } from './host.ts';
import { ordinaryTie, tenantTie } from './plain.ts';

/** Rows that refer to others of their own table. */
export function selfReference(draft: Draft, { at, none, onDelete: wanted, salt }: SelfPiece): void {
  const host = hostAt(draft.hosts.slice(1), at) ?? addHost(draft, 'bigint');
  const random = randomOf(salt);
  const onDelete: Action = wanted === 'set null' && !none ? 'cascade' : wanted;
  const columns = host.key.map((part, index) => {
    const name = freeColumn(draft, host, 'parent', host.key.length === 1 ? 'id' : part);
    host.columns.push({ name, type: found(typesOf(host)[index], part), nullable: none });
    return name;
  });
  const declared = { onDelete, deferral: 'no' } as const;
  draft.world.references.push({ from: host, columns, to: host, toColumns: host.key, declared, means: 'belongs' });
  host.indexes.push(columns);
  mark(draft, 'self-reference', onDelete === 'cascade' && 'CASCADE', onDelete === 'set null' && 'SET NULL');
  mark(
    draft,
    !none && 'cycle that cannot be NULL',
    (onDelete === 'restrict' || onDelete === 'no action') && 'RESTRICT or NO ACTION',
  );
  for (const [no, row] of host.rows.entries()) {
    const before = host.rows.slice(0, none ? no : no + 1).filter(({ owner }) => owner === row.owner);
    const parent = none && random.chance(0.3) ? undefined : random.pick(before);
    const key = parent === undefined ? null : keyIn(host, parent);
    for (const [part, column] of columns.entries()) row.values[column] = key === null ? null : found(key[part], 'part');
  }
}

/** Behind a large circle others may still come. */
const mostTables = 32;

/** Tables that refer to each other round a circle: rows too, one of each table making a ring. */
export function cycle(draft: Draft, piece: CyclePiece): void {
  const size = Math.max(2, Math.min(piece.size, mostTables - draft.world.tables.length));
  const tables = Array.from({ length: size }, () => addTable(draft, { key: 'bigint' }));
  const first = found(tables[0], 'table');
  const random = randomOf(piece.salt);
  const anchors = tables.map((table) => (piece.tenant ? tenantTie(draft, table, 'foreign key') : null));
  const spec = {
    at: piece.at,
    by: 'foreign key',
    none: 'never',
    deferral: 'no',
    index: true,
    onDelete: 'no action',
  } as const;
  anchors[0] ??= ordinaryTie(draft, first, spec);
  const links = tables.map((table, at) => link(draft, { piece, table, tables, at }));
  mark(
    draft,
    'cycle of tables',
    'two or more paths',
    piece.links.startsWith('NOT NULL') && 'cycle that cannot be NULL',
  );
  fillRings(draft, { tables, anchors, links, mayEnd: piece.tenant, random });
  draft.hosts.push(...tables);
}

interface LinkOf {
  readonly piece: CyclePiece;
  readonly tables: readonly Table[];
  readonly table: Table;
  readonly at: number;
}

function link(draft: Draft, { piece, tables, table, at }: LinkOf): Tie {
  const host = found(tables[(at + 1) % tables.length], 'next table');
  const last = at === tables.length - 1;
  const none = piece.links === 'all may be NULL' || (piece.links === 'one may be NULL' && last) ? 'null' : 'never';
  const onDelete = piece.links === 'NOT NULL, CASCADE' ? 'cascade' : 'no action';
  const spec = { at: 0, by: 'foreign key', none, onDelete, deferral: piece.deferral, index: true } as const;
  return tieTo(draft, { table, host, spec, means: 'belongs' });
}

interface Rings {
  readonly tables: readonly Table[];
  readonly anchors: readonly (Tie | null)[];
  readonly links: readonly Tie[];
  /** A ring may stay open: its rows are found without it. */
  readonly mayEnd: boolean;
  readonly random: Random;
}

function fillRings(draft: Draft, { tables, anchors, links, mayEnd, random }: Rings): void {
  const owners = [...draft.world.tenants.keys()].flatMap((owner) => Array<number>(1 + random.below(2)).fill(owner));
  for (const owner of owners) {
    const chosen = anchors.map((tie) => (tie === null ? {} : tie.choose(owner, random)));
    if (chosen.some((values) => values === null)) continue;
    const rows = tables.map((table, at) => addRow(draft, table, owner, { ...chosen[at] }, random));
    for (const [at, row] of rows.entries()) {
      const tie = found(links[at], 'link');
      const target = (at + 1) % tables.length;
      const key = keyIn(found(tables[target], 'next table'), found(rows[target], 'next row'));
      const open = mayEnd && tie.empty !== null && random.chance(0.4) ? tie.empty : null;
      Object.assign(
        row.values,
        open ?? Object.fromEntries(tie.columns.map((column, part) => [column, key[part] ?? null])),
      );
    }
  }
}
