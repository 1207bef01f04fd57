import type { Request } from 'lethe/client';
import type { Mail } from './mailbox.ts';
import { requestIn } from './product.ts';
import type { Scene } from './scene.ts';

interface Residual {
  readonly table: string;
  /** null: nobody counts them. */
  readonly rows: number | null;
  readonly reason: string;
  readonly until: string | null;
}

/** What Lethe says over HTTP remains is what the closing message has said, row for row. Answers the request. */
export async function proveRemains(scene: Scene, closing: Mail): Promise<Request> {
  const { say, product, subject } = scene;
  const request = await requestIn(product, subject, 'completed');
  const residuals = await residualsOf(scene, request.id);
  const said = closing.text.split('\n').filter((line) => line.startsWith('- '));
  say.proof(
    residuals.length > 0 &&
      residuals.every((residual) => saysBackups(closing, residual) || said.some((line) => says(line, residual))),
    `the closing message has said until when: ${residuals.length} residuals, the same over HTTP`,
  );
  return request;
}

const saysBackups = ({ text }: Mail, { table, until }: Residual): boolean =>
  table === 'backups' && new RegExp(`^Backup copies age out by .*${until?.slice(0, 4)}\\.$`, 'mu').test(text);

/** The emptied rows that others hang from are said in words of their own. */
const says = (line: string, { table, rows, reason, until }: Residual): boolean =>
  (reason === 'kept rows hang from it'
    ? line.includes(`, emptied: ${rows?.toLocaleString('en-US')} record`)
    : line.startsWith(`- ${table.replace('app.', '').replaceAll('_', ' ')}: ${rows?.toLocaleString('en-US')} record`) &&
      line.includes(reason)) && line.includes(until?.slice(0, 4) ?? 'end not known');

async function residualsOf({ product }: Scene, request: string): Promise<readonly Residual[]> {
  const url = new URL('/v1/residuals', product.service);
  url.searchParams.set('request', request);
  const headers = { authorization: `Bearer ${product.operatorKey}`, accept: 'application/json' };
  const { items }: { items: readonly Residual[] } = JSON.parse(await (await fetch(url, { headers })).text());
  return items;
}
