import { expect, inject, it } from 'vitest';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { verifyCertificate } from '../src/verify/index.ts';
import { ann, clubCase, days, operator } from './club/club-case.ts';

const config = new URL('./club/backups.config.ts', import.meta.url).pathname;
const caseOf = () => clubCase({ admin: { url: inject('postgresUrl') }, config });

const monthAfter = (moment: number | undefined): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long', year: 'numeric' }).format(
    (moment ?? Number.NaN) + days(30),
  );

it('R4, R6: messages say when backup copies age out, before and after', async () => {
  await using club = await caseOf();
  const id = await club.ask('club:1', ann);
  await club.settle();
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  const { dueAt } = await club.request(id);
  const mail = (): string => club.mails('ann@club.test').at(-1)?.text ?? '';
  expect(mail()).toContain(`Backup copies age out by ${monthAfter(dueAt ?? undefined)}, unless something delays`);
  await club.later(days(7));
  await club.carryOut();
  const { backups, residualsLeft } = await club.request(id);
  expect(residualsLeft).toBe(3);
  expect(mail()).toContain(`Backup copies age out by ${monthAfter((backups?.until ?? 0) - days(30))}.`);
});

it('R4: a request is not closed before the copies are too old to be kept, and its event says what speaks for that', async () => {
  await using club = await caseOf();
  const id = await club.ask('team:1', operator);
  await club.settle();
  const proof = { kind: 'operator decision', at: 0, operator: 'key_1', reason: 'court' } as const;
  await club.tell(id, { type: 'proof given', proof });
  await club.settle();
  await club.later(days(1));
  await club.carryOut();
  const { state, residualsLeft, backups } = await club.request(id);
  expect([state, residualsLeft, backups?.keptFor]).toEqual(['completed', 1, { unit: 'days', count: 30 }]);

  await using backend = await openBackend(club.lethe);
  const { requests, evidence, forms } = backend;
  const until = new Date(backups?.until ?? 0).toISOString();
  const residuals = () => evidence.residuals(commandLine, { request: id, subject: null });
  const reason = 'backup copies are kept for 30 days';
  expect(await residuals()).toEqual([
    { request: id, run: expect.stringMatching(/^run_/), table: 'backups', rows: null, reason, until },
  ]);
  expect(await evidence.residuals(commandLine, { request: null, subject: 'club:1' })).toHaveLength(1);
  expect(await evidence.residuals(commandLine, { request: null, subject: 'club:2' })).toEqual([]);
  const status = await forms.status(club.life.secrets.statusCodeOf(id));
  expect(status?.residuals).toEqual([{ reason: 'backup copies, which age out', until }]);

  const [certificate = ''] = (await requests.load(commandLine, id)).certificates;
  const { note: file } = await evidence.certificate(commandLine, certificate);
  const verified = verifyCertificate({ file, keys: [await evidence.verifierKey()] });
  expect(verified).toMatchObject({
    ok: true,
    certificate: { residuals: [{ kind: 'backup', store: 'clubs', what: 'backups', count: 1, reason }] },
  });

  await club.later(days(29));
  expect((await club.request(id)).state).toBe('completed');
  await club.later(days(1));
  expect(await club.request(id)).toMatchObject({ state: 'closed', residualsLeft: 0 });
  expect(await requests.events(commandLine, id)).toContainEqual(
    expect.objectContaining({
      type: 'request.residual_expired',
      data: expect.objectContaining({
        ...{ of: 'backups', to: 'closed' },
        proof: 'stated by the configuration: backup copies are kept for 30 days',
      }),
    }),
  );
  expect(await residuals()).toEqual([]);
});
