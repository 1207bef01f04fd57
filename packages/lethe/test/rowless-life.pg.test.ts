import { describe, expect, inject, test } from 'vitest';
import { carryOutRun } from '../src/service/apply.ts';
import { type DeskCase, deskCase, person, refusalOf } from './desk/desk-case.ts';

const admin = { url: inject('postgresUrl') };
const make = (): Promise<DeskCase> => deskCase(admin, {}, new URL('./rowless/', import.meta.url));

// The members table of the schema: acme's owner is 1, Acme's is 2, and the name that needs encoding has 7.
const [ann, ben, odd] = [person('1'), person('2'), person('7')];
const oddSubject = 'tenant:Gr%C3%B6%C3%9Fe:%201%2C5%20%25/%C3%9F';

async function carryOut(desk: DeskCase): Promise<void> {
  const { rows } = await desk.client.query<{ id: string }>(`select id from lethe.runs where state <> 'completed'`);
  for (const { id } of rows) await carryOutRun(desk.lethe, id, { signal: new AbortController().signal });
  await desk.work();
}

describe('a tenant that is a value', () => {
  test('is seen by its members, deactivated and reactivated by their role, and by nobody else', async () => {
    await using desk = await make();
    const { subjects } = desk.backend;
    expect(await subjects.load(ann, 'tenant:acme')).toMatchObject({
      ...{ subject: 'tenant:acme', path: ['tenant:acme'], there: true, access: 'active', openRequests: [] },
    });
    expect(await subjects.load(odd, oddSubject)).toMatchObject({ subject: oddSubject, there: true });
    for (const [caller, subject] of [
      [ben, 'tenant:acme'],
      [ann, 'tenant:Acme'],
      [ann, 'tenant:nobody'],
    ] as const)
      expect((await refusalOf(subjects.load(caller, subject))).code).toBe('SUBJECT_UNKNOWN');
    const key = await desk.key(['access:read']);
    expect(await subjects.load(key, 'tenant:nobody')).toMatchObject({ there: false });
  });

  test('is asked for by its owner, waits, and goes', async () => {
    await using desk = await make();
    const { requests, subjects } = desk.backend;
    expect((await refusalOf(desk.ask(ben, 'tenant:acme'))).code).toBe('SUBJECT_UNKNOWN');
    const { request } = await desk.ask(ann, 'tenant:acme');
    await desk.work();
    await carryOut(desk);
    const key = await desk.key(['request:read', 'access:read']);
    expect(await requests.load(key, request.id)).toMatchObject({ request: { state: 'completed' } });
    expect(await desk.count(`app.docs where namespace = 'acme'`)).toBe(0);
    expect(await desk.count('app.docs')).toBe(35);
    expect(await subjects.load(key, 'tenant:acme')).toMatchObject({ access: 'gone' });
  });

  test.each(['Größe: 1,5 %/ß', oddSubject])('is named in the form as it is, or as everywhere: %s', async (named) => {
    await using desk = await make();
    const wish = { address: 'odd@desk.test', kind: 'tenant', named, exportsNeeded: false };
    await desk.backend.forms.wish(wish);
    await desk.work();
    const { rows } = await desk.client.query('select key from lethe.requests');
    expect(rows).toEqual([{ key: ['Größe: 1,5 %/ß'] }]);
  });

  test('is planned over HTTP without a step for a row of its own', async () => {
    await using desk = await make();
    const key = await desk.key(['plan:read']);
    const { plan } = await desk.backend.plans.make(key, { subject: oddSubject }, { store: false });
    expect(plan).toMatchObject({ rows: 88, findings: [] });
    expect(plan.outline.steps.filter(({ root }) => root)).toEqual([]);
  });
});
