import type { Decor } from './description.ts';
import { type Draft, freeColumn, mark } from './draft.ts';
import type { Random } from './random.ts';
import { type Tie, tieTo } from './ties.ts';
import type { KeyKind, Table } from './world.ts';

/** What most tables have beside their references. Returns the ways to the shared rows it uses. */
export function decorate(draft: Draft, table: Table, decor: Decor): readonly Tie[] {
  addTitle(draft, table, decor);
  addSoftDelete(draft, table, decor);
  if (decor.check) addCheckedPair(draft, table);
  addGenerated(draft, table, decor);
  addBeside(draft, table, decor);
  addView(draft, table, decor);
  return authors(draft, table, decor);
}

export function identityOf({ identity }: Decor, key: KeyKind): { keyMore?: string } {
  return identity === 'no' || (key !== 'bigint' && key !== 'integer')
    ? {}
    : { keyMore: `generated ${identity} as identity` };
}

function addTitle(draft: Draft, table: Table, { identifier }: Decor): void {
  const [name, domain] = identifier ? [freeColumn(draft, table, 'email'), '@example.test'] : ['title', ''];
  const of = draft.world.tables.indexOf(table);
  table.columns.push({
    ...{ name, type: 'text', nullable: true },
    value: ({ no, owner }) => `${table.noun}-${of}-${no}-of-${owner ?? 'all'}${domain}`,
  });
  if (identifier) draft.world.identifiers.push({ table, column: name });
}

/** With a partial unique index, a name may be taken again once its row was deleted. */
function addSoftDelete(draft: Draft, table: Table, { softDeleted }: Decor): void {
  if (softDeleted === 'no') return;
  mark(draft, 'soft-deleted rows', softDeleted === 'partial unique' && 'partial unique index');
  const [deletedAt, handle] = [draft.names.column('deleted', 'at'), draft.names.column('handle')];
  table.columns.push({
    ...{ name: deletedAt, type: 'timestamp', nullable: true },
    value: ({ no }) => (no % 2 === 0 ? '2024-03-01 00:00:00' : null),
  });
  if (softDeleted === 'yes') return;
  table.columns.push({
    ...{ name: handle, type: 'text', nullable: false },
    value: ({ no, values }) => (values[deletedAt] === null ? `handle ${no}` : 'handle 1'),
  });
  if (table.partitioning === null)
    table.uniques.push({ columns: [handle], where: `"${deletedAt}" is null`, constraint: false });
}

function addCheckedPair(draft: Draft, table: Table): void {
  mark(draft, 'CHECK over two columns');
  const [at, by] = [draft.names.column('closed', 'on'), draft.names.column('closed', 'why')];
  table.columns.push(
    { name: at, type: 'date', nullable: true, value: ({ no }) => (no % 2 === 0 ? '2024-05-01' : null) },
    { name: by, type: 'text', nullable: true, value: ({ no }) => (no % 2 === 0 ? 'done' : null) },
  );
  table.checks.push(`("${at}" is null) = ("${by}" is null)`);
}

function addGenerated(draft: Draft, table: Table, { generated, identity }: Decor): void {
  if (identity !== 'no' && table.columns[0]?.more !== undefined) mark(draft, 'identity column');
  if (generated === 'no') return;
  mark(draft, 'generated column');
  table.columns.push({ name: 'amount', type: 'integer', nullable: false, value: ({ no }) => String(no * 7) });
  table.columns.push({
    ...{ name: draft.names.column('amount', 'doubled'), type: 'integer', nullable: true },
    generated: { as: 'amount * 2', virtual: generated === 'virtual' },
    value: ({ no }) => String(no * 14),
  });
}

/** Ids of rows of the same owner, which nothing has to follow: they go with the row. */
function addBeside(draft: Draft, table: Table, { beside }: Decor): void {
  if (beside === 'nothing') return;
  mark(draft, 'arrays and json beside');
  const ids = (owner: number | null, random: Random): string[] =>
    table.rows.filter((row) => row.owner === owner && random.chance(0.6)).map((_, at) => String(at + 1));
  if (beside === 'array') {
    table.columns.push({
      ...{ name: draft.names.column('related', 'ids'), type: 'bigint[]', nullable: false },
      value: ({ owner }, random) => `{${ids(owner, random).join(',')}}`,
    });
  } else {
    table.columns.push({
      ...{ name: 'settings', type: 'jsonb', nullable: false },
      value: ({ owner }, random) => `{"ids": [${ids(owner, random).join(', ')}]}`,
    });
  }
}

function addView({ world, ...draft }: Draft, table: Table, { view }: Decor): void {
  if (view === 'no') return;
  const materialised = view === 'materialised';
  mark({ world, ...draft }, materialised ? 'materialised view' : 'view');
  world.views.push({ name: `${view} of ${world.views.length + 1}`, of: table, materialised });
}

const roles = ['author', 'assignee', 'approver'] as const;

/** Columns that point at people: of a tenant's row, at somebody who may work for others too. */
function authors(draft: Draft, table: Table, decor: Decor): readonly Tie[] {
  const { users } = draft;
  if (users === null) return [];
  return roles.slice(0, decor.authors).map((role, at) => {
    const tie = { at: 0, by: 'foreign key', deferral: 'no', index: at > 0 } as const;
    const more =
      at === 0 ? ({ none: 'never', onDelete: 'restrict' } as const) : ({ none: 'null', onDelete: 'set null' } as const);
    mark(draft, 'users shared by tenants');
    return tieTo(draft, { table, host: users, spec: { ...tie, ...more }, means: 'uses', role });
  });
}
