import { decorate, identityOf } from '../decor.ts';
import type { PlainPiece, TieSpec } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark, type NewTable } from '../draft.ts';
import { randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import { type Tie, tieTo } from '../ties.ts';
import type { Column, Partitioning, Table } from '../world.ts';

/** A table whose rows hang from one to three others. */
export function plainTable(draft: Draft, piece: PlainPiece): void {
  // A value alone does not lead to a schema that nobody reads.
  const unread = draft.world.rowless && piece.decor.schema === 'outside';
  const decor: PlainPiece['decor'] = unread ? { ...piece.decor, schema: 'app' } : piece.decor;
  const partitioning = partitioningOf(draft, piece);
  const alone = piece.partition === 'keys of partitions';
  const key = alone ? 'none' : piece.key;
  const identity = partitioning === null ? identityOf(decor, key) : {};
  const table = addTable(draft, { ...decor, key, ...partitioning, ...identity });
  const tenant = tenantTie(draft, table, piece.tenant);
  const ties = tiesOf(draft, piece).map((spec) => ordinaryTie(draft, table, spec));
  if (alone) moveToPartitions(draft, table);
  const uses = decorate(draft, table, decor);
  const [main, ...more] = tenant === null ? ties : [tenant, ...ties];
  mark(draft, ties.length + (tenant === null ? 0 : 1) > 1 && 'two or more paths');
  fillRows(draft, table, { main: found(main, 'way to the tenant'), more, uses, random: randomOf(piece.salt) });
  if (table.key.length > 0) draft.hosts.push(table);
}

/**
 * Rows that hang by SET NULL alone are found by nothing else: such a link stands alone. Only who knows the product knows
 * that they are the tenant's all the same; or that an id in a json says so, where a key says something else.
 */
function tiesOf({ plainSpoken }: Draft, { ties, tenant }: PlainPiece): readonly TieSpec[] {
  const [first, ...others] = ties;
  if (first === undefined || tenant !== 'no') return ties;
  const survives = first.onDelete === 'set null';
  if (!plainSpoken) return survives ? [first] : ties;
  if (survives) return [{ ...first, onDelete: 'cascade' }, ...others];
  return first.by === 'json' ? [first] : ties;
}

export function ordinaryTie(draft: Draft, table: Table, spec: TieSpec): Tie {
  const host = found(hostAt(draft.hosts, spec.at), 'host');
  const tie = tieTo(draft, { table, host, spec, means: 'belongs' });
  const asIs = spec.by === 'foreign key' || spec.by === 'column';
  if (host === draft.world.root && asIs && tie.empty === null) table.tenant ??= tie.columns;
  return tie;
}

/** A column with the tenant's key in every row; null: none is asked for. */
export function tenantTie(draft: Draft, table: Table, by: PlainPiece['tenant']): Tie | null {
  if (by === 'no') return null;
  const spec = { at: 0, by, none: 'never', deferral: 'no', index: true, onDelete: 'cascade' } as const;
  return ordinaryTie(draft, table, spec);
}

const days: Pick<Column, 'type' | 'nullable' | 'value'> = {
  ...{ type: 'date', nullable: false },
  value: ({ no }) => ['2024-01-15', '2024-02-15', '2024-07-01'][no % 3] ?? null,
};
const regions: Pick<Column, 'type' | 'nullable' | 'value'> = {
  ...{ type: 'text', nullable: false },
  value: ({ no }) => ['north', 'south', 'off world'][no % 3] ?? null,
};
const byDay = [
  `for values from ('2024-01-01') to ('2024-02-01')`,
  `for values from ('2024-02-01') to ('2024-03-01')`,
  'default',
];

function partitioningOf(
  draft: Draft,
  { partition, key }: PlainPiece,
): (Pick<NewTable, 'partitioning' | 'keyToo'> & { partitioning: Partitioning }) | null {
  switch (partition) {
    case 'no':
      return null;
    case 'range': {
      const column = draft.names.column('created', 'on');
      mark(draft, 'partitioned by range');
      return { partitioning: { by: 'range', column, bounds: byDay }, keyToo: { ...days, name: column } };
    }
    case 'keys of partitions': {
      const column = draft.names.column('created', 'on');
      mark(draft, 'partitions with keys of their own');
      return { partitioning: { by: 'range', column, bounds: byDay }, keyToo: { ...days, name: column } };
    }
    case 'list': {
      const bounds = [`for values in ('north')`, `for values in ('south', 'west')`, 'default'];
      mark(draft, 'partitioned by list');
      return { partitioning: { by: 'list', column: 'area', bounds }, keyToo: { ...regions, name: 'area' } };
    }
    case 'hash': {
      if (key === 'none') return null;
      const column = key === 'text' ? 'slug' : key === 'two parts' ? 'region' : 'id';
      const bounds = [0, 1].map((rest) => `for values with (modulus 2, remainder ${rest})`);
      mark(draft, 'partitioned by hash');
      return { partitioning: { by: 'hash', column, bounds } };
    }
  }
}

function moveToPartitions({ world }: Draft, table: Table): void {
  for (const [at, reference] of world.references.entries()) {
    if (reference.from === table && reference.declared !== null)
      world.references[at] = { ...reference, declared: { ...reference.declared, onPartitions: true } };
  }
}
