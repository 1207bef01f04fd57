import type { EventShape } from '../wire/event.ts';
import type { Caller, EventRecord, Runs, RunView } from './backend.ts';
import { presentEvent } from './present/event.ts';
import { presentRun } from './present/run.ts';

interface Follow {
  readonly runs: Runs;
  readonly caller: Caller;
  readonly run: string;
  readonly signal: AbortSignal;
}

/** A connection that says nothing is cut by whoever stands between; half of what most of them allow. */
const heartbeatMs = 10_000;

/** Ids of events are numbers that grow. */
const isAtOrAfter = (id: string, other: string): boolean => BigInt(id) >= BigInt(other);

/** What has happened until now, after the event named. */
export async function eventsSoFar({
  runs,
  caller,
  run,
  signal,
  after,
}: Follow & { after: string }): Promise<EventShape[]> {
  const { lastEvent } = await runs.load(caller, run);
  const found: EventShape[] = [];
  if (isAtOrAfter(after, lastEvent)) return found;
  const enough = new AbortController();
  const events = runs.watch(caller, run, after, AbortSignal.any([signal, enough.signal]));
  for await (const event of events) {
    found.push(presentEvent(event));
    if (isAtOrAfter(event.id, lastEvent)) break;
  }
  enough.abort();
  return found;
}

/**
 * Server-sent events. The snapshot of a resumed stream carries the id it was resumed from, not its own: should the
 * connection break before what was missed is sent, the next try still asks for all of it.
 */
export async function* eventStream(
  follow: Follow & { readonly view: RunView; readonly after: string | null },
): AsyncGenerator<string> {
  const { runs, caller, run, view, signal } = follow;
  let last = follow.after ?? view.lastEvent;
  yield message('snapshot', last, presentRun(view));
  for await (const event of withHeartbeats(runs.watch(caller, run, last, signal))) {
    if (event === null) {
      yield ': still here\n\n';
    } else {
      last = event.id;
      yield message(null, event.id, presentEvent(event));
    }
  }
  if (!signal.aborted) yield message('end', last, presentRun(await runs.load(caller, run)));
}

function message(name: string | null, id: string, data: unknown): string {
  return `${name === null ? '' : `event: ${name}\n`}id: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** null: nothing has come for a while. */
async function* withHeartbeats(events: AsyncIterable<EventRecord>): AsyncGenerator<EventRecord | null> {
  const iterator = events[Symbol.asyncIterator]();
  try {
    let next = iterator.next();
    for (;;) {
      const result = await orSilence(next);
      if (result === null) {
        yield null;
      } else {
        if (result.done === true) return;
        yield result.value;
        next = iterator.next();
      }
    }
  } finally {
    await iterator.return?.();
  }
}

async function orSilence<Value>(promise: Promise<Value>): Promise<Value | null> {
  const { promise: silence, resolve } = Promise.withResolvers<null>();
  const timer = setTimeout(() => resolve(null), heartbeatMs);
  try {
    return await Promise.race([promise, silence]);
  } finally {
    clearTimeout(timer);
  }
}
