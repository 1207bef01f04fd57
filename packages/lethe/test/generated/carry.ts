import pg from 'pg';
import type { Engine } from '../../src/engine/run.ts';
import type { FaultPoint } from '../../src/fault-point.ts';
import { tableName } from '../../src/schema/table-name.ts';
import { type ApplyResult, apply, carryOutRun } from '../../src/service/apply.ts';
import type { Lethe } from '../../src/service/lethe.ts';
import { workerProcess } from '../shop/worker-process.ts';
import { Crash, type CrashPoint, dying } from './crash.ts';
import type { Came } from './expected.ts';
import type { Place } from './place.ts';
import { renderMeanwhile, renderRefresh } from './render.ts';
import type { Row, World } from './world.ts';

/** What happens to the worker. */
export type Disturbance =
  | { readonly is: 'nothing' }
  /** It does nothing more from there on; in this process, which is cheap. */
  | ({ readonly is: 'dies' } & CrashPoint)
  /** A process of its own is killed at a fault point. */
  | { readonly is: 'killed'; readonly point: FaultPoint; readonly turn: number };

export interface Carried {
  readonly result: ApplyResult;
  readonly disturbance: string;
  readonly came: Came;
}

export interface Carrying {
  readonly place: Place;
  readonly world: World;
  readonly subject: string;
  readonly config: string;
  readonly disturbance: Disturbance;
}

/** From plan to certificate, over what disturbs it, and with what else a person is told to do. */
export async function carry(lethe: Lethe, carrying: Carrying): Promise<Carried> {
  const { place, world } = carrying;
  const session = otherSession(place.client, world);
  const guarded = (dies: CrashPoint | null): Lethe => ({
    ...lethe,
    engine: async () => disturbed(await lethe.engine(), session.write, dies),
  });
  const begun = await begin(guarded, carrying);
  let { result } = begun;
  if (showsInViews(world, result)) {
    await place.client.query(renderRefresh(world));
    result = await resume(guarded(null), result.run ?? '');
  }
  return { result, disturbance: begun.disturbance, came: session.came };
}

type Begun = Pick<Carried, 'result' | 'disturbance'>;

async function begin(
  guarded: (dies: CrashPoint | null) => Lethe,
  { place, subject, config, disturbance }: Carrying,
): Promise<Begun> {
  if (disturbance.is === 'killed') {
    const fault = `${disturbance.point}:${disturbance.turn}`;
    const worker = workerProcess({ url: place.url, dataDir: place.dataDir, target: subject, fault, config });
    const killed = (await worker.ended) === 'SIGKILL';
    const run = await runOf(place.client, subject);
    if (run === null) return { result: await applied(guarded(null), subject), disturbance: '' };
    return { result: await resume(guarded(null), run), disturbance: killed ? ', killed' : '' };
  }
  let run = '';
  try {
    const dies = disturbance.is === 'dies' ? disturbance : null;
    const result = await applied(guarded(dies), subject, (_, id) => {
      run = id;
    });
    return { result, disturbance: '' };
  } catch (error) {
    if (!(error instanceof Crash) || run === '') throw error;
    return { result: await resume(guarded(null), run), disturbance: ', died' };
  }
}

const signal = new AbortController().signal;

function applied(lethe: Lethe, subject: string, onPlan?: (plan: unknown, run: string) => void): Promise<ApplyResult> {
  const options = { planFile: null, subject, confirm: subject, signal };
  return apply(lethe, onPlan === undefined ? options : { ...options, onPlan });
}

function resume(lethe: Lethe, run: string): Promise<ApplyResult> {
  return carryOutRun(lethe, run, { signal });
}

async function runOf(client: pg.Client, subject: string): Promise<string | null> {
  const kind = subject.slice(0, subject.indexOf(':'));
  const { rows } = await client.query<{ id: string }>('select id from lethe.runs where kind = $1', [kind]);
  return rows[0]?.id ?? null;
}

/** A warning said that materialised views hold what they read until they are refreshed. */
function showsInViews({ views }: World, { status, findings }: ApplyResult): boolean {
  const materialised = views.filter((view) => view.materialised).map(({ of, name }) => tableName(of.schema, name));
  return (
    status === 'failed' &&
    findings.every(({ code, table }) => code === 'RESIDUAL_FOUND' && materialised.includes(table))
  );
}

/** Other sessions come between the steps and the fence: what they write then must be found. */
function disturbed(engine: Engine, write: () => Promise<void>, crash: CrashPoint | null): Engine {
  const mortal = crash === null ? engine : dying(engine, crash);
  const { control } = mortal;
  return {
    ...mortal,
    control: {
      ...control,
      async enter(writer, phase) {
        if (phase === 'fence') await write();
        await control.enter(writer, phase);
      },
    },
  };
}

/** Writes once, however often the run passes; a row of the victim that the database refuses does not come. */
function otherSession(client: pg.Client, world: World): { readonly came: Came; write(): Promise<void> } {
  const came = new Set<Row>();
  let begun = false;
  return {
    came,
    async write() {
      if (begun) return;
      begun = true;
      for (const { sql, row } of world.meanwhile.flatMap(renderMeanwhile)) {
        if ((await isTaken(client, sql, row?.owner === world.victim)) && row !== null) came.add(row);
      }
    },
  };
}

async function isTaken(client: pg.Client, sql: string, mayBeRefused: boolean): Promise<boolean> {
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if (mayBeRefused && error instanceof pg.DatabaseError) return false;
    throw error;
  }
}
