import { splitTableName } from '../schema/table-name.ts';
import { refuseEnd } from './anonymise.ts';
import type { EffectRead } from './effect.ts';
import { own } from './lookup.ts';
import { splitInTable } from './names.ts';
import type { StoreConfig, SubjectPolicy, ValueSubject } from './policy.ts';
import { inWords, type Place } from './problem.ts';

/** Sentences of a policy that are each well formed and cannot all be meant. */
export function checkContradictions(policy: SubjectPolicy, store: StoreConfig, at: Place): void {
  checkOwnTable(policy, store, at);
  checkOutside(policy, store, at);
  for (const name of Object.keys(policy.rules)) {
    // What was found there is decided about by a rule.
    const isSearched = own(store.searched ?? {}, name) !== null;
    if (own(store.ignore, name) !== null && !isSearched)
      refuseIgnored(name, 'ignored by the store', at.field('rules').field(name));
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
  if (policy.table === null) {
    checkValueSource(policy, store, at.field('also'));
    return;
  }
  if (own(store.ignore, policy.table) !== null) refuseIgnored(policy.table, 'ignored by the store', at.field('table'));
  const rule = own(policy.rules, policy.table);
  const place = at.field('rules').field(policy.table);
  if (rule === null || rule.rule === 'delete') return;
  // Others of the same table that refer to it; the planner sees to it that these columns do.
  if (rule.rule === 'detach' && rule.columns.length > 0) return;
  if (rule.rule === 'anonymise') {
    if (rule.keepFor !== null) refuseEnd(place, 'the own row of a subject stays as long as kept rows hang from it');
    return;
  }
  place.problem({
    expected: "'delete' or anonymise(…) for the subject's own table",
    found: `${rule.rule}(…)`,
    write: 'anonymise({ columns: { … } }): the row then stays as long as kept rows hang from it',
  });
}

/** A column that is said to hold the subject's value, of a table that is left alone. */
function checkValueSource({ value, rules }: ValueSubject, store: StoreConfig, at: Place): void {
  for (const [index, path] of value.also.entries()) {
    const { table } = splitInTable(path);
    // Where a rule takes the rows with the value, the others may be looked through.
    const isSearched = own(store.searched ?? {}, table) !== null && own(rules, table)?.rule === 'delete';
    if (own(store.ignore, table) !== null && !isSearched) refuseIgnored(table, 'ignored by the store', at.item(index));
    if (own(rules, table)?.rule === 'ignore') refuseIgnored(table, 'ignored by a rule', at.item(index));
  }
}

function refuseIgnored(table: string, how: string, at: Place): void {
  at.problem({
    expected: 'a table that is not ignored',
    found: `${JSON.stringify(table)}, ${how}`,
    write: 'one or the other: remove this, or no longer ignore the table',
  });
}

/** Tables of other schemas are only seen where they refer to one of these, and a subject starts from what is read. */
function checkOutside(policy: SubjectPolicy, store: StoreConfig, at: Place): void {
  // What is no table, or no list of schemas, has been noted, and its stand-in is empty.
  if (policy.table === null || policy.table === '' || store.schemas.length === 0) return;
  if (store.schemas.includes(splitTableName(policy.table).schema)) return;
  at.field('table').problem({
    expected: `a table of the schemas ${store.schemas.join(', ')}`,
    found: JSON.stringify(policy.table),
    write: "a table of these, or add its schema to the store's schemas",
  });
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
