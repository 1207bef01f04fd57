import {
  anonymise,
  blocker,
  constant,
  days,
  defineConfig,
  detach,
  emailLink,
  freshSession,
  fromKey,
  hours,
  ignore,
  keep,
  mailbox,
  minutes,
  operatorDecision,
  postgres,
  subject,
  years,
} from '../../src/index.ts';

const unpaid = blocker('unpaid', {
  version: 1,
  table: 'app.bills',
  where: { column: 'state', in: ['open'] },
  level: 'warn',
  message: 'A bill is not paid.',
});
const disputed = blocker('disputed', {
  version: 1,
  table: 'app.bills',
  where: { column: 'state', in: ['disputed'] },
  message: 'A bill is disputed.',
});

const request = {
  by: ['owner', 'admin'],
  proof: [freshSession({ within: minutes(10) }), mailbox({ expiresIn: hours(24) }), operatorDecision()],
  confirm: emailLink({ expiresIn: hours(24) }),
  within: days(7),
} as const;

const club = subject('app.clubs', {
  name: 'name',
  handle: 'slug',
  timeZone: 'time_zone',
  members: { table: 'app.club_members', actor: 'user_id', subject: 'club_id', role: 'role' },
  request,
  grace: { for: days(7), access: 'open', remind: days(1) },
  approval: { aboveRows: 30, expiresIn: days(7) },
  deadlines: [{ acknowledge: days(7), complete: days(30) }],
  clear: days(14),
  blockers: [unpaid, disputed],
  rules: {
    'app.bills': keep({ for: years(7), from: 'issued_at', because: 'tax law' }),
    'app.clubs': anonymise({ columns: { name: constant('deleted'), slug: fromKey({ prefix: 'deleted-' }) } }),
  },
});

const team = subject('app.teams', {
  name: 'name',
  within: { club: 'club_id' },
  request: { by: [], proof: [operatorDecision()] },
  grace: { for: days(1) },
  rules: {
    'app.posts': detach('team_id'),
    'app.clubs': ignore('the club stays'),
    'app.club_members': ignore('people of the club, not of a team'),
    'app.bills': ignore('the club pays'),
  },
});

export default defineConfig({
  stores: {
    clubs: postgres({
      url: 'CLUB_DATABASE_URL',
      schemas: ['app'],
      links: [],
      people: {
        table: 'app.users',
        key: 'id',
        email: 'email',
        changedAt: 'email_changed_at',
        previous: 'previous_email',
      },
    }),
  },
  subjects: { club, team },
});
