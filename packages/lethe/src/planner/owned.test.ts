import { describe, expect, test } from 'vitest';
import type { Owns } from '../policy/policy.ts';
import { anonymise, ask, codes, detach, keep, order, person, stepFor } from './ask.fixture.ts';
import { inWords } from './explain.ts';
import { noCounts } from './no-counts.ts';
import type { DeleteStep, Outline } from './plan.ts';
import { seal } from './seal.ts';

const owns = (table: string, column: string, to: string): Owns => {
  return { table: `app.${table}`, columns: [column], to: `app.${to}`, toColumns: ['id'] };
};

function deleteOf(plan: Outline, table: string): DeleteStep {
  const step = stepFor(plan, 'delete', table);
  if (step.kind !== 'delete') throw new Error('bug: asked for a delete step');
  return step;
}

/** `workspaces owns settings` */
const ownings = (plan: Outline): readonly string[] =>
  plan.steps.flatMap((step) =>
    step.kind === 'delete' && step.owns
      ? [`${step.table} owns ${step.owns.map(({ table }) => table).join(', ')}`.replaceAll('app.', '')]
      : [],
  );

/** By owned table: what refers to it, and which of these keep it. */
const holders = (plan: Outline, table: string): readonly string[] =>
  (plan.owned?.find((each) => each.table === `app.${table}`)?.holders ?? []).map((holder) =>
    `${holder.table}${holder.keeping === null ? '' : ' keeps'}`.replaceAll('app.', ''),
  );

const settings = `
  workspaces: id, settings_id! -> settings
  settings: id, theme text
  items: id, settings_id! -> settings
  notes: id, workspace_id! -> workspaces`;
const mine = "id is settings_id of a row of app.workspaces whose id is the subject's key";
const settingsOf = { owned: [owns('workspaces', 'settings_id', 'settings')] };

describe('what a row points to and nobody else refers to', () => {
  test('is out of reach unless it is said to be owned', () => {
    expect(order(ask(settings))).toEqual(['delete notes', 'delete workspaces']);
    expect(codes(ask(settings))).toEqual(['UNREACHED items', 'UNREACHED settings']);
  });

  test('goes with it, and what hangs from it goes before', () => {
    const plan = ask(settings, settingsOf);
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete items', 'delete notes', 'delete workspaces', 'delete settings']);
    expect(ownings(plan)).toEqual(['workspaces owns settings']);
    expect(deleteOf(plan, 'settings')).toMatchObject({ root: false, carriedBy: 'app.workspaces', leftovers: false });
    expect(deleteOf(plan, 'settings').why).toBe('settings.id → workspaces (owns settings_id)');
    const theirs = "not (id is settings_id of a row of app.workspaces whose not (id is the subject's key))";
    expect(inWords(deleteOf(plan, 'settings').predicate)).toBe(`${mine} and ${theirs}`);
    expect(inWords(deleteOf(plan, 'items').predicate)).toBe(
      `settings_id is id of a row of app.settings whose ${mine} and ${theirs}`,
    );
    expect(holders(plan, 'settings')).toEqual(['workspaces keeps', 'items']);
    // Who owns it is refused, and so nothing comes to be owned.
    expect(plan.unfenced).toEqual([]);
    expect(plan.checks).toEqual([]);
  });

  test('is owned also where no key is declared', () => {
    const plan = ask(settings.replace('settings_id! -> settings\n  settings', 'settings_id!\n  settings'), settingsOf);
    expect(order(plan)).toEqual(['delete items', 'delete notes', 'delete workspaces', 'delete settings']);
    expect(holders(plan, 'settings')).toEqual(['workspaces keeps', 'items']);
  });

  test('is counted where others refer to it too, and stays', () => {
    const plan = ask(settings, settingsOf);
    const [shared] = plan.owned ?? [];
    expect(shared && inWords(shared.shared)).toBe(`${mine} and not (${inWords(deleteOf(plan, 'settings').predicate)})`);
    const sealed = (rows: number) => seal(plan, { ...noCounts(plan), owned: [rows] }).warnings;
    expect(sealed(0)).toEqual([]);
    expect(sealed(3)).toEqual([
      {
        code: 'OWNED_SHARED',
        table: 'app.settings',
        message: '3 of app.settings stay although the rows that own them go: rows that stay refer to them too',
        next: 'Nothing, if they are shared.',
      },
    ]);
    expect(() => seal(plan, { ...noCounts(plan), owned: [] })).toThrow('bug: 0 counts for 1 owned tables');
  });

  test('needs no word where its own references tell whose it is', () => {
    const bound = ask(settings.replace('theme text', 'workspace_id! -> workspaces'), settingsOf);
    expect(ownings(bound)).toEqual([]);
    expect(bound.owned).toBeUndefined();
    expect(codes(bound, 'warnings')).toEqual([]);
    const loose = ask(settings.replace('theme text', 'workspace_id -> workspaces cascade'), settingsOf);
    expect(ownings(loose)).toEqual([]);
    expect(loose.warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "OWNED_OTHERWISE: rows of app.settings are the workspace's by references of their own; that rows of it own some is not looked at for the others",
    ]);
  });

  test('is no part of what does not reach its owner, nor of a subject that is owned itself', () => {
    const text = `${settings}\n users: id\n posts: id, user_id! -> users cascade`;
    const other = ask(text, {
      ...settingsOf,
      policy: person,
      ignore: ignoring('workspaces', 'settings', 'items', 'notes'),
    });
    expect(order(other)).toEqual(['delete posts', 'delete users']);
    const itself = ask(settings, { ...settingsOf, policy: { kind: 'settings', table: 'app.settings' } });
    expect(ownings(itself)).toEqual([]);
    expect(order(itself)).toEqual(['delete notes', 'delete items', 'delete workspaces', 'delete settings']);
  });

  test('may be named by what is gone, which is a finding', () => {
    const gone = ask(settings, {
      owned: [owns('workspaces', 'setting_id', 'settings'), owns('workspaces', 'settings_id', 'setting')],
    });
    expect(codes(gone)).toEqual([
      ...['RULE_UNKNOWN_COLUMN workspaces', 'RULE_UNKNOWN_TABLE setting', 'UNREACHED items', 'UNREACHED settings'],
    ]);
  });
});

