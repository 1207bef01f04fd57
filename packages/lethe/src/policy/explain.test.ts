import { expect, it } from 'vitest';
import { anonymise } from './anonymise.ts';
import { crm, workspace } from './crm.fixture.ts';
import { detach } from './detach.ts';
import { explainPolicy } from './explain.ts';
import { unlessFound } from './ignore.ts';
import { constant } from './replacement.ts';
import { explainRule } from './rule.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

function explained(written: unknown): string[] {
  const result = validateConfig({ ...crm, subjects: { workspace: written } });
  const policy = 'config' in result ? result.config.subjects['workspace'] : undefined;
  if (policy === undefined) throw new Error('bug: the sample policy is not valid');
  return explainPolicy(policy);
}

/** What a policy that says nothing about the life of a request comes to. */
const saidByNobody = [
  'It is called workspace:<key>.',
  'Its waits are counted, and its dates told, in UTC.',
  'Nobody may ask by themselves for a workspace to be deleted.',
  'Within 7 days it is proven by the decision of an operator, with a reason.',
  'No second step confirms it.',
  'Saying that exports are still needed warns.',
  'It is due at once; there is no time to change minds.',
  'It needs no second person by itself.',
  'While something stands in its way it is blocked, for at most 30 days; then it expires.',
  'A request is complete within 30 days of its receipt.',
  'The person who asks is told when it is scheduled, and when it is started, completed or cancelled.',
  'Nobody may deactivate a workspace.',
];

it('a table that each plan looks through is said to be so', () => {
  expect(explainRule(unlessFound('jobs of everybody'))).toBe(
    'left alone unless a plan finds the subject in it, because jobs of everybody',
  );
});

it('a policy reads as sentences', () => {
  expect(explained(workspace)).toEqual([
    'A workspace is a row of app.workspaces. With it goes every row that belongs to it. The rules below come first.',
    'Who may act for a workspace: app.members, where user_id has role in workspace_id.',
    'app.audit_log: anonymised: actor_email becomes NULL, name becomes "deleted"; the rows stay for good.',
    'app.countries: left alone, because the same for everyone.',
    'app.invoices: kept for 7 years from issued_at, to the end of that year, because tax law.',
    'app.payments: kept for 7 years from paid_at, to the end of that year, because tax law.',
    'app.security_log: anonymised: actor_email becomes NULL, ip becomes NULL; the rows are kept for 12 months from occurred_at, because security incidents are found late.',
    'app.workspaces: anonymised: name becomes "deleted", slug becomes deleted-<key>; only rows stay that kept rows hang from.',
    'Effect release-numbers@1 runs for each row of app.phone_numbers, after the rows are gone, with e164, vendor_ref.',
    'Blocker unpaid-invoices@1 stops the deletion while there are rows of app.invoices where status is open: There are unpaid invoices.',
    'Trigger app.campaigns.log_history is known to write app.campaign_history.',
    'Afterwards every store is searched for the values of app.workspaces.slug, app.contacts.email.',
    ...saidByNobody,
  ]);
});

it('the other words read as sentences too', () => {
  const effect = { ...workspace.effects?.[0], order: 'before', where: { column: 'e164', in: ['a', 'b'] } };
  const blocker = { ...workspace.blockers?.[0], level: 'warn' };
  const rules = {
    'app.contacts': detach('owner_id'),
    'app.campaigns': detach(),
    'app.orders': 'delete',
    'app.invoices': anonymise({ columns: { status: constant('void') }, spine: true }),
  };
  expect(
    explained({
      ...subject('app.workspaces'),
      ownership: 'person',
      rules,
      effects: [effect],
      blockers: [blocker],
      insertGuard: true,
    }),
  ).toEqual([
    'A workspace is a row of app.workspaces. With it go the rows that the schema declares ON DELETE CASCADE; other rows that point at it must be decided. The rules below come first.',
    'app.campaigns: detached: the rows stay, every link to what is deleted is cut.',
    'app.contacts: detached: the rows stay, owner_id is cut.',
    'app.invoices: anonymised: status becomes "void"; only rows stay that kept rows hang from.',
    'app.orders: deleted.',
    'Effect release-numbers@1 runs for each row of app.phone_numbers where e164 is a or b, before the rows go, with e164, vendor_ref.',
    'Blocker unpaid-invoices@1 warns while there are rows of app.invoices where status is open: There are unpaid invoices.',
    'Tables that no foreign key protects refuse new rows for a deleted workspace.',
    ...saidByNobody,
  ]);
});

it('a trigger may be known to write no other table', () => {
  expect(explained({ ...workspace, triggers: { 'app.campaigns.log_history': [] } })).toContain(
    'Trigger app.campaigns.log_history is known to write no other table.',
  );
});
