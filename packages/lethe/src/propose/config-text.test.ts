import { expect, test } from 'vitest';
import { account, proposed, user } from './ask.fixture.ts';
import { configText } from './config-text.ts';

const text = `
  accounts: id, settings_id -> settings
  settings: id, theme text
  users: id, email text, last_account_id -> accounts
  members: id, account_id! -> accounts, user_id! -> users
  files: id, owner_type text, owner_id
  plans: id, name text
`;
const rows = { values: { 'app.files.owner_type': ['Member', "it's */ odd\n process.exit()"] } };
const plan = proposed(text, { rows, subjects: [account, user] });

test('a configuration says each proposal under what was seen', () => {
  expect(configText(plan, { urlFrom: 'DATABASE_URL', accept: () => true })).toMatchInlineSnapshot(`
    "// Proposed by \`lethe init\` from the database as it was: what was seen stands above each line. It is yours now: correct
    // it where it is wrong. \`lethe map\` shows what it means for every table, \`lethe check\` what has changed since.
    import { defineConfig, detach, owns, postgres, unlessFound } from 'lethe';
    import { polymorphic, subject } from './schema.ts';

    export default defineConfig({
      stores: {
        app: postgres({
          url: 'DATABASE_URL',
          schemas: ['app'],
          links: [
            ...polymorphic('app.files', {
              type: 'owner_type',
              id: 'owner_id',
              to: {
                // owner_type says Member; 10 of 10 sampled ids are in app.members
                Member: ['app.members', 'id'],
              },
            }),
          ],
          owned: [
            // by its name, what belongs to the one row that refers to it
            owns('app.accounts', { columns: ['settings_id'], to: 'app.settings', toColumns: ['id'] }),
          ],
          ignore: {
            'app.plans': unlessFound('nothing leads from it to an account, and no column looks personal'),
          },
        }),
      },
      subjects: {
        // undecided: owner_type of app.files says "it's */ odd\\n process.exit()", which is the name of no table
        //   Add what it means to the polymorphic link of app.files by owner_id, or put app.files under ignore with the reason.
        account: subject('app.accounts', {
          rules: {
            // every sampled row hangs from an account's row by owner_id
            'app.files': 'delete',
            // shared: its rows are joined to accounts by app.members
            'app.users': detach('last_account_id'),
          },
        }),
        // undecided: owner_type of app.files says "it's */ odd\\n process.exit()", which is the name of no table
        //   Add what it means to the polymorphic link of app.files by owner_id, or put app.files under ignore with the reason.
        user: subject('app.users', {
          ownership: 'person',
          rules: {
            'app.accounts': unlessFound('its rows hang from app.settings, not from a user'),
            // owner_type says whose a row is
            'app.files': 'delete',
            // it joins the user with something else and says nothing more
            'app.members': 'delete',
            'app.settings': unlessFound('nothing leads from it to a user, and no column looks personal'),
          },
          identifiers: [
            // an address of the person
            'app.users.email',
          ],
        }),
      },
    });
    "
  `);
});

test('what is not accepted stands behind // and changes nothing', () => {
  const lines = configText(plan, { urlFrom: 'DATABASE_URL', accept: () => false }).split('\n');
  const code = lines.filter((line) => !line.trimStart().startsWith('//')).join('\n');
  expect(code).not.toMatch(/detach|owns\(|polymorphic|'delete'/);
  expect(lines.some((line) => line.includes("// 'app.users': detach('last_account_id'),"))).toBe(true);
});

test('what rows and names say cannot end a comment or a text', () => {
  const written = configText(plan, { urlFrom: 'DATABASE_URL', accept: () => true });
  expect(written.split('\n').some((line) => line.trimStart().startsWith('process.exit'))).toBe(false);
});
