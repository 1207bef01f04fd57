import {
  anonymise,
  constant,
  days,
  defineConfig,
  emailLink,
  freshSession,
  fromKey,
  hours,
  ignore,
  keep,
  mailbox,
  minutes,
  operatorDecision,
  password,
  postgres,
  subject,
  typedName,
  years,
} from '../../src/index.ts';

const books = keep({ for: years(7), from: 'issued_at', because: 'tax law' });

const account = subject('app.accounts', {
  name: 'name',
  handle: 'slug',
  timeZone: 'time_zone',
  members: { table: 'app.account_members', actor: 'user_id', subject: 'account_id', role: 'role' },
  request: {
    by: ['owner', 'admin'],
    proof: [freshSession({ within: minutes(10) }), mailbox({ expiresIn: hours(24) }), operatorDecision()],
    confirm: emailLink({ expiresIn: hours(24) }),
    within: days(7),
    exports: 'block',
  },
  grace: { for: days(7), access: 'open' },
  deactivate: { by: ['owner'] },
  rules: {
    'app.invoices': books,
    'app.accounts': anonymise({ columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }) } }),
    'app.workspaces': anonymise({ columns: { name: constant('deleted') } }),
  },
});

const workspace = subject('app.workspaces', {
  name: 'name',
  within: { account: 'account_id' },
  members: { table: 'app.workspace_members', actor: 'user_id', subject: 'workspace_id', role: 'role' },
  request: {
    by: ['owner', 'admin'],
    proof: [password({ within: minutes(5) }), operatorDecision()],
    confirm: typedName({ expiresIn: hours(1) }),
    exports: 'warn',
  },
  grace: { for: days(1), access: 'restricted' },
  approval: { always: true },
  rules: {
    'app.invoices': books,
    'app.workspaces': anonymise({ columns: { name: constant('deleted') } }),
    'app.accounts': ignore('the account stays'),
    'app.account_members': ignore('the account stays'),
  },
});

export default defineConfig({
  stores: {
    desk: postgres({
      url: 'DESK_DATABASE_URL',
      schemas: ['app'],
      links: [],
      people: { table: 'app.users', key: 'id', email: 'email' },
    }),
  },
  subjects: { account, workspace },
});
