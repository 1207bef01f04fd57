// A process of its own for some hundred cases: says what came of them in one message.
import { byHand } from './config-by-hand.ts';
import { proposed } from './config-proposed.ts';
import { type Trying, tryCases } from './try-cases.ts';

interface Asked extends Omit<Trying, 'admin' | 'source'> {
  readonly url: string;
  readonly init: boolean;
}

const { url, init, ...trying }: Asked = JSON.parse(process.argv[2] ?? '');
const tried = await tryCases({ ...trying, admin: { url }, source: init ? proposed : byHand });
process.send?.(tried);
process.disconnect?.();
