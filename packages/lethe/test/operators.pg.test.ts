import { expect, inject, it } from 'vitest';
import type { Caller, Scope } from '../src/http/backend.ts';
import { commandLine } from '../src/service/backend/keys.ts';
import { openBackend } from '../src/service/open-backend.ts';
import { ann, type ClubCase, clubCase, days } from './club/club-case.ts';
import { refusalOf } from './desk/desk-case.ts';

const desks = ['request:read', 'request:write', 'request:decide', 'plan:read', 'plan:approve'] as const;
const scopes: readonly Scope[] = [...desks, 'key:write'];

async function caseOf() {
  const club = await clubCase({ admin: { url: inject('postgresUrl') } });
  const backend = await openBackend(club.lethe);
  const key = async (): Promise<Caller> => {
    const wanted = { name: 'desk', scopes, tenant: null, expiresInDays: null };
    return backend.callers.identify((await backend.keys.create(commandLine, wanted)).secret);
  };
  return { club, backend, key, [Symbol.asyncDispose]: () => club[Symbol.asyncDispose]() };
}

/** Confirmed by Ann, and in grace. */
async function inGrace(club: ClubCase): Promise<string> {
  const id = await club.ask('club:1', ann);
  await club.settle();
  await club.tell(id, { type: 'proof given', proof: { kind: 'fresh session', at: 0 } });
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  return id;
}

const manyRows = (club: ClubCase): Promise<unknown> =>
  club.client.query(`insert into app.posts select id, 1, null, 'more' from generate_series(101, 140) id`);

it('F54: a repeated request is refused with its reason, which the requester is told, and its clock stays on record', async () => {
  await using at = await caseOf();
  const { club, backend } = at;
  const desk = await at.key();
  const first = await club.ask('club:1', ann);
  await club.settle();
  await backend.requests.refuse(desk, first, { reason: 'unfounded', repeats: null }, null);
  const id = await club.ask('club:1', ann);
  await club.settle();
  await backend.requests.refuse(desk, id, { reason: 'repeated', repeats: first }, null);
  await club.settle();
  const { state, completeDueAt, receivedAt } = await club.request(id);
  expect([state, completeDueAt - receivedAt]).toEqual(['refused', days(30)]);
  const { rows } = await club.client.query(
    `select data from lethe.events where request = $1 and type = 'request.refuse'`,
    [id],
  );
  expect(rows).toMatchObject([{ data: { reason: 'repeated', repeats: first } }]);
  expect(club.mails('ann@club.test').at(-1)?.text).toContain(first);
});

it('F55: whoever entered a request cannot be the second person, nor with another key that they made', async () => {
  await using at = await caseOf();
  const { club, backend } = at;
  await manyRows(club);
  const [desk, other] = [await at.key(), await at.key()];
  const { record } = await backend.requests.receive(desk, {
    subject: 'club:1',
    exportsNeeded: false,
    onBehalfOf: 'ann@club.test',
  });
  const { id } = record.request;
  await club.settle();
  await backend.requests.prove(desk, id, { kind: 'operator decision', reason: 'seen in person' }, null);
  await club.settle();
  await club.follow('ann@club.test', 'confirmation');
  await club.settle();
  const {
    id: plan,
    plan: { digest },
  } = await backend.plans.make(desk, { request: id }, { store: true });
  expect(await refusalOf(backend.plans.approve(desk, plan, digest))).toMatchObject({
    refusal: 'APPROVER_IS_REQUESTER',
  });
  const second = { name: 'the same desk', scopes: desks, tenant: null, expiresInDays: null };
  const made = await backend.callers.identify((await backend.keys.create(desk, second)).secret);
  expect(await refusalOf(backend.plans.approve(made, plan, digest))).toMatchObject({
    refusal: 'APPROVER_IS_REQUESTER',
  });
  const approved = await backend.plans.approve(other, plan, digest);
  expect(approved.request.approval?.given).not.toBeNull();
});

it('F56: a plan that changed after it was approved needs another approval, and does not start with the old one', async () => {
  await using at = await caseOf();
  const { club, backend } = at;
  await manyRows(club);
  const id = await inGrace(club);
  const desk = await at.key();
  const {
    id: plan,
    plan: { digest },
  } = await backend.plans.make(desk, { request: id }, { store: true });
  await backend.plans.approve(desk, plan, digest);
  await club.client.query(
    'create table app.notes (id bigint primary key, club_id bigint not null references app.clubs)',
  );
  await club.client.query('create index on app.notes (club_id)');
  expect((await refusalOf(backend.plans.approve(desk, plan, digest))).code).toBe('PLAN_STALE');
  await club.later(days(7));
  const { state, approval } = await club.request(id);
  expect(state).toBe('blocked');
  expect(approval).toMatchObject({ given: null });
  expect(approval?.digest).not.toBe(digest);
});

it('F58: what somebody else answers for is forwarded to them, with its clock, and nothing is deleted', async () => {
  await using at = await caseOf();
  const { club, backend } = at;
  const id = await club.ask('club:1', ann);
  await club.settle();
  await backend.requests.forward(await at.key(), id, 'privacy@tenant.test', null);
  await club.settle();
  const { state, completeDueAt, receivedAt } = await club.request(id);
  expect([state, completeDueAt - receivedAt]).toEqual(['forwarded', days(30)]);
  expect(club.mails('privacy@tenant.test')).toHaveLength(1);
  expect((await club.client.query('select from lethe.runs')).rowCount).toBe(0);
  expect((await club.client.query('select from app.clubs where id = 1')).rowCount).toBe(1);
});

it('F83: once it has begun, cancelling is refused with a text that says so, to the requester and to an operator', async () => {
  await using at = await caseOf();
  const { club, backend } = at;
  const id = await inGrace(club);
  await club.later(days(7));
  expect((await club.request(id)).state).toBe('running');
  const person = { is: 'person', actor: '1', credential: null, signedInAt: Date.now(), methods: ['pwd'] } as const;
  for (const caller of [person, await at.key()])
    expect(await refusalOf(backend.requests.cancel(caller, id, null))).toMatchObject({
      code: 'REQUEST_REFUSED',
      refusal: 'TOO_LATE',
      message: expect.stringContaining('can no longer be cancelled'),
    });
  expect((await club.client.query(`select from lethe.events where type = 'request.start'`)).rowCount).toBe(1);
});
