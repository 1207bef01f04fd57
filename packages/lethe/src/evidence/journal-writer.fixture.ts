import { writeSync } from 'node:fs';
import { openJournalFolder } from './journal-folder.ts';

// For journal-folder.test.ts: writes entries without end, several at once, and names each one once it is durable.
const [folder = '', prefix = ''] = process.argv.slice(2);
const journal = await openJournalFolder(folder);

async function writeOn(lane: number): Promise<never> {
  for (let turn = 0; ; turn += 1) {
    const facts = {
      run: `${prefix}${lane}x${turn}`,
      subject: { kind: 'workspace', hmac: 'ab'.repeat(32), hmacKey: '0123abcd' },
      plan: 'cd'.repeat(32),
      at: '2026-03-01T12:00:00.000Z',
    };
    await journal.intent(facts);
    // Synchronous, so that no acknowledgement waits in a buffer that dies with the process.
    writeSync(1, `${facts.run}.intent\n`);
    await journal.done(facts);
    writeSync(1, `${facts.run}.done\n`);
  }
}

await Promise.all([0, 1, 2].map(writeOn));
