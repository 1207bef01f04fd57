import type { PolymorphicPiece } from '../description.ts';
import { addTable, type Draft, found, hostAt, mark } from '../draft.ts';
import { pascal } from '../names.ts';
import { type Random, randomOf } from '../random.ts';
import { fillRows } from '../rows.ts';
import { keyIn, type Tie, typesOf } from '../ties.ts';
import { type KeyKind, type Owner, outside, type Table, type Value } from '../world.ts';
import { addHost } from './host.ts';
import { tenantTie } from './plain.ts';

interface Arm {
  readonly host: Table;
  readonly type: string;
}

/** A pair of columns that says of which table the other end is, and which row of it. */
export function polymorphic(draft: Draft, piece: PolymorphicPiece): void {
  const arms = armsOf(draft, piece);
  const [type, id] = [draft.names.column('item', 'type'), draft.names.column('item', 'id')];
  const bounds = [...arms.slice(0, 2).map((arm) => `for values in ('${arm.type}')`), 'default'];
  const typeColumn = { name: type, type: 'text', nullable: false };
  const table = addTable(draft, {
    key: 'bigint',
    ...(piece.byType ? { partitioning: { by: 'list', column: type, bounds }, keyToo: typeColumn } : {}),
  });
  if (!piece.byType) table.columns.push({ ...typeColumn, nullable: piece.none });
  const textual = piece.ids !== 'numbers';
  table.columns.push({ name: id, type: textual ? 'text' : 'bigint', nullable: piece.none });
  table.indexes.push([type, id]);
  for (const arm of arms) {
    const when = { column: type, equals: arm.type };
    const reference = { from: table, columns: [id], to: arm.host, toColumns: arm.host.key, declared: null, when };
    draft.world.references.push({ ...reference, means: 'belongs' });
  }
  const tie = pairTie({ arms, type, id, piece });
  const tenant = tenantTie(draft, table, piece.tenant);
  const [main, more] = tenant === null ? [tie, []] : [tenant, [tie]];
  markPair(draft, piece, arms);
  fillRows(draft, table, { main, more, uses: [], random: randomOf(piece.salt) });
  draft.hosts.push(table);
}

/** Tables with keys of the kind that the ids are; made where there are not two. */
function armsOf(draft: Draft, { arms, ids, types }: PolymorphicPiece): readonly Arm[] {
  const fits: readonly KeyKind[] = ids === 'uuids as text' ? ['uuid'] : ['bigint', 'integer'];
  const possible = (): Table[] =>
    draft.hosts.filter((host) => host.key.length === 1 && fits.includes(host.kind) && isLinkable(draft, host));
  while (possible().length < 2) addHost(draft, found(fits[0], 'kind'));
  const hosts = new Set(arms.map((at) => found(hostAt(possible(), at), 'arm')));
  return [...hosts].map((host) => ({ host, type: types === 'classes' ? `App::${pascal(host.noun)}` : host.name }));
}

function isLinkable({ world }: Draft, host: Table): boolean {
  return host.schema !== outside && !(world.rowless && host === world.root);
}

function pairTie({
  arms,
  type,
  id,
  piece,
}: {
  readonly arms: readonly Arm[];
  readonly type: string;
  readonly id: string;
  readonly piece: PolymorphicPiece;
}): Tie {
  const nobody: Record<string, Value> = { [type]: piece.byType ? 'nothing' : null, [id]: null };
  return {
    columns: [type, id],
    choose(owner: Owner, random: Random) {
      const rows = arms.flatMap((arm) =>
        arm.host.rows.filter((row) => row.owner === owner).map((row) => ({ arm, row })),
      );
      const chosen = random.pick(rows);
      if (chosen === undefined) return null;
      return { [type]: chosen.arm.type, [id]: found(keyIn(chosen.arm.host, chosen.row)[0], 'key') };
    },
    empty: piece.none ? nobody : null,
  };
}

function markPair(draft: Draft, { ids, types, byType }: PolymorphicPiece, arms: readonly Arm[]): void {
  mark(draft, 'polymorphic pair', types === 'classes' && 'polymorphic, class names');
  mark(draft, ids !== 'numbers' && 'polymorphic, ids as text', byType && 'partitioned by the type column');
  if (ids === 'numbers' || arms.length === 0) return;
  const uuid = arms.some(({ host }) => typesOf(host).includes('uuid'));
  mark(draft, uuid ? 'id as text against a uuid' : 'id as text against a number');
}
