import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Writer } from '../../src/engine/store.ts';
import { claimRun } from '../../src/postgres/claim.ts';
import { placeHold } from '../../src/postgres/holds.ts';
import { engageKillSwitch, liftKillSwitch } from '../../src/postgres/pause.ts';
import { limits, type RaceTrack, wakes } from './race-track.ts';

/** Two acts that overlap: whichever comes first, nothing is done twice and nothing after the other has been answered. */
export interface Race {
  readonly name: string;
  readonly sides: readonly [string, string];
  /** One try, on a shop of its own. `late` delays each side, from a barrier on. */
  readonly attempt: (track: RaceTrack, shop: number, late: readonly [number, number]) => Promise<Try>;
}

export interface Try {
  readonly won: 0 | 1;
  /** What was not as it must be. */
  readonly wrong: readonly string[];
}

export const hold = { reason: 'court', owner: 'legal', reviewOn: '2099-01-01' };

export async function fromBarrier<A, B>(
  late: readonly [number, number],
  left: () => Promise<A>,
  right: () => Promise<B>,
): Promise<[A, B]> {
  return Promise.all([sleep(late[0]).then(left), sleep(late[1]).then(right)]);
}

export function wrongs(checks: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(checks).flatMap(([claim, holds]) => (holds ? [] : [claim]));
}

const stoppedBy = (outcome: Outcome, by: string): boolean => outcome.is === 'stopped' && outcome.by === by;

