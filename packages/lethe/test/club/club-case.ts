import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { newId } from '../../src/ids.ts';
import { type DevelopmentMailbox, startDevelopmentMailbox } from '../../src/mail/development-mailbox.ts';
import type { KeptMail } from '../../src/mail/kept-mail.ts';
import { parseSubject } from '../../src/planner/subject.ts';
import { advanceClock } from '../../src/postgres/clock.ts';
import { requestNow } from '../../src/postgres/request-now.ts';
import { receiveRequest, tellRequest } from '../../src/postgres/requests.ts';
import { tokenByLink, useToken } from '../../src/postgres/tokens.ts';
import { recordWish, type Wish } from '../../src/postgres/wishes.ts';
import type { Decision } from '../../src/requests/decision.ts';
import type { RequestEvent } from '../../src/requests/event.ts';
import { requestPolicyOf } from '../../src/requests/policy-of.ts';
import type { Request, Requester } from '../../src/requests/request.ts';
import { carryOutRun } from '../../src/service/apply.ts';
import { type Lethe, openLethe } from '../../src/service/lethe.ts';
import { type OpenLife, openLife } from '../../src/service/life/life.ts';
import { placeOf } from '../../src/service/place-of.ts';
import { type Admin, createDatabase, templateDatabase } from '../../src/testing/database.ts';
import { testFolder } from '../../src/testing/test-folder.ts';
import { migratedTemplate } from '../migrated-template.ts';

export const clubConfig = fileURLToPath(new URL('./', import.meta.url));

/** Clubs, a mailbox and a worker's side of life, without a job library: what is woken is taken up by `settle`. */
export interface ClubCase extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
  readonly client: pg.Client;
  readonly mailbox: DevelopmentMailbox;
  readonly lethe: Lethe;
  readonly life: OpenLife;
  readonly env: Readonly<Record<string, string>>;
  /** From inside, or by an operator: as the side that people call does it. For `club:1`, or for several. Its id. */
  ask(subject: string, requester: Requester): Promise<string>;
  wish(wish: Partial<Wish>): Promise<void>;
  tell(request: string, event: RequestEvent): Promise<Decision>;
  request(id: string): Promise<Request>;
  /** The one request there is. */
  only(): Promise<Request>;
  /** Loses every job that waits; these they were. */
  forget(): readonly string[];
  /** Another worker takes up the jobs that wait, or ticks where there is none, and dies at the fault point. Its signal. */
  dyingWorker(fault: string): Promise<NodeJS.Signals | null>;
  /** Jobs and what they wake, until nothing is left. */
  settle(): Promise<void>;
  /** As much later: ticks until nothing more is due. */
  later(ms: number): Promise<void>;
  /** Everything that a lost job or a dead worker would leave for a minute or two is looked at now. */
  recover(): Promise<void>;
  /** Carries out the runs that wait. */
  carryOut(): Promise<void>;
  mails(to?: string): readonly KeptMail[];
  /** Opens the newest link of a kind that somebody was mailed, as the human step does it. */
  follow(to: string, kind: 'proof' | 'confirmation' | 'cancel'): Promise<Decision>;
}

const dayMs = 86_400_000;
export const days = (count: number): number => count * dayMs;

export const ann: Requester = { actor: '1', credential: null, channel: 'self-service' };
export const operator: Requester = { actor: null, credential: null, channel: 'operator' };