function ignoring(...tables: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tables.map((table) => [`app.${table}`, 'not asked']));
}

const files = `
  workspaces: id
  messages: id, workspace_id! -> workspaces cascade
  attachments: id, message_id! -> messages cascade, file_id! -> files
  avatars: id, workspace_id! -> workspaces cascade, file_id! -> files cascade
  logos: id, file_id -> files set null
  files: id
  thumbs: id, file_id! -> files cascade`;
const both = { owned: [owns('attachments', 'file_id', 'files'), owns('avatars', 'file_id', 'files')] };

describe('rows that many own', () => {
  test('go with whichever owner is the last, and are taken along by no cascade', () => {
    const plan = ask(files, { ...both, ignore: ignoring('logos') });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual([
      ...['delete thumbs', 'delete attachments', 'delete avatars', 'delete files', 'delete messages'],
      'delete workspaces',
    ]);
    expect(ownings(plan)).toEqual(['attachments owns files', 'avatars owns files']);
    expect(holders(plan, 'files')).toEqual(['attachments keeps', 'avatars keeps', 'logos keeps', 'thumbs']);
    // What owns is named by a statement, which a cascade is not.
    expect(deleteOf(plan, 'messages').cascades).toEqual([]);
    expect(deleteOf(plan, 'thumbs')).toMatchObject({ carriedBy: null });
  });

  test('stay for the rows that refer to them without owning, whoever’s these are', () => {
    const plan = ask(files, { ...both, owned: [owns('attachments', 'file_id', 'files')], ignore: ignoring('logos') });
    expect(codes(plan)).toEqual([]);
    // Those that go, go before.
    expect(order(plan).indexOf('delete avatars')).toBeLessThan(order(plan).indexOf('delete attachments'));
    const words = inWords(deleteOf(plan, 'files').predicate);
    expect(words).toContain(
      "not (id is file_id of a row of app.avatars whose not (workspace_id is the subject's key))",
    );
    expect(words).toContain('not (id is file_id of a row of app.logos whose every row)');
  });

  test('are cut off from what a rule detaches, and do not stay for it', () => {
    const plan = ask(files, { ...both, rules: { logos: detach('file_id') } });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)[0]).toBe('detach logos');
    expect(holders(plan, 'files')).toContain('logos');
    expect(inWords(deleteOf(plan, 'files').predicate)).not.toContain('logos');
  });

  test('must be owned by what refers to them and goes last', () => {
    const text = `workspaces: id, owner_id! -> users
      members: id, workspace_id! -> workspaces cascade, user_id! -> users cascade
      users: id`;
    const plan = ask(text, { owned: [owns('members', 'user_id', 'users')] });
    expect(plan.findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.users',
        message:
          'rows of app.users go with rows of app.members that own them, and rows of app.workspaces that refer to them (workspaces_owner_id_fkey) go later: then nothing would say that they were owned',
        next: "Write owns('app.workspaces', { columns: ['owner_id'], to: 'app.users', toColumns: ['id'] }) under owned in the store too, if they go with the last of both.",
      },
    ]);
    const asked = ask(text, { owned: [owns('members', 'user_id', 'users'), owns('workspaces', 'owner_id', 'users')] });
    expect(codes(asked)).toEqual([]);
    expect(order(asked)).toEqual(['delete members', 'delete workspaces', 'delete users']);
  });

  test('must be owned by whatever refers to them and goes in the same step, which may be a batch later', () => {
    const text = (preview: string): string => `workspaces: id
      attachments: id, workspace_id! -> workspaces, file_id -> files, preview_id -> ${preview}
      files: id, poster_id -> posters
      posters: id`;
    const file = owns('attachments', 'file_id', 'files');
    const owning = (...also: readonly Owns[]) => ({ owned: [file, ...also] });
    expect(codes(ask(text('files'), owning()))).toEqual(['UNDECIDED files', 'UNREACHED posters']);
    const both = ask(text('files'), owning(owns('attachments', 'preview_id', 'files')));
    expect(codes(both)).toEqual(['UNREACHED posters']);
    // A file of one batch may refer to the poster that an attachment of the batch before owned.
    const preview = owns('attachments', 'preview_id', 'posters');
    expect(codes(ask(text('posters'), owning(preview)))).toEqual(['UNDECIDED posters']);
    expect(codes(ask(text('posters'), owning(preview, owns('files', 'poster_id', 'posters'))))).toEqual([]);
  });

  test('must be owned by what waits for the subject’s own row', () => {
    const text = `workspaces: id, owner_id! -> members
      members: id, workspace_id! -> workspaces, face_id! -> files
      pages: id, workspace_id! -> workspaces, file_id! -> files
      files: id`;
    const page = owns('pages', 'file_id', 'files');
    expect(codes(ask(text, { owned: [page] }))).toEqual(['UNDECIDED files']);
    const plan = ask(text, { owned: [page, owns('members', 'face_id', 'files')] });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete members', 'delete pages', 'delete files', 'delete workspaces']);
    // What goes with the subject's own row goes before it is looked at what that owned.
    const root = text
      .replace('owner_id! -> members', 'owner_id! -> members, logo_id! -> files')
      .replace('file_id!', 'x');
    expect(codes(ask(root, { owned: [owns('workspaces', 'logo_id', 'files')] }))).toEqual([]);
  });

  test('are told by owners in a circle with others all the same, and not by those that they lead to', () => {
    const circle = `users: id, face_id -> files
      a: id, user_id -> users cascade, b_id! -> b cascade
      b: id, a_id! -> a cascade, file_id -> files
      files: id`;
    const owned = [owns('users', 'face_id', 'files'), owns('b', 'file_id', 'files')];
    const plan = ask(circle, { policy: person, owned });
    expect(codes(plan)).toEqual([]);
    expect(inWords(deleteOf(plan, 'files').predicate)).toContain('(id is file_id of a row of app.b whose a_id is');
    const round = `workspaces: id, face_id -> files
      files: id
      crops: id, file_id! -> files, original_id -> files`;
    const crop = owns('crops', 'original_id', 'files');
    expect(ask(round, { owned: [owns('workspaces', 'face_id', 'files'), crop] }).findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.files',
        message:
          'rows of app.crops own rows of app.files (original_id), and are found only through these or through what these own',
        next: "Leave owns('app.crops', { columns: ['original_id'], to: 'app.files', toColumns: ['id'] }) out of owned: those rows then stay while rows of app.crops refer to them.",
      },
    ]);
  });

  test('own others in their turn', () => {
    const plan = ask(
      `workspaces: id, theme_id! -> themes
       themes: id, image_id -> images
       images: id
       crops: id, image_id! -> images`,
      { owned: [owns('workspaces', 'theme_id', 'themes'), owns('themes', 'image_id', 'images')] },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete crops', 'delete workspaces', 'delete themes', 'delete images']);
    expect(ownings(plan)).toEqual(['workspaces owns themes', 'themes owns images']);
    expect(deleteOf(plan, 'crops').why).toContain('images.id → themes.id → workspaces');
  });

  test('refer to each other, and are cut off first', () => {
    const text = (boss: string): string => `workspaces: id
      members: id, workspace_id! -> workspaces, user_id! -> users
      users: id, boss_id${boss} -> users cascade`;
    const owned = [owns('members', 'user_id', 'users')];
    const plan = ask(text(''), { owned });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['detach users', 'delete members', 'delete users', 'delete workspaces']);
    expect(holders(plan, 'users')).toEqual(['members keeps', 'users keeps']);
    expect(codes(ask(text('!'), { owned }))).toEqual(['CYCLE_UNBROKEN users']);
    const detached = ask(text(''), { owned, rules: { users: detach('boss_id') } });
    expect(codes(detached)).toEqual([]);
    expect(inWords(deleteOf(detached, 'users').predicate)).not.toContain('boss_id');
  });

  test('have links of their own to the subject, which are asked about or cut, by a rule or by the schema', () => {
    const text = `workspaces: id
      members: id, workspace_id! -> workspaces, user_id! -> users
      users: id, last_id -> workspaces`;
    const owned = [owns('members', 'user_id', 'users')];
    expect(codes(ask(text, { owned }))).toEqual(['UNDECIDED users']);
    const byRule = ask(text, { owned, rules: { users: detach('last_id') } });
    for (const cut of [byRule, ask(`${text} set null`, { owned })]) {
      expect(codes(cut)).toEqual([]);
      expect(order(cut)).toEqual(['detach users', 'delete members', 'delete users', 'delete workspaces']);
      expect(cut.checks).toEqual([]);
    }
  });
});

