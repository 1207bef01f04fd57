import type { StoreConfig, SubjectPolicy } from './policy.ts';
import type { Place } from './problem.ts';
import { refuse } from './read.ts';
import { exportsNeeded } from './request.ts';

/** What the life of a request needs and another part of the configuration has to say. */
export function checkLife(policy: SubjectPolicy, store: StoreConfig, at: { subject: Place; store: Place }): void {
  checkMembersKnown(policy, at.subject);
  checkSomebodyAsks(policy, at.subject.field('request').field('by'));
  checkExportsNamedOnce(policy, at.subject.field('blockers'));
  checkNameKnown(policy, at.subject);
  if (policy.request.cooling !== null && (store.people?.changedAt ?? null) === null) {
    const expected = `when the address of a person was changed, which cooling of the ${policy.kind} counts from`;
    const write = "people: { table: 'app.users', key: 'id', email: 'email', changedAt: 'email_changed_at' }";
    refuse(undefined, at.store.field('people').field('changedAt'), { expected, write });
  }
  const writesTo = mailOf(policy);
  if (writesTo !== null && store.people === null) {
    const expected = `where the people are, whom ${writesTo} of the ${policy.kind} writes to`;
    const write = "people: { table: 'app.users', key: 'id', email: 'email' }";
    refuse(undefined, at.store.field('people'), { expected, write });
  }
}

function checkNameKnown(policy: SubjectPolicy, at: Place): void {
  if (policy.request.confirm?.by !== 'typed' || policy.name !== null) return;
  if (policy.table !== null) {
    const expected = 'the column that holds the name, which typedName(…) asks for';
    refuse(undefined, at.field('name'), { expected, write: "name: 'name'" });
    return;
  }
  at.field('request').field('confirm').problem({
    expected: 'a second step that asks for no name: a subject without a row of its own has none',
    found: 'typedName(…)',
    write: 'confirm: emailLink({ expiresIn: hours(24) })',
  });
}

function mailOf({ request }: SubjectPolicy): string | null {
  if (request.proof.some((way) => way.kind === 'mailbox')) return 'mailbox(…)';
  return request.confirm?.by === 'mail' ? 'emailLink(…)' : null;
}

function checkMembersKnown({ members, request, deactivate }: SubjectPolicy, at: Place): void {
  const roles = [...new Set([...request.by, ...(request.tell ?? []), ...deactivate.by])];
  if (members !== null || roles.length === 0) return;
  refuse(undefined, at.field('members'), {
    expected: `the table that says who is ${roles.join(' or ')}`,
    write: "members: { table: 'app.memberships', actor: 'user_id', subject: 'workspace_id', role: 'role' }",
  });
}

/** To prove who one is proves no right to delete: without a role such a proof could never be enough. */
function checkSomebodyAsks({ request }: SubjectPolicy, at: Place): void {
  if (request.by.length > 0 || request.proof.every((way) => way.kind === 'operator decision')) return;
  refuse(request.by, at, {
    expected: "at least one role, which every proof but an operator's decision needs too",
    write: "by: ['owner']",
  });
}

function checkExportsNamedOnce({ blockers }: SubjectPolicy, at: Place): void {
  for (const [index, { name }] of blockers.entries()) {
    if (name !== exportsNeeded.name) continue;
    const expected = 'another name: this one says that somebody still needs exports';
    refuse(name, at.item(index).field('name'), { expected, write: 'another name' });
  }
}
