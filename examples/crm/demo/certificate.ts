import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Request } from 'lethe/client';
import { type Command, commandLine, mustSucceed } from './lethe.ts';
import type { Narrator } from './narrate.ts';
import type { Product } from './product.ts';

/** The public key, as an operator reads it and gives it to whoever has to check a certificate. */
export async function writePublicKey(lethe: Command, folder: string): Promise<void> {
  const { stdout } = await mustSucceed(lethe('doctor', '--json'));
  const { checks }: { checks: readonly { name: string; detail: string }[] } = JSON.parse(stdout);
  const key = checks.find(({ name }) => name === 'signing key');
  if (key === undefined) throw new Error('lethe doctor names no signing key.');
  await writeFile(keyFile(folder), `${key.detail}\n`);
}

const keyFile = (folder: string): string => join(folder, 'lethe.vkey');

/** With its public key alone: the command is told of no database, and asks no network. */
export async function proveCertificate(
  say: Narrator,
  { file, folder, signal }: { readonly file: string; readonly folder: string; readonly signal: AbortSignal },
): Promise<void> {
  const lethe: Command = commandLine({}, signal);
  const { code, stdout, stderr } = await lethe('verify', file, '--key', keyFile(folder)).ended;
  // Ended by Ctrl-C it has said nothing about the certificate.
  signal.throwIfAborted();
  say.detail(`${stdout}${stderr}`.trimEnd());
  say.proof(code === 0, `genuine, checked with its public key alone: ${file}`);
}

/** Taken over HTTP and put into a file, as whoever has to show it later would. */
export async function takeCertificate(
  { operator }: Product,
  { certificates }: Request,
  file: string,
): Promise<{ readonly note: string }> {
  const [id] = certificates;
  if (id === undefined) throw new Error('The completed request has no certificate.');
  const { note } = await operator.certificate(id);
  await writeFile(file, note);
  return { note };
}