describe('owned rows under a rule', () => {
  const emptied = { rule: 'anonymise', columns: { theme: { with: 'null' } }, keepFor: null } as const;

  test('of keep stay, and so does what owns them, emptied', () => {
    const plan = ask(settings, { ...settingsOf, rules: { settings: keep, workspaces: anonymise } });
    expect(codes(plan)).toEqual([]);
    expect(ownings(plan)).toEqual([]);
    expect(plan.kept.map(({ table }) => table)).toEqual(['app.settings', 'app.workspaces']);
    expect(codes(ask(settings, { ...settingsOf, rules: { settings: keep } }))).toEqual(['SPINE_UNDECIDED workspaces']);
  });

  test('of anonymise are emptied before their owners go', () => {
    const plan = ask(settings, { ...settingsOf, rules: { settings: emptied, items: keep } });
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['anonymise settings', 'delete notes', 'delete workspaces']);
    expect(ownings(plan)).toEqual(['workspaces owns settings']);
    expect(plan.kept.map(({ table }) => table)).toEqual(['app.items']);
  });

  test('of ignore, and under a hold, stay', () => {
    const ignored = ask(settings, {
      ...settingsOf,
      rules: { settings: { rule: 'ignore', because: 'x' }, items: { rule: 'ignore', because: 'y' } },
    });
    expect(codes(ignored)).toEqual([]);
    expect(order(ignored)).toEqual(['delete notes', 'delete workspaces']);
    const held = ask(settings, {
      ...settingsOf,
      rules: { workspaces: anonymise },
      holds: [{ hold: 'hold_1', table: 'app.settings' }],
    });
    expect(codes(held)).toEqual([]);
    expect(held.kept).toContainEqual(expect.objectContaining({ table: 'app.settings', reason: 'hold hold_1' }));
  });

  test('stay with what hangs from them where kept rows refer to them', () => {
    const plan = ask(
      `workspaces: id
       invoices: id, workspace_id! -> workspaces, file_id! -> files
       attachments: id, workspace_id! -> workspaces, file_id! -> files
       files: id
       thumbs: id, file_id! -> files
       dots: id, thumb_id! -> thumbs`,
      {
        owned: [owns('attachments', 'file_id', 'files'), owns('invoices', 'file_id', 'files')],
        rules: { invoices: keep, workspaces: anonymise },
      },
    );
    expect(codes(plan)).toEqual([]);
    const reasons = plan.kept.map(({ table, reason }) => `${table.replace('app.', '')}: ${reason}`);
    expect(reasons).toEqual([
      'dots: rows that stay refer to it',
      'files: rows that stay refer to it',
      'invoices: tax law',
      'thumbs: rows that stay refer to it',
      'workspaces: kept rows hang from it',
    ]);
    const spared = "not (id is file_id of a row of app.invoices whose workspace_id is the subject's key)";
    expect(inWords(deleteOf(plan, 'files').predicate)).toContain(spared);
    // What hangs from them looks for those that go, which is written once.
    for (const table of ['thumbs', 'dots'])
      expect(inWords(deleteOf(plan, table).predicate)).toContain('«goes app.files»');
    expect(plan.named?.find(({ name }) => name === 'goes app.files')?.predicate).toEqual(
      deleteOf(plan, 'files').predicate,
    );
  });

  test('are a finding where rows that stay let go of them', () => {
    const plan = ask(
      `workspaces: id
       people: id, workspace_id! -> workspaces, picture_id -> files
       files: id`,
      {
        owned: [owns('people', 'picture_id', 'files')],
        rules: {
          people: { rule: 'anonymise', columns: { picture_id: { with: 'null' } }, keepFor: null },
          workspaces: anonymise,
        },
      },
    );
    expect(plan.findings).toEqual([
      {
        code: 'UNDECIDED',
        table: 'app.files',
        message:
          "rows of app.people stay and lose picture_id, by which they own rows of app.files: those would be nobody's, and stay",
        next: "Let 'app.people' be anonymised without picture_id: what they own then stays with them.",
      },
    ]);
  });
});

