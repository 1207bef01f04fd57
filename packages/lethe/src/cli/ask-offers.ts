import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import pc from 'picocolors';
import type { Offer } from '../propose/config-text.ts';

const answers = ['y', 'n', 'a', 'r'] as const;
type Answer = (typeof answers)[number];

const isAnswer = (text: string): text is Answer => answers.some((answer) => answer === text);

/** Where a person answers, and where they read what is asked. */
export interface Terminal {
  readonly input: Readable;
  readonly output: Writable;
}

export interface Asking extends Disposable {
  /**
   * Shows each offer under its evidence, and takes what is answered with yes. Whoever closes the input has not said yes
   * to what is left.
   */
  ask(offers: readonly Offer[]): Promise<ReadonlySet<Offer>>;
}

export function askingAt({ input, output }: Terminal): Asking {
  const lines = createInterface({ input, output, terminal: false });
  const typed = lines[Symbol.asyncIterator]();
  return {
    ask: async (offers) => {
      const taken = new Set<Offer>();
      let rest: Answer | null = null;
      for (const [at, offer] of offers.entries()) {
        if (rest === null) output.write(shown(offer, `${at + 1} of ${offers.length}`));
        const answer: Answer = rest ?? (await answered(typed, output));
        if (answer === 'a' || answer === 'r') rest = answer;
        if (answer === 'y' || answer === 'a') taken.add(offer);
      }
      return taken;
    },
    [Symbol.dispose]: () => lines.close(),
  };
}

function shown({ part, code, evidence }: Offer, place: string): string {
  const why = evidence === '' ? [] : [pc.dim(`// ${evidence.replaceAll(/\p{Cc}/gu, ' ')}`)];
  return `\n${pc.bold(part)} (${place})\n${[...why, code].join('\n')}\n`;
}

async function answered(typed: AsyncIterator<string>, output: Writable): Promise<Answer> {
  for (;;) {
    output.write('Take it? y: yes, n: no, a: yes to all that follow here, r: refuse all that follow here: ');
    const { value, done } = await typed.next();
    if (done === true) return 'r';
    const answer = value.trim().toLowerCase();
    if (isAnswer(answer)) return answer;
  }
}
