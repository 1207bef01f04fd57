import { checkBlocker } from './blocker.ts';
import { checkEffect } from './effect.ts';
import { checkTypes } from './link.ts';
import { findColumn, findTable, type Known, own } from './lookup.ts';
import { splitInTable } from './names.ts';
import { nearest } from './nearest.ts';
import { checkOwnRow } from './own-row.ts';
import type { Members, SubjectPolicy } from './policy.ts';
import type { Place } from './problem.ts';
import { checkRoles } from './roles.ts';
import { checkRule } from './rule.ts';
import { checkValueColumns } from './subject-column.ts';
import { whyUnnamed } from './subject-key.ts';
import { knownOf } from './value-columns.ts';

/** Everything in a policy that names something of the schema. */
export function checkSubject(policy: SubjectPolicy, at: Place, known: Known): void {
  checkRoot(policy, at, known);
  if (policy.members !== null) checkMembers(policy.members, at.field('members'), known);
  for (const word of ['request', 'deactivate'] as const)
    checkRoles(policy[word].by, policy.members, at.field(word).field('by'), known);
  checkRoles(policy.request.tell ?? [], policy.members, at.field('request').field('tell'), known);
  const ofSubject = knownOf(policy, known);
  for (const [name, rule] of Object.entries(policy.rules)) {
    const place = at.field('rules').field(name);
    const table = findTable(name, place, known);
    if (table !== null) checkRule(rule, table, place, ofSubject);
  }
  for (const [index, effect] of policy.effects.entries()) checkEffect(effect, at.field('effects').item(index), known);
  for (const [index, blocker] of policy.blockers.entries())
    checkBlocker(blocker, at.field('blockers').item(index), known);
  for (const [index, path] of policy.identifiers.entries())
    checkIdentifier(path, at.field('identifiers').item(index), known);
  for (const [path, writes] of Object.entries(policy.triggers)) {
    const place = at.field('triggers').field(path);
    checkTrigger(path, place, known);
    for (const [index, name] of writes.entries()) findTable(name, place.item(index), known);
  }
}

function checkRoot(policy: SubjectPolicy, at: Place, known: Known): void {
  if (policy.table === null) {
    checkValueColumns(policy, at, known);
    return;
  }
  const table = findTable(policy.table, at.field('table'), known);
  const why = table === null ? null : whyUnnamed(table);
  if (why !== null) at.field('table').problem(why);
  checkOwnRow(policy, at, known);
}

function checkMembers(members: Members, at: Place, known: Known): void {
  const table = findTable(members.table, at.field('table'), known);
  if (table === null) return;
  for (const part of ['subject', 'role'] as const) findColumn(table, members[part], at.field(part));
  const actor = findColumn(table, members.actor, at.field('actor'));
  const people = known.store.people;
  const key = own(known.schema.tables, people?.table ?? '')?.columns.find((column) => column.name === people?.key);
  checkTypes(actor, key, at.field('actor'));
}

/** A value shorter than eight characters would be found everywhere; only texts and uuids are long enough to look for. */
function checkIdentifier(path: string, at: Place, known: Known): void {
  const { table: owner, name } = splitInTable(path);
  const table = findTable(owner, at, known);
  const column = table === null ? null : findColumn(table, name, at);
  if (column === null || column.category === 'S' || column.type === 'uuid') return;
  at.problem({
    expected: 'a text or uuid column',
    found: `${JSON.stringify(path)} of type ${column.type}`,
    write: 'nothing: remove it',
  });
}

function checkTrigger(path: string, at: Place, known: Known): void {
  const { table: owner, name } = splitInTable(path);
  const table = findTable(owner, at, known);
  if (table === null || table.triggers.some((trigger) => trigger.name === name)) return;
  const meant = nearest(
    name,
    table.triggers.map((trigger) => trigger.name),
  );
  at.problem({
    expected: `a trigger of ${table.name}`,
    found: JSON.stringify(name),
    write: meant === null ? 'nothing: remove it' : `'${table.name}.${meant}'`,
  });
}