describe('an owner', () => {
  test('in a circle that nothing cuts names what it owns', () => {
    const plan = ask(
      `workspaces: id, owner_id! -> users, plan_id! -> plans
       users: id, workspace_id! -> workspaces
       plans: id`,
      { owned: [owns('workspaces', 'plan_id', 'plans')] },
    );
    expect(codes(plan)).toEqual([]);
    expect(order(plan)).toEqual(['delete users', 'delete workspaces', 'delete plans']);
    expect(deleteOf(plan, 'workspaces')).toMatchObject({ owns: [{ table: 'app.plans' }], cascades: ['app.users'] });
  });

  test('that a cascade from its own table would take along is cut off, or named with it', () => {
    const text = (parent: string): string => `workspaces: id
      notes: id, workspace_id! -> workspaces, parent_id${parent} -> notes cascade, file_id -> files
      files: id`;
    const owned = [owns('notes', 'file_id', 'files')];
    expect(order(ask(text(''), { owned }))).toEqual([
      'detach notes',
      'delete notes',
      'delete files',
      'delete workspaces',
    ]);
    const tags = '\n tags: id, workspace_id! -> workspaces, note_id! -> notes cascade';
    const knot = ask(text('!') + tags, { owned });
    expect(deleteOf(knot, 'notes')).toMatchObject({ knot: [{ to: 'app.notes' }], cascades: [] });
    expect(order(knot)).toEqual([...['delete tags', 'delete notes', 'delete files', 'delete workspaces']]);
    expect(order(ask(text('').replace(', file_id -> files\n      files: id', '')))).toEqual([
      'delete notes',
      'delete workspaces',
    ]);
  });

  test('of a person’s rows owns as one of a tenant’s does, and only cascades hang from what it owns', () => {
    const text = `users: id, picture_id -> files\n files: id\n thumbs: id, file_id! -> files ${''}`;
    const question = { policy: person, owned: [owns('users', 'picture_id', 'files')] };
    expect(order(ask(`${text} cascade`, question))).toEqual(['delete thumbs', 'delete users', 'delete files']);
    const asked = ask(text, question);
    expect(codes(asked)).toEqual(['UNREACHED thumbs']);
    expect(holders(asked, 'files')).toEqual(['thumbs keeps', 'users keeps']);
  });
});
