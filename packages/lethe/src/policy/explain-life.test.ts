import { expect, it } from 'vitest';
import { typedName } from './confirmation.ts';
import { days, hours } from './duration.ts';
import { explainPolicy } from './explain.ts';
import { explainLife, explainOwnRow } from './explain-life.ts';
import { accountPolicy } from './life.fixture.ts';

it('every word about the life of a request reads as a sentence', () => {
  expect(explainLife(accountPolicy())).toEqual([
    'Whoever is owner or admin may ask for an account to be deleted. The role is read when they ask, and again when it is due.',
    'Within 14 days it is proven by the role and a sign-in at most 10 minutes old; or by the role and the password, typed at most 5 minutes ago; or by the role and a link or code sent to their mailbox, good for 24 hours; or by the decision of an operator, with a reason.',
    'Then it is confirmed by a link or code sent to the person who asks, good for 24 hours.',
    'Saying that exports are still needed stops the deletion until it is taken back.',
    'It is due 7 days later; until then it can be cancelled, and the account is restricted.',
    'A second person has to approve it above 1000 rows; an approval counts for 3 days.',
    'While something stands in its way it is blocked, for at most 14 days; then it expires.',
    'A request is acknowledged within 7 days and is complete within 30 days of its receipt.',
    'A request is complete within 45 days of its receipt.',
    'The person who asks and everybody who is owner or admin is told when it is scheduled, 1 day before it is due, and when it is started, completed or cancelled. Each of them may cancel it until it starts.',
    'Whoever is owner may deactivate and reactivate an account.',
  ]);
});

it('the other choices read as sentences too', () => {
  const sentences = explainLife(
    accountPolicy({
      request: { confirm: typedName({ expiresIn: hours(1) }) },
      grace: { for: days(1) },
      approval: { always: true, aboveRows: 7 },
    }),
  );
  expect(sentences).toEqual(
    expect.arrayContaining([
      'Then it is confirmed by typing the name of the account, within 1 hour.',
      'It is due 1 day later; until then it can be cancelled, and the account stays open.',
      'A second person has to approve it always; an approval counts for 7 days.',
      'The person who asks is told when it is scheduled, and when it is started, completed or cancelled.',
    ]),
  );
});

it('says who is told where these are others than those who may ask', () => {
  const request = { by: ['owner'], tell: ['owner', 'admin'] };
  expect(explainLife(accountPolicy({ request }))).toContain(
    'The person who asks and everybody who is owner or admin is told when it is scheduled, 1 day before it is due, and when it is started, completed or cancelled. Each of them may cancel it until it starts.',
  );
});

it('a sentence begins with the right article', () => {
  expect(explainPolicy(accountPolicy())[0]).toMatch(/^An account is a row of app\.accounts\./);
});

it('what the own row says reads as sentences', () => {
  expect(explainOwnRow({ ...accountPolicy(), within: { kind: 'region', columns: ['country', 'no'] } })).toEqual([
    'It lies in the region that country, no names.',
    'People call it what name says.',
    'A request from outside may name it by slug.',
    'Its waits are counted, and its dates told, in the time zone that time_zone names.',
  ]);
});
