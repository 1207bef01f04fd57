import { unreachable } from '../../src/errors.ts';
import { decorate, identityOf } from './decor.ts';
import type { Decor, Description, Piece } from './description.ts';
import { addTable, type Draft, found, mark, markTable, newTable } from './draft.ts';
import { keyValues } from './keys.ts';
import { namesOf } from './names.ts';
import { arc } from './pieces/arc.ts';
import { cycle, selfReference } from './pieces/circles.ts';
import { cross } from './pieces/cross.ts';
import { growing } from './pieces/growing.ts';
import { addHost } from './pieces/host.ts';
import { junction } from './pieces/junction.ts';
import { addLookup } from './pieces/lookup.ts';
import { ownedParent } from './pieces/owned.ts';
import { plainTable } from './pieces/plain.ts';
import { pointer } from './pieces/pointer.ts';
import { polymorphic } from './pieces/polymorphic.ts';
import { trigger } from './pieces/trigger.ts';
import { undecided } from './pieces/undecided.ts';
import { toUnique } from './pieces/unique.ts';
import { randomOf } from './random.ts';
import { addRow } from './rows.ts';
import { tieTo } from './ties.ts';
import type { World } from './world.ts';

/** The same world for the same description. */
export function build(description: Description): World {
  const draft = beginning(description);
  for (const piece of description.pieces) if (piece !== null) add(draft, piece);
  while (draft.world.tables.length < description.tables) addHost(draft, 'bigint');
  return draft.world;
}

/** The tenants, and who works for them. */
function beginning(description: Description): Draft {
  const { root, tenants: count, camelCase, salt } = description;
  const names = namesOf(camelCase);
  const key = root.ownRow || root.key !== 'two parts' ? root.key : 'text';
  const decor: Decor = root.decor.schema === 'outside' ? { ...root.decor, schema: 'app' } : root.decor;
  const called = { noun: 'account', table: camelCase ? 'Account' : 'accounts' };
  const table = newTable(names, {
    ...{ key, keyBy: root.by, name: decor.name, schema: decor.schema, ...identityOf(decor, key) },
    ...(decor.name === 'plain' ? { called } : {}),
  });
  table.tenant = table.key;
  const world: World = {
    tenants: Array.from({ length: count }, (_, no) => keyValues(key, 0, no + 1)),
    victim: description.victim % count,
    ...{ root: table, rowless: !root.ownRow, tables: [table], structures: new Set() },
    ...{ references: [], triggers: [], views: [], identifiers: [], meanwhile: [], undecided: [] },
  };
  const { plainSpoken } = description;
  const draft: Draft = { world, plainSpoken, names, hosts: [table], users: null, lookups: [] };
  if (!world.rowless) markTable(draft, { key, ...decor });
  markRoot(draft, description);
  if (!world.rowless) decorate(draft, table, decor);
  for (const owner of world.tenants.keys()) addRow(draft, table, owner, {}, randomOf(salt + owner));
  if (description.users) addPeople(draft);
  return draft;
}

function markRoot(draft: Draft, { root }: Description): void {
  const kinds = { bigint: 'number', integer: 'number', text: 'text', uuid: 'uuid', 'two parts': 'two parts' } as const;
  if (root.ownRow) mark(draft, `${kinds[root.key]} as key of the tenant`);
  else mark(draft, 'tenant without a row of its own');
  mark(draft, root.ownRow && root.by === 'unique key' && 'tenant without a primary key');
}

/** Whoever works for several tenants is nobody's. */
function addPeople(draft: Draft): void {
  const { world } = draft;
  const users = addLookup(draft, { noun: 'user', table: 'users' });
  draft.users = users;
  const table = addTable(draft, { key: 'none', called: { noun: 'membership', table: 'memberships' } });
  const spec = { at: 0, by: 'foreign key', none: 'never', deferral: 'no', index: true, onDelete: 'cascade' } as const;
  const tenant = tieTo(draft, { table, host: world.root, spec, means: 'belongs' });
  const user = tieTo(draft, { table, host: users, spec, means: 'uses' });
  table.key = [...tenant.columns, ...user.columns];
  table.tenant = tenant.columns;
  const random = randomOf(7);
  for (const owner of world.tenants.keys()) {
    for (const person of users.rows.filter(() => random.chance(0.6))) {
      const id = found(person.values['id'], 'id of a person');
      const works = { [found(user.columns[0], 'column')]: id };
      addRow(draft, table, owner, { ...tenant.choose(owner, random), ...works }, random);
    }
  }
  mark(draft, 'users shared by tenants', 'junction, composite key');
}

function add(draft: Draft, piece: Piece): void {
  switch (piece.kind) {
    case 'table':
      plainTable(draft, piece);
      break;
    case 'polymorphic':
      polymorphic(draft, piece);
      break;
    case 'one of two':
      arc(draft, piece);
      break;
    case 'junction':
      junction(draft, piece);
      break;
    case 'to unique':
      toUnique(draft, piece);
      break;
    case 'self':
      selfReference(draft, piece);
      break;
    case 'cycle':
      cycle(draft, piece);
      break;
    case 'owned':
      ownedParent(draft, piece);
      break;
    case 'pointer':
      pointer(draft, piece);
      break;
    case 'cross':
      cross(draft, piece);
      break;
    case 'trigger':
      trigger(draft, piece);
      break;
    case 'growing':
      growing(draft, piece);
      break;
    case 'undecided':
      undecided(draft, piece);
      break;
    default:
      unreachable(piece, 'a piece');
  }
}
