import type { EffectRead } from './effect.ts';
import { own } from './lookup.ts';
import type { StoreConfig, SubjectPolicy } from './policy.ts';
import { inWords, type Place } from './problem.ts';

/** Sentences of a policy that are each well formed and cannot all be meant. */
export function checkContradictions(policy: SubjectPolicy, store: StoreConfig, at: Place): void {
  checkOwnTable(policy, store, at);
  checkOutside(policy, store, at);
  for (const name of Object.keys(policy.rules)) {
    if (own(store.ignore, name) !== null) refuseIgnored(name, 'ignored by the store', at.field('rules').field(name));
  }
  for (const list of ['effects', 'blockers'] as const) {
    for (const [index, { table }] of policy[list].entries()) {
      const place = at.field(list).item(index).field('table');
      if (own(store.ignore, table) !== null) refuseIgnored(table, 'ignored by the store', place);
      if (own(policy.rules, table)?.rule === 'ignore') refuseIgnored(table, 'ignored by a rule', place);
    }
    checkNamedOnce(policy[list], at.field(list));
  }
}

/** The subject's own row is what the deletion is about: it goes, or it stays without what identifies. */
function checkOwnTable(policy: SubjectPolicy, store: StoreConfig, at: Place): void {
  if (own(store.ignore, policy.table) !== null) refuseIgnored(policy.table, 'ignored by the store', at.field('table'));
  const rule = own(policy.rules, policy.table)?.rule ?? 'delete';
  if (rule === 'delete' || rule === 'anonymise') return;
  at.field('rules')
    .field(policy.table)
    .problem({
      expected: "'delete' or anonymise(…) for the subject's own table",
      found: `${rule}(…)`,
      write: 'anonymise({ columns: { … }, keepFor: { … } }), where the row itself must stay for a time',
    });
}

function refuseIgnored(table: string, how: string, at: Place): void {
  at.problem({
    expected: 'a table that is not ignored',
    found: `${JSON.stringify(table)}, ${how}`,
    write: 'one or the other: remove this, or no longer ignore the table',
  });
}

/** A table outside the schemas that are read would look as if it did not exist. */
function checkOutside(policy: SubjectPolicy, store: StoreConfig, at: Place): void {
  const named: [string, Place][] = [
    [policy.table, at.field('table')],
    ...Object.keys(policy.rules).map((name): [string, Place] => [name, at.field('rules').field(name)]),
    ...policy.effects.map((each, index): [string, Place] => [
      each.table,
      at.field('effects').item(index).field('table'),
    ]),
    ...policy.blockers.map((each, index): [string, Place] => [
      each.table,
      at.field('blockers').item(index).field('table'),
    ]),
  ];
  if (policy.members !== null) named.push([policy.members.table, at.field('members').field('table')]);
  for (const [name, place] of named) refuseOutside(name, store, place);
}

export function refuseOutside(name: string, store: StoreConfig, at: Place): void {
  // With no schema left to compare with, the list itself is the problem and is noted there.
  if (store.schemas.length === 0 || store.schemas.some((schema) => name.startsWith(`${schema}.`))) return;
  const write = `a table of these, or add the schema to the store's schemas`;
  at.problem({ expected: `a table of the schemas ${store.schemas.join(', ')}`, found: JSON.stringify(name), write });
}

/** One name would be carried out twice for the same rows, and both reported under it. */
function checkNamedOnce(all: readonly { readonly name: string }[], at: Place): void {
  const names = all.map((each) => each.name);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    at.item(index).problem({ expected: 'each name once', found: inWords(name), write: 'another name, or remove it' });
  }
}

/** The code of an effect is found by `name@version` alone, so two subjects may share one, but not mean two by it. */
export function checkSharedEffects(all: readonly { readonly read: EffectRead; readonly at: Place }[]): void {
  const first = new Map<string, EffectRead>();
  for (const { read, at } of all) {
    const id = effectId(read.effect);
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, read);
    else if (earlier.run !== read.run || JSON.stringify(earlier.effect) !== JSON.stringify(read.effect)) {
      const write = `another name, or version: ${read.effect.version + 1}`;
      at.problem({
        expected: `${id} to be the same effect everywhere`,
        found: 'another effect of that name and version',
        write,
      });
    }
  }
}

export const effectId = ({ name, version }: { readonly name: string; readonly version: number }): string =>
  `${name}@${version}`;
