import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RequestBody } from './lethe-api.ts';
import type { Product } from './product.ts';

export interface Certificate {
  /** The signed note, and the public key it is checked with, as whoever got them has them. */
  readonly file: string;
  readonly key: string;
  readonly text: string;
  readonly effects: readonly { readonly name: string; readonly done: number; readonly waived: readonly object[] }[];
  readonly residuals: readonly { readonly what: string; readonly count: number; readonly until: string | null }[];
}

/** Of a completed request, checked by `lethe verify`. */
export async function certificateOf(product: Product, { certificates }: RequestBody): Promise<Certificate> {
  const text = await product.operator.text(`/v1/certificates/${certificates[0]}/note`);
  const { checks } = (await product.lethe('doctor', '--json')).json<{ checks: { name: string; detail: string }[] }>();
  const vkey = checks.find(({ name }) => name === 'signing key')?.detail ?? '';
  const [file, key] = [join(product.folder, 'certificate.note'), join(product.folder, 'issuer.vkey')];
  await Promise.all([writeFile(file, text), writeFile(key, vkey)]);
  const answer = await product.lethe('verify', file, '--key', key, '--json');
  expect(answer).toMatchObject({ code: 0 });
  const { certificate } = answer.json<{ certificate: Omit<Certificate, 'file' | 'key' | 'text'> }>();
  return { ...certificate, file, key, text };
}
