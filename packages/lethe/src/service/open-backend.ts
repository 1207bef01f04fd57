import type { Backend } from '../http/backend.ts';
import type { TokenSecrets } from '../intake/token-secrets.ts';
import { callersOf } from './backend/callers.ts';
import { evidenceOf } from './backend/evidence.ts';
import { formsOf } from './backend/forms.ts';
import type { Ground } from './backend/ground.ts';
import { healthOf, type OtherParts } from './backend/health.ts';
import { holdsOf } from './backend/holds.ts';
import { idempotencyOf } from './backend/idempotency.ts';
import { keysOf } from './backend/keys.ts';
import { linksOf } from './backend/links.ts';
import { plansOf } from './backend/plans.ts';
import { requestsOf } from './backend/requests.ts';
import { runsOf } from './backend/runs.ts';
import { subjectNames } from './backend/subject-names.ts';
import { subjectsOf } from './backend/subjects.ts';
import type { Lethe } from './lethe.ts';
import { openTokenSecretsLater } from './life/token-key.ts';
import { oneAtATime } from './one-at-a-time.ts';

export interface BackendOptions {
  /** Left out: of a command, which may need none. */
  readonly secrets?: TokenSecrets;
  readonly parts?: Partial<OtherParts>;
}

/** The side that people call. It holds nothing open but what Lethe itself holds. */
export async function openBackend(
  lethe: Lethe,
  { parts = {}, secrets }: BackendOptions = {},
): Promise<Backend & AsyncDisposable> {
  const ground: Ground = {
    lethe,
    secrets: secrets ?? (await openTokenSecretsLater(lethe)),
    names: subjectNames(lethe),
  };
  return {
    callers: callersOf(lethe),
    requests: requestsOf(ground),
    links: linksOf(ground),
    forms: formsOf(ground),
    plans: plansOf(ground),
    runs: runsOf(ground),
    holds: holdsOf(ground),
    subjects: subjectsOf(ground),
    evidence: evidenceOf(ground),
    keys: keysOf(ground),
    idempotency: idempotencyOf(ground),
    // Asked by anybody, and as often as they like.
    health: oneAtATime(healthOf(ground, parts)),
    [Symbol.asyncDispose]: async () => undefined,
  };
}
