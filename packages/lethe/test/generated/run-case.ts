import { formatSubject } from '../../src/planner/subject.ts';
import { openLethe } from '../../src/service/lethe.ts';
import { build } from './build.ts';
import { carry, type Disturbance } from './carry.ts';
import type { Description } from './description.ts';
import { differences, rowsBefore } from './expected.ts';
import { judge, type Verdict } from './judge.ts';
import type { Place } from './place.ts';
import { readRows } from './read-rows.ts';
import { render, renderDrop } from './render.ts';
import type { World } from './world.ts';

export interface Case {
  readonly description: Description;
  readonly disturbance: Disturbance;
}

export interface Asking {
  readonly place: Place;
  readonly world: World;
  readonly description: Description;
  readonly kind: string;
}

/** Where the configuration comes from: somebody who knows the product, or a look at the database. */
export interface ConfigSource {
  /** The folder it is in. */
  configOf(asking: Asking): Promise<string>;
  /** It leaves open what cannot be seen: the plan may stop for it. */
  readonly asks: boolean;
}

/** Makes the schema, fills it, deletes one tenant through Lethe, and says what came of it. */
export async function runCase(
  place: Place,
  source: ConfigSource,
  { description, disturbance }: Case,
): Promise<Verdict> {
  return inWorld(place, description, async (world, kind) => {
    const config = await source.configOf({ place, world, description, kind });
    const opened = { config, databaseUrl: place.url, env: { LETHE_DATA_DIR: place.dataDir }, cwd: place.dataDir };
    await using lethe = await openLethe(opened);
    const carried = await carry(lethe, { place, world, subject: subjectOf(world, kind), config, disturbance });
    return judge(world, { ...carried, mayStop: source.asks, rows: await readRows(place.client, world) });
  });
}

/** The world is there while it is tried, and gone again afterwards. */
export async function inWorld<T>(
  place: Place,
  description: Description,
  tried: (world: World, kind: string) => Promise<T>,
): Promise<T> {
  await place.fresh();
  const world = build(description);
  try {
    await place.client.query(render(world, place.version));
    requireAsMeant(world, await readRows(place.client, world));
    return await tried(world, place.nextKind());
  } finally {
    await place.client.query(renderDrop(world));
  }
}

export function subjectOf({ tenants, victim }: World, kind: string): string {
  return formatSubject({ kind, key: tenants[victim] ?? [] });
}

/** Else the fault is ours: a row that a trigger made, a value that PostgreSQL writes otherwise. */
function requireAsMeant(world: World, found: Awaited<ReturnType<typeof readRows>>): void {
  const wrong = differences(rowsBefore(world), found);
  if (wrong.length > 0) throw new Error(`the rows are not as described: ${wrong.join('; ')}`);
}
