import { type Contract, contractsOf } from '../vendor/contracts.ts';
import { withClient } from './database.ts';
import type { Narrator } from './narrate.ts';
import type { Product } from './product.ts';

/** What the CRM has at the vendor by its own books. */
export const booksOf = ({ database }: Product): Promise<readonly Contract[]> => withClient(database, contractsOf);

const inWords = {
  numbers: 'numbers',
  tokens: 'tokens',
  campaigns: 'campaigns',
  schedules: 'schedules',
  connections: 'sign-ins',
};

/** What has left the CRM's books has ended at the vendor, each once, and nothing else has. */
export async function proveEnded(say: Narrator, product: Product, before: readonly Contract[]): Promise<void> {
  const { held, ended } = await product.vendor();
  const after = new Set((await booksOf(product)).map(named));
  const gone = before.filter((contract) => !after.has(named(contract)));
  const times = new Map(ended.map(({ resource, times }) => [resource, times]));
  const stillHeld = Object.entries(held).flatMap(([kind, ids]) => ids.map((id) => `${kind}/${id}`));
  const counts = Object.entries(Object.groupBy(gone, ({ kind }) => kind)).map(
    ([kind, ofKind]) => `${ofKind.length} ${inWords[kind as keyof typeof inWords]}`,
  );
  say.proof(
    gone.length > 0 && gone.every((contract) => times.get(named(contract)) === 1),
    `ended at the vendor, each exactly once: ${counts.join(', ')}`,
  );
  say.proof(
    stillHeld.length === after.size && stillHeld.every((each) => after.has(each)),
    `what other tenants have at the vendor goes on: ${stillHeld.length} things`,
  );
}

const named = ({ kind, id }: Contract): string => `${kind}/${id}`;
