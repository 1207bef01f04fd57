import { readFile } from 'node:fs/promises';
import { LetheError } from '../../errors.ts';
import { verifyCertificate } from '../../verify/certificate.ts';
import { contextOf, exit } from '../command.ts';
import type { AddCommand } from '../main.ts';
import { count, type Output, reportError, rowsText } from '../output.ts';

interface VerifyOptions {
  readonly key: readonly string[];
  readonly json?: boolean;
}

export const verifyCommand: AddCommand = (program, done) => {
  program
    .command('verify <certificate>')
    .summary('check a certificate: needs the file and a public key, no network and no database')
    .requiredOption('--key <file...>', 'file with the issuer’s public key (vkey); several after a change of keys')
    .option('--json', 'print JSON only')
    .action(async (file: string, options: VerifyOptions) => {
      using context = contextOf(options);
      try {
        done(await verify(context.out, file, options.key));
      } catch (error) {
        reportError(context.out, error);
        done(exit.error);
      }
    });
};

async function verify(out: Output, file: string, keyFiles: readonly string[]): Promise<number> {
  const keys = await Promise.all(keyFiles.map(async (keyFile) => (await read(keyFile)).toString('utf8').trim()));
  const result = verifyCertificate({ file: await read(file), keys });
  if (!result.ok) {
    throw new LetheError('CERTIFICATE_INVALID', `${file}: ${result.problem}: ${result.message}`, {
      details: { problem: result.problem },
    });
  }
  const { certificate } = result;
  out.value({ ok: true, certificate });
  const { deleted, anonymised, detached, kept } = certificate.rows;
  out.data(`Genuine: ${certificate.certificate}, issued ${certificate.issued} by ${certificate.issuer.name}`);
  out.data(
    `  ${certificate.subject.kind} deleted: ${rowsText(deleted)} deleted, ${count(anonymised)} anonymised, ${count(detached)} detached, ${count(kept)} kept`,
  );
  for (const { name, waived } of certificate.effects)
    for (const { items, reason, by } of waived)
      out.data(`  waived: ${name} for ${rowsText(items)}, by ${by} (${reason})`);
  for (const residual of certificate.residuals)
    out.data(
      `  remains: ${residual.what}${residual.kind === 'rows' ? `, ${rowsText(residual.count)}` : ''} until ${residual.until ?? 'further notice'} (${residual.reason})`,
    );
  return exit.done;
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new LetheError('USAGE', `the file ${file} cannot be read`, { cause });
  }
}
