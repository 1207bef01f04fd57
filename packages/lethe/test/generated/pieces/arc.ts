import type { ArcPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import { type Tie, tieTo } from '../ties.ts';
import { addHost } from './host.ts';

/** A row hangs from one of two tables and never from both: a CHECK sees to it. */
export function arc(draft: Draft, { one, other, onDelete, salt }: ArcPiece): void {
  const ends = draft.hosts.filter((host) => host !== draft.world.root || !draft.world.rowless);
  while (ends.length < 2) ends.push(addHost(draft, 'bigint'));
  const table = addTable(draft, { key: 'bigint' });
  const spec = { at: 0, by: 'foreign key', none: 'null', deferral: 'no', index: true, onDelete } as const;
  const ties = [one, one % ends.length === other % ends.length ? other + 1 : other]
    .map((at) => found(hostAt(ends, at), 'end'))
    .map((host) => tieTo(draft, { table, host, spec, means: 'belongs' }));
  const firsts = ties.map(({ columns }) => `"${columns[0]}"`);
  table.checks.push(`num_nonnulls(${firsts.join(', ')}) = 1`);
  mark(draft, 'one of two parents (CHECK)', 'CHECK over two columns', 'two or more paths');
  fillRows(draft, table, { main: either(ties), more: [], uses: [], random: randomOf(salt) });
  draft.hosts.push(table);
}

function either(ties: readonly Tie[]): Tie {
  const empty = Object.assign({}, ...ties.map((tie) => tie.empty));
  return {
    columns: ties.flatMap(({ columns }) => columns),
    choose(owner, random) {
      const chosen = random.pick(ties.map((tie) => tie.choose(owner, random)).filter((values) => values !== null));
      return chosen === undefined ? null : { ...empty, ...chosen };
    },
    empty: null,
  };
}
