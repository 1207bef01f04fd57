/** What the demo says: a line a step, with the seconds since it began, and a bar for what is under way. */
export interface Narrator {
  step(text: string): void;
  detail(text: string): void;
  bar(share: number, text: string): void;
  proof(held: boolean, text: string): void;
  /** Proofs that did not hold. */
  readonly failed: readonly string[];
}

const width = 32;

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
    detail: (text) => line(text.replaceAll(/^/gm, '         ')),
    bar: (share, text) => {
      const full = Math.round(Math.min(1, share) * width);
      const drawn = `         ${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(Math.min(1, share) * 100)).padStart(3)} %  ${text}`;
      if (!live) return;
      process.stdout.write(`\r\u001b[2K${drawn}`);
      open = true;
    },
    proof: (held, text) => {
      if (!held) failed.push(text);
      line(`         ${held ? '✓' : '✗ NOT HELD:'} ${text}`);
    },
    failed,
  };
}
