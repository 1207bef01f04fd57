import type { AddressInfo } from 'node:net';
import type { Admin } from '../../src/testing/database.ts';
import { httpCase } from '../http/http-case.ts';

export interface Timed {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
  /** Different answers that were read, without their date: more than one says who is known. */
  readonly answers: ReadonlySet<string>;
}

/** Asks for deletions with addresses that are known and that are not, in an order that nobody can guess. */
export async function askFromOutside(admin: Admin, times: number, random: () => number): Promise<Timed> {
  await using http = await httpCase(admin);
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.app.server.address() as AddressInfo;
  const answers = new Set<string>();
  const ask = async (address: string): Promise<number> => {
    const body = JSON.stringify({ address, kind: 'club', named: 'one' });
    const begun = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/v1/public/requests`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const text = await answer.text();
    const took = performance.now() - begun;
    const headers = [...answer.headers].filter(([name]) => name !== 'date' && name !== 'ratelimit');
    answers.add(JSON.stringify([answer.status, headers, text]));
    return took;
  };
  const [known, unknown]: [number[], number[]] = [[], []];
  // Of one length, as a longer body is longer on its way.
  for (let warm = 0; warm < 100; warm += 1) await ask('cid@club.test');
  while (known.length < times || unknown.length < times) {
    const isKnown = unknown.length === times || (known.length < times && random() < 0.5);
    const took = await ask(isKnown ? 'ann@club.test' : 'nob@club.test');
    (isKnown ? known : unknown).push(took);
  }
  return { known, unknown, answers };
}
