import pc from 'picocolors';
import type { Writes } from '../engine/receipt.ts';
import type { Observer } from '../engine/run.ts';
import { count, type Output } from './output.ts';

/** Shows a run as it goes: a bar where a person watches, a line for each phase everywhere. */
export interface RunWatch {
  readonly observer: Observer;
  total(rows: number): void;
  already(writes: readonly Writes[]): void;
}

const barWidth = 30;
const everyMs = 80;

export function watchRun(out: Output): RunWatch {
  let rows = 0;
  let total = 0;
  let phase = '';
  let shownAt = 0;
  const begun = performance.now();
  const add = (writes: readonly Writes[]): void => {
    for (const write of writes) rows += write.deleted + write.updated - write.inserted;
  };
  const show = (): void => {
    if (performance.now() - shownAt < everyMs) return;
    shownAt = performance.now();
    // Triggers may have made more rows than went by now.
    const share = total === 0 ? 0 : Math.min(1, Math.max(0, rows / total));
    const full = Math.round(share * barWidth);
    const speed = Math.round((rows / Math.max(1, performance.now() - begun)) * 1000);
    out.progress(
      `${pc.cyan('█'.repeat(full))}${pc.dim('░'.repeat(barWidth - full))} ${(share * 100).toFixed(0).padStart(3)} %  ${count(rows)} of ${count(total)} rows  ${count(speed)}/s  ${phase}`,
    );
  };
  return {
    observer: {
      phase: (name) => {
        phase = name;
        if (name !== 'end') out.talk(pc.dim(`  ${name}`));
      },
      writes: (writes) => {
        add(writes);
        show();
      },
      waiting: (what) => out.progress(`waiting for ${what}`),
    },
    total: (planned) => {
      total = planned;
    },
    already: add,
  };
}
