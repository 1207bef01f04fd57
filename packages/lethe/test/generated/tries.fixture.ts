// A process of its own for some hundred cases: says what came of them in one message.
import { configByHand } from './config-by-hand.ts';
import { type Trying, tryCases } from './try-cases.ts';

const { url, ...trying }: Omit<Trying, 'admin' | 'configOf'> & { url: string } = JSON.parse(process.argv[2] ?? '');
const tried = await tryCases({ ...trying, admin: { url }, configOf: configByHand });
process.send?.(tried);
process.disconnect?.();
