import { describe, expect, it } from 'vitest';
import type { Named } from '../planner/named.ts';
import type { Predicate } from '../planner/predicate.ts';
import { type Asked, ofFew, predicateSql } from './predicate-sql.ts';
import { textOf } from './sql.ts';

const text = (predicate: Predicate, asked: Asked): string => textOf(predicateSql(predicate, asked, 't'));

const subject = { kind: 'account', key: ['7'] } as const;
const hangs = (where: Predicate, how: object = {}): Predicate => ({
  ...{ op: 'in', columns: ['p'], table: 'public.parents', keys: ['id'], where, ...how },
});
const own: Predicate = { op: 'subject', columns: ['account_id'] };
const byName: Predicate = { op: 'named', name: 'owned public.parents' };
const named = (predicate: Predicate): readonly Named[] => [{ name: byName.name, table: 'public.parents', predicate }];

describe('a condition on rows that are given', () => {
  it('looks up what each of them hangs from', () => {
    const asked = { subject, named: named(own) };
    expect(text(hangs(byName), asked)).toMatch(/ in \(with "w1" as \(/);
    expect(text(hangs(byName), ofFew(asked))).toMatch(
      /^exists \(select from "public"."parents" "t1" where .*"account_id"/,
    );
    expect(text({ op: 'not', of: hangs(own) }, ofFew(asked))).toMatch(/^not exists \(select from "public"."parents"/);
  });

  it('looks a key up that is known, and not all that are', () => {
    const known: Predicate = { op: 'returning', table: 'public.parents', columns: ['id'], type: 'bigint' };
    const asked = { subject, ahead: { remembered: 'run_1' } };
    expect(text(known, asked)).toContain('select m.key::bigint from');
    expect(text(known, ofFew(asked))).toContain('and m.key = "t"."id"::text');
  });

  it.each([
    { asText: true },
    { path: ['a'] },
    { uuid: 'keys' },
    { keysPath: ['a'] },
    { list: true },
    { keysList: true },
  ])('is as always where no index would serve to look up one: %o', (how) => {
    const of = hangs(own, how);
    expect(text(of, ofFew({ subject }))).toBe(text(of, { subject }));
  });

  it('is as always where much is looked into by several ways', () => {
    let large: Predicate = own;
    for (let level = 0; level < 9; level += 1) large = { op: 'any', of: [hangs(large), hangs(large)] };
    const asked = { subject, named: named(large) };
    expect(text(hangs(byName), ofFew(asked))).toBe(text(hangs(byName), asked));
  });
});
