import type { ClientBase } from 'pg';
import { PgBoss, type SendOptions } from 'pg-boss';
import { LetheError } from '../errors.ts';
import type { Wake } from './control.ts';
import type { Wakes } from './requests.ts';

/**
 * Jobs only wake: each names a run, a request or a notice that a worker should look at, and holds nothing else. Losing
 * one loses no work: what there is to do is in the database, and a tick names it again. Having two does no work twice.
 *
 * A job is enqueued in the transaction of its cause. While one waits for the same id, a second is not added; if the
 * first is taken up before that transaction commits, its worker sees nothing to do yet, and the tick is what helps.
 */
export interface Jobs extends Waking, AsyncDisposable {
  /**
   * Hands each id that is woken to its handler: runs one at a time, the others beside them, so that neither a request
   * nor a notice waits behind a long run. What a handler throws is tried again, later each time.
   */
  work(handlers: Handlers): Promise<void>;
  /** Takes up nothing more, and waits for the handlers that are at it. After it, `work` may be called again. */
  rest(): Promise<void>;
}

export interface Waking {
  readonly wake: Wake;
  /** Asks for help with a run that somebody carries out. Heard only when nothing else waits. */
  readonly invite: Wake;
  readonly wakeRequest: Wake;
  readonly wakeNotice: Wake;
  readonly wakes: Wakes;
}

export type Handle = (id: string) => Promise<void>;

/** A queue without a handler is left to other workers. */
export interface Handlers {
  readonly run?: Handle;
  readonly request?: Handle;
  readonly notice?: Handle;
}

type Queue = keyof Handlers;

const schema = 'lethe_jobs';
const atOnce: Readonly<Record<Queue, number>> = { run: 1, request: 2, notice: 2 };
const queues: readonly Queue[] = ['run', 'request', 'notice'];
/** Jobs that failed again and again, for an operator to see. Their work is not lost: a tick names it anew. */
const deadLetter = 'dead';

const policy = {
  retryLimit: 20,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // A last phase may take long; that its worker lives is told by the heartbeat.
  expireInSeconds: 3_600,
  heartbeatSeconds: 10,
  deleteAfterSeconds: 86_400,
  notify: true,
  deadLetter,
} as const;

/** Installs or upgrades the job library's own schema and the queues; part of `lethe migrate`. */
export async function migrateJobs(url: string): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema, supervise: false, schedule: false, migrate: true, max: 1 });
  boss.on('error', () => undefined);
  await boss.start();
  try {
    await boss.createQueue(deadLetter);
    for (const queue of queues) {
      // `short`: while an id waits to be looked at, waking it again adds nothing. Does nothing to a queue that is there.
      await boss.createQueue(queue, { ...policy, policy: 'short' });
      await boss.updateQueue(queue, policy);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
}

export interface JobsOptions {
  readonly worker: boolean;
  /** What went wrong in the library's own upkeep; it repeats that by itself. */
  readonly onError?: (error: unknown) => void;
}

export async function openJobs(url: string, { worker, onError = () => undefined }: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: worker ? 'lethe:worker' : 'lethe:jobs',
    schema,
    supervise: worker,
    schedule: false,
    migrate: false,
    max: worker ? 4 : 1,
    useListenNotify: worker,
  });
  boss.on('error', onError);
  await boss.start();
  const send = async (client: ClientBase, queue: Queue, id: string, options: SendOptions = {}): Promise<void> => {
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    await boss.send(queue, { [queue]: id }, { singletonKey: id, ...options, db });
  };
  return {
    ...wakingBy(
      {
        run: (client, id) => send(client, 'run', id),
        request: (client, id) => send(client, 'request', id),
        notice: (client, id) => send(client, 'notice', id),
      },
      // Under a key of its own: the run's own place in the queue is behind all that wait when its slice ends.
      (client, id) => send(client, 'run', id, { singletonKey: `${id}:help`, priority: -1 }),
    ),
    work: async (handlers) => {
      for (const queue of queues) {
        const handle = handlers[queue];
        if (handle === undefined) continue;
        for (let turn = 0; turn < atOnce[queue]; turn += 1) await workQueue(boss, queue, handle);
      }
    },
    rest: async () => {
      await Promise.all(queues.map((queue) => boss.offWork(queue, { wait: true })));
    },
    [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: 8_000 }),
  };
}

async function workQueue(boss: PgBoss, queue: Queue, handle: Handle): Promise<void> {
  // The library waits 30 s where it expects to be notified; a notification may be lost, and delayed jobs have none.
  const options = { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 };
  let worker: string | undefined;
  worker = await boss.work<Partial<Record<Queue, string>>>(queue, options, async (jobs) => {
    for (const { data } of jobs) {
      const id = data[queue];
      if (id === undefined) throw new Error(`a job of queue ${queue} names none`);
      await handle(id).catch((error: unknown) => {
        throw bare(error);
      });
    }
    // Another job may wait: look at once, not after the interval.
    if (worker !== undefined) boss.notifyWorker(worker);
  });
}

/** The library stores what a handler throws; an error of the database may quote a row. */
function bare(error: unknown): Error {
  return new Error(error instanceof LetheError ? error.code : error instanceof Error ? error.name : 'not an error');
}

function wakingBy(wakes: Wakes, invite: Wake): Waking {
  return { wake: wakes.run, invite, wakeRequest: wakes.request, wakeNotice: wakes.notice, wakes };
}

/** Opened at the first use: most commands never wake anybody. */
export function lazyJobs(url: string): Waking & AsyncDisposable {
  let opened: Promise<Jobs> | undefined;
  const open = (): Promise<Jobs> => {
    opened ??= openJobs(url, { worker: false }).catch((error: unknown) => {
      // A service outlives a database that was away.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    ...wakingBy(
      {
        run: async (client, id) => (await open()).wake(client, id),
        request: async (client, id) => (await open()).wakeRequest(client, id),
        notice: async (client, id) => (await open()).wakeNotice(client, id),
      },
      async (client, id) => (await open()).invite(client, id),
    ),
    async [Symbol.asyncDispose]() {
      if (opened !== undefined) await (await opened)[Symbol.asyncDispose]();
    },
  };
}
