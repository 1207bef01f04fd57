import { LetheError } from '../../errors.ts';
import { type KeyRecord, type Scope, scopes } from '../../http/backend.ts';
import { commandLine } from '../../service/backend/keys.ts';
import { ensureMigrated } from '../../service/lethe.ts';
import { openBackend } from '../../service/open-backend.ts';
import { type CommonOptions, contextOf, exit, withCommon, withLethe } from '../command.ts';
import type { AddCommand } from '../main.ts';
import type { Output } from '../output.ts';

interface KeyOptions extends CommonOptions {
  readonly name?: string;
  readonly scope?: readonly string[];
  readonly tenant?: string;
  readonly expiresInDays?: string;
}

export const keyCommand: AddCommand = (program, done) => {
  withCommon(program.command('key <create|list|revoke> [key]'))
    .summary('API keys: make one, list them, or end one')
    .option('--name <text>', 'what it is for')
    .option('--scope <scope...>', 'what it may be used for; several, each by name')
    .option('--tenant <kind:key>', 'confine it to this subject and what lies in it')
    .option('--expires-in-days <days>', 'when it ends by itself (default: never)')
    .action(async (verb: string, id: string | undefined, options: KeyOptions) => {
      using context = contextOf(options);
      done(
        await withLethe(options, context, async (lethe) => {
          await ensureMigrated(lethe);
          const { keys } = await openBackend(lethe);
          const { out } = context;
          if (verb === 'create') {
            const { key, secret } = await keys.create(commandLine, wantedOf(options));
            out.value({ key, secret });
            out.data(secret);
            out.talk(`${key.id} is made. Its secret is told this once.`);
          } else if (verb === 'list') {
            const all = await keys.list(commandLine);
            out.value({ keys: all });
            for (const key of all) showKey(out, key);
          } else if (verb === 'revoke' && id !== undefined) {
            const key = await keys.revoke(commandLine, id);
            out.value({ key });
            showKey(out, key);
          } else {
            throw new LetheError('USAGE', 'write lethe key create, lethe key list, or lethe key revoke <key>');
          }
          return exit.done;
        }),
      );
    });
};

function wantedOf({ name = '', scope = [], tenant, expiresInDays }: KeyOptions) {
  return {
    name,
    scopes: scope.map(scopeOf),
    tenant: tenant ?? null,
    expiresInDays: expiresInDays === undefined ? null : Number(expiresInDays),
  };
}

function scopeOf(text: string): Scope {
  const scope = scopes.find((each) => each === text);
  if (scope === undefined) throw new LetheError('USAGE', `"${text}" is no scope; there are ${scopes.join(', ')}`);
  return scope;
}

function showKey(out: Output, { id, name, scopes: may, tenant, expiresAt, revokedAt, lastUsedAt }: KeyRecord): void {
  const ends = expiresAt === null ? 'never ends' : `ends ${expiresAt}`;
  const state = revokedAt === null ? ends : `revoked ${revokedAt}`;
  const used = lastUsedAt === null ? 'never used' : `last used ${lastUsedAt}`;
  out.data(`${id}  ${name}  ${tenant ?? 'every subject'}  ${may.join(' ')}  ${state}  ${used}`);
}