export const races: readonly Race[] = [
  {
    name: 'recording a run against placing a hold',
    sides: ['run', 'hold'],
    async attempt(track, shop, late) {
      const { right } = track;
      const scope = `gone-open:${shop}`;
      const [refused, placed] = await fromBarrier(
        late,
        () => track.record(shop).then(() => false, isHeld),
        () => placeHold(right, { scope, ...hold }, wakes),
      );
      const { rows } = await track.client.query<{ state: string }>('select state from lethe.runs where id = $1', [
        `run_${shop}`,
      ]);
      const wrong = wrongs({
        'refused, or known to the hold': refused === (placed.runs.length === 0),
        'recorded and held, or not recorded': refused ? rows.length === 0 : rows[0]?.state === 'held',
      });
      return { won: refused ? 1 : 0, wrong };
    },
  },
  {
    name: 'F81: the start of a run against placing a hold',
    sides: ['start', 'hold'],
    async attempt(track, shop, late) {
      const { scope, writer, run } = await track.record(shop);
      const [started] = await fromBarrier(
        late,
        () => track.control.start(writer),
        () => placeHold(track.right, { scope, ...hold }, wakes),
      );
      const { state, startedAt } = await track.control.load(run);
      const wrong = wrongs({
        'the run is held': state === 'held',
        'it has started only where it was told so': started === (startedAt !== null),
        'and the gate is closed': (await track.control.closed(writer)) === 'hold',
      });
      return { won: started ? 0 : 1, wrong };
    },
  },
  {
    name: 'F81: a batch against placing a hold',
    sides: ['batch', 'hold'],
    async attempt(track, shop, late) {
      const { scope, writer, act, run } = await track.started(shop);
      const [outcome, placed] = await fromBarrier(
        late,
        () => track.store.batch(writer, act, limits),
        () => placeHold(track.right, { scope, ...hold }, wakes),
      );
      const said = placed.runs[0]?.rowsGone;
      const [gone, counted] = [await track.gone(shop), await track.counted(run)];
      const wrong = wrongs({
        'the batch is wholly before the hold, or has seen it': outcome.is === 'done' || stoppedBy(outcome, 'hold'),
        'the hold says exactly what had gone': said === gone,
        'and that is what the receipts say': counted === gone,
        'a batch is four customers with all they have': gone === (outcome.is === 'done' ? 4 * 16 : 0),
      });
      return { won: outcome.is === 'done' ? 0 : 1, wrong };
    },
  },
  {
    name: 'a batch against the kill switch',
    sides: ['batch', 'kill switch'],
    async attempt(track, shop, late) {
      const { writer, act, run } = await track.started(shop);
      // Resumed runs are queued until a worker is through with the phase they stopped in.
      if (shop % 2 === 0) await track.client.query("update lethe.runs set state = 'queued' where id = $1", [run]);
      const [outcome, atOnce] = await fromBarrier(
        late,
        () => track.store.batch(writer, act, limits),
        async () => {
          await engageKillSwitch(track.right, 'test');
          return track.gone(shop);
        },
      );
      const after = await track.store.batch(writer, act, limits);
      const gone = await track.gone(shop);
      await liftKillSwitch(track.right, wakes.run);
      await track.client.query("update lethe.runs set state = 'completed' where id = $1", [run]);
      const wrong = wrongs({
        'the batch is wholly before the switch, or has seen it':
          outcome.is === 'done' || stoppedBy(outcome, 'kill switch'),
        'nothing goes after the switch has been answered': gone === atOnce,
        'the next batch sees it': stoppedBy(after, 'kill switch'),
        'what went is counted': (await track.counted(run)) === gone,
      });
      return { won: outcome.is === 'done' ? 0 : 1, wrong };
    },
  },
  {
    name: 'a batch of a stale epoch against a take-over',
    sides: ['old worker', 'new worker'],
    async attempt(track, shop, late) {
      const { writer, act, run } = await track.started(shop);
      const [outcome, taken] = await fromBarrier(
        late,
        () => track.store.batch(writer, act, limits),
        async () => {
          const lease = await claimRun({ url: track.url, database: track.right, run });
          const gone = await track.gone(shop);
          await lease[Symbol.asyncDispose]();
          return { epoch: lease.writer.epoch, gone };
        },
      );
      const after = await track.store.batch(writer, act, limits);
      const gone = await track.gone(shop);
      const wrong = wrongs({
        'the old batch is wholly before the take-over, or refused':
          outcome.is === 'done' || stoppedBy(outcome, 'epoch'),
        'the epoch is raised': taken.epoch === 2,
        'nothing of the old worker comes after it': gone === taken.gone && stoppedBy(after, 'epoch'),
        'what went is counted': (await track.counted(run)) === gone,
      });
      return { won: outcome.is === 'done' ? 0 : 1, wrong };
    },
  },
  {
    name: 'two claims of one run',
    sides: ['left', 'right'],
    async attempt(track, shop, late) {
      const { act, run } = await track.started(shop);
      const claim = async (database: RaceTrack['left']): Promise<Writer | null> => {
        try {
          const lease = await claimRun({ url: track.url, database, run });
          await lease[Symbol.asyncDispose]();
          return lease.writer;
        } catch (error) {
          if (isCode(error, 'SUBJECT_BUSY')) return null;
          // The take-over of a try before may have ended this pool's connection: as in a run, the claim comes again.
          if (isCode(error, 'DATABASE_UNREACHABLE')) return claim(database);
          throw error;
        }
      };
      const claims = await fromBarrier(
        late,
        () => claim(track.left),
        () => claim(track.right),
      );
      // At the same moment one is refused; one after the other, the second takes over what the first has given back.
      const [newer, older] = claims.filter((writer) => writer !== null).sort((a, b) => b.epoch - a.epoch);
      const refused = older && (await track.store.batch(older, act, limits));
      const done = newer && (await track.store.batch(newer, act, limits));
      const wrong = wrongs({
        'each has an epoch of its own': newer?.epoch !== older?.epoch,
        'the older writes nothing': refused === undefined || stoppedBy(refused, 'epoch'),
        'the newer does': done?.is === 'done',
      });
      return { won: claims[0] === newer ? 0 : 1, wrong };
    },
  },
];

function isHeld(error: unknown): boolean {
  if (isCode(error, 'SUBJECT_HELD')) return true;
  throw error;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
