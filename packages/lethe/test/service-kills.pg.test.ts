import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { callFaultPoints } from '../src/fault-point.ts';
import { scopes } from '../src/http/backend.ts';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { type ClubCase, clubCase, clubConfig } from './club/club-case.ts';

const onNewest = inject('postgresVersion') === 18;
const admin = { url: inject('postgresUrl') };
const bin = fileURLToPath(new URL('../bin/lethe.mjs', import.meta.url));

/** What is called, from which state on, and the state that it leads to. */
const calls = [
  { what: 'asking', path: () => '/v1/requests', to: 'verifying', event: 'request.received' },
  {
    what: 'deciding',
    path: (id: string) => `/v1/requests/${id}/proofs`,
    to: 'confirming',
    event: 'request.proof_given',
  },
  { what: 'cancelling', path: (id: string) => `/v1/requests/${id}/cancel`, to: 'cancelled', event: 'request.cancel' },
] as const;

type Call = (typeof calls)[number];

const bodies: Readonly<Record<Call['what'], object>> = {
  asking: { subject: 'club:1', exportsNeeded: false },
  deciding: { kind: 'operator_decision', reason: 'known to us' },
  cancelling: {},
};

const points = ['request.stored', 'request.told', ...callFaultPoints] as const;

describe.runIf(onNewest)('a service killed', { timeout: 120_000 }, () => {
  for (const call of calls) {
    test.concurrent.each(points)(
      `while it answers, ${call.what}, at %s: the same call again is carried out once`,
      async (point) => {
        await using club = await clubCase({ admin });
        const { secret } = await (await openBackend(club.lethe)).keys.create(commandLine, {
          name: 'test',
          scopes: [...scopes],
          tenant: null,
          expiresInDays: null,
        });
        const request = call.what === 'asking' ? '' : await asked(club, secret);
        const post = (url: string): Promise<Response> =>
          fetch(`${url}${call.path(request)}`, {
            method: 'POST',
            headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json', 'idempotency-key': 'k1' },
            body: JSON.stringify(bodies[call.what]),
          });

        await using dying = await served(club, point);
        await expect(post(dying.url)).rejects.toThrow();
        expect(await dying.ended).toBe('SIGKILL');

        // A call whose process died keeps its key for two minutes.
        await club.client.query(`update lethe.idempotency set created_at = created_at - interval '3 minutes'`);
        await using service = await served(club);
        const answer = await post(service.url);
        const told: unknown = await answer.json();
        expect({ status: answer.status, told }).toMatchObject({ status: statusOf(call, point) });
        expect(await stateOf(club)).toEqual({ state: call.to, events: 1, requests: 1 });

        async function stateOf({ client }: ClubCase): Promise<unknown> {
          const { rows } = await client.query(
            `select (select min(state) from lethe.requests) as state, (select count(*)::int from lethe.requests) as requests,
             (select count(*)::int from lethe.events where type = $1) as events`,
            [call.event],
          );
          return rows[0];
        }
      },
    );
  }
});

/** What was stored before the death is found as it is: one open request a subject, and a wish done is done. */
function statusOf({ what }: Call, point: (typeof points)[number]): number {
  if (what !== 'asking') return 200;
  return point === 'call.done' ? 200 : 201;
}

async function asked(club: ClubCase, secret: string): Promise<string> {
  const backend = await openBackend(club.lethe);
  const caller = await backend.callers.identify(secret);
  const wish = { subject: 'club:1', exportsNeeded: false, onBehalfOf: null };
  return (await backend.requests.receive(caller, wish)).record.request.id;
}

interface Served extends AsyncDisposable {
  readonly url: string;
  /** The signal it ended by. */
  readonly ended: Promise<NodeJS.Signals | null>;
}

/** `lethe serve` in a process of its own. */
async function served(club: ClubCase, fault = ''): Promise<Served> {
  const child = spawn(process.execPath, [bin, 'serve', '--config', clubConfig, '--database', club.url], {
    env: { ...process.env, ...club.env, PORT: '0', LETHE_LOG: 'silent', LETHE_FAULT: fault },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close').then(() => child.signalCode);
  const url = await listening(child);
  return {
    url,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const url = /Listening at (http:\S+)\./u.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.once('close', () => reject(new Error(`lethe serve ended: ${said}`)));
  });
}
