import { placeHold } from '../../src/postgres/holds.ts';
import type { Decision } from '../../src/requests/decision.ts';
import { confirming, leftOf, request, start, tell } from './life-track.ts';
import { wakes } from './race-track.ts';
import { fromBarrier, hold, type Race, wrongs } from './races.ts';

/** Races in the life of a request: every two acts on it meet at its row, and one of them is first. */
export const lifeRaces: readonly Race[] = [
  {
    name: 'F82: starting a deletion against cancelling it',
    sides: ['start', 'cancel'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => ({ dueAt: now }));
      const [started, cancelled] = await fromBarrier(
        late,
        () => start(track, track.left, lap),
        () => tell(track.right, lap.id, { type: 'cancel', by: 'requester', actor: null }),
      );
      const { state, runs } = await leftOf(track, lap);
      const runs1 = started.is === 'transition';
      const wrong = wrongs({
        'exactly one of them happened': runs1 !== (cancelled.is === 'transition'),
        'who came second was told so': refusal(runs1 ? cancelled : started) === (runs1 ? 'TOO_LATE' : 'ENDED'),
        'and the state is the first one’s': state === (runs1 ? 'running' : 'cancelled'),
        'with a run where it started, and none where not': runs.length === (runs1 ? 1 : 0),
      });
      return { won: runs1 ? 0 : 1, wrong };
    },
  },
  {
    name: 'F37: confirming twice at once',
    sides: ['left', 'right'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => confirming(now, 86_400_000));
      const confirm = { type: 'confirmed', generation: 1 } as const;
      const [left, right] = await fromBarrier(
        late,
        () => tell(track.left, lap.id, confirm),
        () => tell(track.right, lap.id, confirm),
      );
      const { state, events } = await leftOf(track, lap);
      const wrong = wrongs({
        'one transition': [left, right].filter(({ is }) => is === 'transition').length === 1,
        'the other sees the same': [left, right].filter(({ is }) => is === 'same').length === 1,
        'it is scheduled': state === 'scheduled',
        'and one event says so': events.length === 1,
      });
      return { won: left.is === 'transition' ? 0 : 1, wrong };
    },
  },
  {
    name: 'confirming against expiring',
    sides: ['confirm', 'expire'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => confirming(now, 12));
      const [confirmed, ticked] = await fromBarrier(
        late,
        () => tell(track.left, lap.id, { type: 'confirmed', generation: 1 }),
        () => ticking(() => tell(track.right, lap.id, { type: 'tick' })),
      );
      const { state } = await leftOf(track, lap);
      const won = confirmed.is === 'transition';
      const wrong = wrongs({
        'it is confirmed or expired': state === (won ? 'scheduled' : 'expired'),
        'expired where it was not confirmed in time': won || refusal(confirmed) === 'EXPIRED',
        'and never both': !(won && ticked.is === 'transition'),
      });
      return { won: won ? 0 : 1, wrong };
    },
  },
  {
    name: 'F81: a deletion that is due against placing a hold',
    sides: ['start', 'hold'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => ({ dueAt: now }));
      const [started, placed] = await fromBarrier(
        late,
        () => start(track, track.left, lap),
        () => placeHold(track.right, { scope: lap.scope, ...hold }, wakes),
      );
      const { state, runs } = await leftOf(track, lap);
      const first = started.is === 'transition';
      const wrong = wrongs({
        'it is held in the end': state === 'held',
        'the hold knows the run, or there is none': placed.runs.length === (first ? 1 : 0),
        'a run that was started is held': runs.length === (first ? 1 : 0) && runs.every((each) => each === 'held'),
        'a start behind the hold is refused': first || refusal(started) === 'HELD',
      });
      return { won: first ? 0 : 1, wrong };
    },
  },
  {
    name: 'two ticks',
    sides: ['left', 'right'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => confirming(now, -1));
      const [left, right] = await fromBarrier(
        late,
        () => tell(track.left, lap.id, { type: 'tick' }),
        () => tell(track.right, lap.id, { type: 'tick' }),
      );
      const { state, events } = await leftOf(track, lap);
      const wrong = wrongs({
        'it has expired': state === 'expired',
        once: [left, right].filter(({ is }) => is === 'transition').length === 1 && events.length === 1,
      });
      return { won: left.is === 'transition' ? 0 : 1, wrong };
    },
  },
  {
    name: 'two workers that start one request',
    sides: ['left', 'right'],
    async attempt(track, shop, late) {
      const lap = await request(track, shop, (now) => ({ dueAt: now }));
      const [left, right] = await fromBarrier(
        late,
        () => start(track, track.left, lap),
        () => start(track, track.right, lap),
      );
      const { state, runs } = await leftOf(track, lap);
      const wrong = wrongs({
        'it runs, once': state === 'running' && runs.length === 1,
        'one has started it': [left, right].filter(({ is }) => is === 'transition').length === 1,
        'the other knows': [left, right].some((each) => refusal(each) === 'ALREADY_RUNNING'),
      });
      return { won: left.is === 'transition' ? 0 : 1, wrong };
    },
  },
];

const refusal = (decision: Decision): string | null => (decision.is === 'refused' ? decision.code : null);

/** A tick comes again and again; what counts is what came of the last. */
async function ticking(tick: () => Promise<Decision>): Promise<Decision> {
  const endAt = performance.now() + 60;
  for (;;) {
    const decision = await tick();
    if (decision.is === 'transition' || performance.now() > endAt) return decision;
  }
}
