import type { ClientBase } from 'pg';
import type { Finding } from '../planner/finding.ts';
import type { AttentionCode } from '../requests/request.ts';
import { tellRequest, type Wakes } from './requests.ts';

/** A run that stops for another system's part alone is told as that: it can also be waived. */
export function raiseRunAttention(
  client: ClientBase,
  wakes: Wakes,
  request: string,
  findings: readonly Finding[],
): Promise<unknown> {
  const effectsOnly = findings.length > 0 && findings.every(({ code }) => code === 'EFFECT_FAILED');
  const code = effectsOnly ? 'EFFECT_FAILED' : 'RUN_FAILED';
  return tellRequest(client, wakes, request, { type: 'attention raised', code });
}

const ofRuns: readonly AttentionCode[] = ['RUN_FAILED', 'EFFECT_FAILED'];

/** It goes on. */
export async function settleRunAttention(client: ClientBase, wakes: Wakes, request: string): Promise<void> {
  for (const code of ofRuns) await tellRequest(client, wakes, request, { type: 'attention settled', code });
}