export interface ClubOptions {
  readonly admin: Admin;
  /** Instead of the one beside this. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export async function clubCase({ admin, config = clubConfig, env: given = {} }: ClubOptions): Promise<ClubCase> {
  const database = await createDatabase(
    admin,
    await templateDatabase(admin, await migratedTemplate('club', new URL('./schema.sql', import.meta.url))),
  );
  const dataDir = await testFolder();
  const mailbox = await startDevelopmentMailbox({ port: 0 });
  const client = new pg.Client(database.url);
  await client.connect();
  const env = {
    LETHE_DATA_DIR: dataDir,
    LETHE_SMTP_URL: mailbox.url,
    LETHE_OPERATORS: 'op@lethe.test',
    LETHE_BRAND: 'Clubs',
    LETHE_PUBLIC_URL: 'https://delete.club.test',
    ...given,
  };
  const opened = await openLethe({ config, databaseUrl: database.url, env, cwd: dataDir });
  const woken = wokenIds();
  const lethe: Lethe = { ...opened, wakes: woken.wakes };
  const life = await openLife(lethe);
  const quiet = new AbortController().signal;
  const settle = (): Promise<void> =>
    woken.each(async (queue, id) => {
      if (queue === 'notice') await life.worker.onNotice(id, quiet);
      if (queue === 'request') await life.worker.onRequest(id);
    });
  const tell = (id: string, event: RequestEvent): Promise<Decision> =>
    lethe.database.transaction((session) => tellRequest(session, lethe.wakes, id, event));
  const request = async (id: string): Promise<Request> =>
    (await lethe.database.use((session) => requestNow(session, id))).request;
  const tickAll = async (): Promise<void> => {
    for (let round = 0; round < 5; round += 1) {
      await life.tick();
      await settle();
    }
  };
  const recover = async (): Promise<void> => {
    await client.query(`update lethe.requests set looked_at = looked_at - interval '2 minutes'`);
    await client.query(`update lethe.deliveries set next_attempt_at = clock_timestamp() where state = 'pending'`);
    await advanceClock(lethe.database, 60_000);
    await tickAll();
  };
  return {
    url: database.url,
    dataDir,
    client,
    mailbox,
    lethe,
    life,
    env,
    settle,
    forget: woken.forget,
    dyingWorker: (fault) => workerThatDies({ url: database.url, dataDir, env, jobs: woken.forget() }, fault),
    tell,
    request,
    ask: (subject, requester) => ask(lethe, life, subject, requester),
    wish: async (wish) => {
      const whole = { address: 'ann@club.test', kind: 'club', named: 'one', exportsNeeded: false, ...wish };
      await lethe.database.transaction((session) => recordWish(session, lethe.wakes, whole));
    },
    async only() {
      const { rows } = await client.query<{ id: string }>('select id from lethe.requests');
      const [row] = rows;
      if (row === undefined || rows.length > 1) throw new Error(`${rows.length} requests, one expected`);
      return request(row.id);
    },
    async later(ms) {
      await advanceClock(lethe.database, ms);
      await tickAll();
    },
    recover,
    async carryOut() {
      const { rows } = await client.query<{ id: string }>(`select id from lethe.runs where state <> 'completed'`);
      for (const { id } of rows) await carryOutRun(lethe, id, { signal: quiet });
      // The engine's own wakes go to the job library, which nobody works here.
      await recover();
    },
    mails: (to) => mailbox.list().filter((mail) => to === undefined || mail.to === to),
    async follow(to, kind) {
      const link = mailbox
        .list()
        .filter((mail) => mail.to === to)
        .flatMap(({ links }) => links)
        .filter((each) => each.includes('/link/'));
      for (const each of link.toReversed()) {
        const token = await lethe.database.use((session) =>
          tokenByLink(session, life.secrets.hashLink(each.slice(each.lastIndexOf('/') + 1))),
        );
        if (token?.kind !== kind) continue;
        return lethe.database.transaction(async (session) => {
          if (!(await useToken(session, token.id))) throw new Error(`the token is ${token.state}`);
          return tellRequest(session, lethe.wakes, token.request, eventOf(token));
        });
      }
      throw new Error(`no link of kind ${kind} was mailed to ${to}`);
    },
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await mailbox[Symbol.asyncDispose]();
      await client.end();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function eventOf({
  kind,
  generation,
  actor,
}: {
  kind: string;
  generation: number;
  actor: string | null;
}): RequestEvent {
  if (kind === 'proof') return { type: 'proof given', proof: { kind: 'mailbox', at: Date.now() } };
  return kind === 'confirmation' ? { type: 'confirmed', generation } : { type: 'cancel', by: 'owner', actor };
}

/** Several subjects, the first of which is named, stand with a space between them. */
async function ask(lethe: Lethe, life: OpenLife, written: string, requester: Requester): Promise<string> {
  const subjects = written.split(' ').map(parseSubject);
  const [subject = parseSubject('')] = subjects;
  const place = await placeOf(lethe, subject);
  const id = newId('req');
  await lethe.database.transaction((session) =>
    receiveRequest(session, lethe.wakes, {
      wish: {
        id,
        kind: subject.kind,
        targets: subjects.map((each) => ({ subject: each, within: place.within, range: null })),
        bulk: false,
        requester,
        policy: requestPolicyOf(place.policy),
        timeZone: place.row?.timeZone ?? 'UTC',
      },
      statusHash: life.secrets.hashStatus(life.secrets.statusCodeOf(id)),
    }),
  );
  return id;
}

/** What a worker of another process is told. */
export interface WorkerOrder {
  readonly url: string;
  readonly dataDir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: readonly string[];
}

const fixture = fileURLToPath(new URL('./worker.fixture.ts', import.meta.url));

async function workerThatDies(order: WorkerOrder, fault: string): Promise<NodeJS.Signals | null> {
  const child = spawn(process.execPath, ['--conditions=@lethe/source', fixture, JSON.stringify(order)], {
    env: { ...process.env, LETHE_FAULT: fault },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'close');
  return child.signalCode;
}

type Queue = 'run' | 'request' | 'notice';

/** Stands for the job library: one entry an id, whether or not its transaction came to an end. */
export function wokenIds(jobs: readonly string[] = []) {
  const waiting = new Set<string>(jobs);
  const wake =
    (queue: Queue) =>
    async (_: unknown, id: string): Promise<void> =>
      void waiting.add(`${queue} ${id}`);
  return {
    wakes: { run: wake('run'), request: wake('request'), notice: wake('notice') },
    forget: () => {
      const lost = [...waiting];
      waiting.clear();
      return lost;
    },
    async each(take: (queue: string, id: string) => Promise<void>): Promise<void> {
      for (let [next] = waiting; next !== undefined; [next] = waiting) {
        waiting.delete(next);
        const [queue = '', id = ''] = next.split(' ');
        await take(queue, id);
      }
    },
  };
}
