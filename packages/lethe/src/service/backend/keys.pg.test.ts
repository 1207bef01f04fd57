import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type DeskCase, deskCase, refusalOf } from '../../../test/desk/desk-case.ts';
import type { Scope } from '../../http/backend.ts';
import { commandLine } from './keys.ts';

let desk: DeskCase;
beforeAll(async () => {
  desk = await deskCase({ url: inject('postgresUrl') });
});
afterAll(() => desk[Symbol.asyncDispose]());

const everything: readonly Scope[] = [
  'key:write',
  'request:read',
  'request:write',
  'request:decide',
  'plan:read',
  'plan:approve',
];
const wanted = { name: 'desk', scopes: everything, tenant: null, expiresInDays: null };

describe('a key made with a key', () => {
  it('ends with it at the latest', async () => {
    const { keys, callers } = desk.backend;
    const short = await keys.create(commandLine, { ...wanted, expiresInDays: 1 });
    const maker = await callers.identify(short.secret);
    for (const expiresInDays of [null, 3_650])
      expect((await keys.create(maker, { ...wanted, expiresInDays })).key.expiresAt).toBe(short.key.expiresAt);
    const free = await keys.create(await desk.key(everything), { ...wanted, expiresInDays: 2 });
    expect(free.key.expiresAt).not.toBeNull();
  });

  it('is in the events, with whoever made it and whoever revoked it, and without its name', async () => {
    const { keys } = desk.backend;
    const maker = await desk.key(everything);
    const { key } = await keys.create(maker, { ...wanted, name: 'erika' });
    await keys.revoke(maker, key.id);
    const { rows } = await desk.client.query(
      `select type, data ->> 'by' as by, data::text as data from lethe.events where data ->> 'key' = $1 order by id`,
      [key.id],
    );
    const by = maker.is === 'key' ? maker.id : '';
    expect(rows).toMatchObject([
      { type: 'key.made', by },
      { type: 'key.revoked', by },
    ]);
    expect(JSON.stringify(rows)).not.toContain('erika');
  });

  it('is no second person: not to whoever entered the request, nor to whoever decided it', async () => {
    const { keys, callers, plans, requests } = desk.backend;
    const made = async (by: typeof commandLine) => callers.identify((await keys.create(by, wanted)).secret);
    const first = await made(commandLine);
    const firsts = await made(first);
    const decider = await made(commandLine);
    const second = await made(commandLine);
    const { request } = await desk.ask(firsts, 'workspace:11');
    await requests.prove(decider, request.id, { kind: 'operator decision', reason: 'contract ended' }, null);
    await requests.confirm(firsts, request.id, 'Støtte', null);
    await desk.later(2 * 86_400_000);
    const { id, plan } = await plans.make(firsts, { request: request.id }, { store: true });
    for (const same of [firsts, first, await made(first), await made(firsts), decider, await made(decider)])
      expect(await refusalOf(plans.approve(same, id, plan.digest))).toMatchObject({ refusal: 'APPROVER_IS_REQUESTER' });
    expect((await plans.approve(second, id, plan.digest)).request.state).toBe('scheduled');
  });
});
