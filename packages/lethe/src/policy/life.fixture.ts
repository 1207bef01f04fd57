import { blocker } from './blocker.ts';
import { emailLink } from './confirmation.ts';
import { bigint, id, key, optional, reference, schemaWith, table, text } from './crm.fixture.ts';
import { defineConfig } from './define.ts';
import { days, hours, minutes } from './duration.ts';
import type { SubjectPolicy } from './policy.ts';
import type { Problem } from './problem.ts';
import { problemsOf } from './problems.fixture.ts';
import { freshSession, mailbox, operatorDecision, password } from './proof.ts';
import { postgres } from './store.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

const role = { type: 'app.role', category: 'E', enumLabels: ['owner', 'admin', 'member'] };

/** Accounts with their people, workspaces in them, and telephone lines whose key has two parts. */
export const lifeSchema = schemaWith(
  table('app.accounts', {
    columns: { id, name: text, slug: text, time_zone: optional(text), settings: { type: 'jsonb' }, title: text },
    uniques: [key('slug'), { ...key('title'), partial: true }],
  }),
  table('app.users', { columns: { id, email: text, name: text, born: { type: 'date' } }, uniques: [key('email')] }),
  table('app.account_members', {
    columns: { account_id: bigint, user_id: bigint, role, note: text },
    primaryKey: key('account_id', 'user_id'),
    references: [reference(['account_id'], 'app.accounts', ['id'])],
  }),
  table('app.workspaces', {
    columns: { id, account_id: bigint, name: text, born: { type: 'date' } },
    references: [reference(['account_id'], 'app.accounts', ['id'])],
  }),
  table('app.lines', { columns: { region: text, no: bigint }, primaryKey: key('region', 'no') }),
  table('app.calls', { columns: { id, region: text, line_no: bigint } }),
  table('app.notes', { columns: { body: text }, primaryKey: null }),
);

export const unpaid = blocker('unpaid', { version: 2, table: 'app.workspaces', message: 'Not paid.', level: 'warn' });

/** With every word about the life of a request. */
export const account = subject('app.accounts', {
  name: 'name',
  handle: 'slug',
  timeZone: 'time_zone',
  members: { table: 'app.account_members', actor: 'user_id', subject: 'account_id', role: 'role' },
  request: {
    by: ['owner', 'admin'],
    proof: [
      freshSession({ within: minutes(10) }),
      password({ within: minutes(5) }),
      mailbox({ expiresIn: hours(24) }),
      operatorDecision(),
    ],
    confirm: emailLink({ expiresIn: hours(24) }),
    within: days(14),
    exports: 'block',
  },
  grace: { for: days(7), access: 'restricted', remind: days(1) },
  approval: { aboveRows: 1000, expiresIn: days(3) },
  deadlines: [{ acknowledge: days(7), complete: days(30) }, { complete: days(45) }],
  clear: days(14),
  deactivate: { by: ['owner'] },
  blockers: [unpaid],
});

export const workspace = subject('app.workspaces', { within: { account: 'account_id' } });

export const life = defineConfig({
  stores: {
    crm: postgres({
      url: 'CRM_DATABASE_URL',
      schemas: ['app'],
      people: { table: 'app.users', key: 'id', email: 'email' },
    }),
  },
  subjects: { account, workspace },
});

/** What is wrong with the sample where the account, the workspace or the people are written otherwise. */
export const inAccount = (fields: object): readonly Problem[] =>
  problemsOf({ ...life, subjects: { account: { ...account, ...fields }, workspace } }, lifeSchema);
export const inRequest = (fields: object): readonly Problem[] =>
  inAccount({ request: { ...account.request, ...fields } });
export const inWorkspace = (fields: object, others: object = {}): readonly Problem[] =>
  problemsOf({ ...life, subjects: { account, workspace: { ...workspace, ...fields }, ...others } }, lifeSchema);
export const inPeople = (people: unknown): readonly Problem[] =>
  problemsOf({ ...life, stores: { crm: { ...life.stores['crm'], people } } }, lifeSchema);

/** The account of the sample, with these fields written otherwise, as validation hands it on. */
export function accountPolicy(fields: object = {}): SubjectPolicy {
  const result = validateConfig({ ...life, subjects: { account: { ...account, ...fields }, workspace } }, lifeSchema);
  const policy = 'config' in result ? result.config.subjects['account'] : undefined;
  if (policy === undefined) throw new Error(`bug: the sample is not valid: ${JSON.stringify(result)}`);
  return policy;
}
