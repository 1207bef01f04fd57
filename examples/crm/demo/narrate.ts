/** What the demo says: a line a step, with the seconds since it began, what happened when, and what was really checked. */
export interface Narrator {
  step(text: string): void;
  detail(text: string): void;
  /** A line of the timeline: the time as Lethe's clock has it, who did what, and how the request stands now. */
  event(moment: Moment): void;
  bar(share: number, text: string): void;
  proof(held: boolean, text: string): void;
  /** Proofs that did not hold. */
  readonly failed: readonly string[];
}

export interface Moment {
  readonly atMs: number;
  readonly who: string;
  readonly did: string;
  /** Null: as it was. */
  readonly state: string | null;
}

const width = 32;
const indent = ' '.repeat(9);

export function narrator(): Narrator {
  const begun = performance.now();
  const failed: string[] = [];
  const live = process.stdout.isTTY === true;
  let open = false;
  const line = (text: string): void => {
    if (open) process.stdout.write('\r\u001b[2K');
    open = false;
    console.log(text);
  };
  return {
    step: (text) => line(`\n${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${text}`),
    detail: (text) => line(text.replaceAll(/^/gm, indent)),
    event: (moment) => line(`${indent}${eventWords(moment)}`),
    bar: (share, text) => {
      if (!live) return;
      process.stdout.write(`\r\u001b[2K${indent}${drawn(share)}  ${text}`);
      open = true;
    },
    proof: (held, text) => {
      if (!held) failed.push(text);
      line(`${indent}${held ? '✓' : '✗ NOT HELD:'} ${text}`);
    },
    failed,
  };
}

function drawn(share: number): string {
  const full = Math.round(Math.min(1, share) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %`;
}

function eventWords({ atMs, who, did, state }: Moment): string {
  const [, day, month, , time = ''] = new Date(atMs).toUTCString().split(' ');
  const now = state === null ? '' : `→ ${state}`;
  return `${day} ${month} ${time.slice(0, 5)} UTC  ${who.padEnd(18)} ${did.padEnd(62)} ${now}`.trimEnd();
}
