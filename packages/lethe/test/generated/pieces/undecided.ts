import type { UndecidedPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { type Random, randomOf } from '../random.ts';
import { addRow } from '../rows.ts';
import { tieTo } from '../ties.ts';
import type { Table } from '../world.ts';
import { addHost } from './host.ts';
import { tenantTie } from './plain.ts';

/** What only a person can say: the plan must stop, and name the table. */
export function undecided(draft: Draft, { at, what, salt }: UndecidedPiece): void {
  const { world } = draft;
  const random = randomOf(salt);
  const other = (world.victim + 1) % world.tenants.length;
  const table = makers[what](draft, { at, other, random });
  world.undecided.push({ table, proposable: what === 'nullable key' });
  mark(draft, 'something a person must decide');
}

interface Ask {
  readonly at: number;
  /** A tenant that stays. */
  readonly other: number;
  readonly random: Random;
}

const bound = { at: 0, by: 'foreign key', none: 'never', deferral: 'no', index: true, onDelete: 'no action' } as const;

const makers: Readonly<Record<UndecidedPiece['what'], (draft: Draft, ask: Ask) => Table>> = {
  'nullable key': (draft, { at, random }) => {
    const host = hostWithRows(draft, at);
    const table = addTable(draft, { key: 'bigint' });
    const tie = tieTo(draft, { table, host, spec: { ...bound, none: 'null' }, means: 'points' });
    const { victim } = draft.world;
    for (const owner of [victim, null])
      addRow(draft, table, null, { ...(tie.choose(owner ?? -1, random) ?? found(tie.empty, 'NULL')) }, random);
    return table;
  },
  'row of two tenants': (draft, { at, other, random }) => {
    const ends = [hostWithRows(draft, at), hostOf(draft, other)];
    const table = addTable(draft, { key: 'bigint' });
    const ties = ends.map((host) => tieTo(draft, { table, host, spec: bound, means: 'belongs' }));
    const owners = [draft.world.victim, other];
    const values = ties.map((tie, end) => found(tie.choose(owners[end] ?? null, random), 'row of each'));
    addRow(draft, table, other, Object.assign({}, ...values), random);
    return table;
  },
  'child of another': (draft, { at, other, random }) => {
    const host = hostWithRows(draft, at);
    const table = addTable(draft, { key: 'bigint' });
    const tenant = found(tenantTie(draft, table, 'column'), 'tenant');
    const tie = tieTo(draft, { table, host, spec: bound, means: 'belongs' });
    const values = {
      ...tenant.choose(other, random),
      ...found(tie.choose(draft.world.victim, random), 'row of the victim'),
    };
    addRow(draft, table, other, values, random);
    return table;
  },
};

function hostOf(draft: Draft, owner: number): Table {
  for (;;) {
    const host = addHost(draft, 'bigint');
    if (host.rows.some((row) => row.owner === owner)) return host;
  }
}

/** Not the root: that a row names two tenants in two columns is another matter. */
function hostWithRows(draft: Draft, at: number): Table {
  const fits = draft.hosts.slice(1).filter((host) => host.rows.some(({ owner }) => owner === draft.world.victim));
  return hostAt(fits, at) ?? addHost(draft, 'bigint');
}
