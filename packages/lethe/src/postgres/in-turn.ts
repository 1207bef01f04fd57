import type { Database } from './connection.ts';

/** Left for whoever needs one connection only, however many count. */
const leftForOthers = 3;

interface Turns {
  free: number;
  readonly waiting: (() => void)[];
}

const turns = new WeakMap<Database, Turns>();

/**
 * For work that takes a second connection while it holds a first. As many at once as there are connections, and each would
 * wait for another's: a few people who look at plans would stop everything for everybody.
 */
export async function inTurn<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const own = turnsOf(database);
  if (own.free > 0) own.free -= 1;
  else await new Promise<void>((resolve) => own.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = own.waiting.shift();
    if (next === undefined) own.free += 1;
    else next();
  }
}

function turnsOf(database: Database): Turns {
  const known = turns.get(database);
  if (known !== undefined) return known;
  const made: Turns = { free: Math.max(1, Math.floor((database.connections - leftForOthers) / 2)), waiting: [] };
  turns.set(database, made);
  return made;
}
