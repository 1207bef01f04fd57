import type { UniquePiece } from '../description.ts';
import { addTable, type Draft, found, freeColumn, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import { keyIn, type Tie, typesOf } from '../ties.ts';
import type { ForeignKey, Table } from '../world.ts';
import { addHost } from './host.ts';
import { tenantTie } from './plain.ts';

/** A key (tenant, id) to a unique of (tenant, id): the database itself keeps tenants apart. */
export function toUnique(draft: Draft, piece: UniquePiece): void {
  const host = hostOf(draft, piece.at);
  const target = [...found(host.tenant, 'tenant column'), ...host.key];
  if (!host.uniques.some(({ columns }) => columns.join() === target.join()))
    host.uniques.push({ columns: target, constraint: true });
  const table = addTable(draft, { key: 'bigint' });
  const tenant = found(tenantTie(draft, table, 'column'), 'tenant');
  const columns = host.key.map((part, at) => {
    const name = freeColumn(draft, table, host.noun, host.key.length === 1 ? 'id' : part);
    table.columns.push({ name, type: found(typesOf(host)[at], part), nullable: piece.none });
    return name;
  });
  const all = [...tenant.columns, ...columns];
  const declared = keyOf(piece, columns);
  draft.world.references.push({ from: table, columns: all, to: host, toColumns: target, declared, means: 'belongs' });
  table.indexes.push(all);
  mark(draft, 'key to a unique that is not primary', 'two or more paths');
  fillRows(draft, table, { main: tenant, more: [tieOf(host, columns, piece)], uses: [], random: randomOf(piece.salt) });
  draft.hosts.push(table);
}

function hostOf(draft: Draft, at: number): Table {
  const fits = draft.hosts.filter(
    (host) => host.tenant !== null && host.partitioning === null && host !== draft.world.root,
  );
  return hostAt(fits, at) ?? addHost(draft, 'bigint');
}

function keyOf({ none, full, onDelete }: UniquePiece, columns: readonly string[]): ForeignKey {
  const action = onDelete === 'set null' && !none ? 'cascade' : onDelete;
  return {
    ...{ onDelete: action, deferral: 'no', full: full && !none },
    ...(action === 'set null' ? { setNull: columns } : {}),
  };
}

function tieOf(host: Table, columns: readonly string[], { none }: UniquePiece): Tie {
  return {
    columns,
    choose(owner, random) {
      const row = random.pick(host.rows.filter((candidate) => candidate.owner !== null && candidate.owner === owner));
      if (row === undefined) return null;
      const key = keyIn(host, row);
      return Object.fromEntries(columns.map((column, part) => [column, found(key[part], 'part')]));
    },
    empty: none ? Object.fromEntries(columns.map((column) => [column, null])) : null,
  };
}
