import { type Problem, problem } from '../wire/problem.ts';

/** What Lethe has refused, as it said so; or that it could not be asked (`code` is then UNREACHABLE). */
export class LetheProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Why a request refused it, where code is REQUEST_REFUSED. */
  readonly refusal: string | null;
  readonly errors: Problem['errors'];
  readonly retryable: boolean;
  readonly next: string;

  constructor(said: Omit<Problem, 'type' | 'title' | 'instance' | 'changed'>, options: { cause?: unknown } = {}) {
    super(said.detail, options);
    this.name = 'LetheProblem';
    this.status = said.status;
    this.code = said.code;
    this.refusal = said.refusal;
    this.errors = said.errors;
    this.retryable = said.retryable;
    this.next = said.next;
  }
}

/** A call that was cut may have worked all the same, so nothing is said of that. */
export const unreachable = (detail: string, cause?: unknown): LetheProblem =>
  new LetheProblem(
    {
      status: 0,
      code: 'UNREACHABLE',
      detail,
      refusal: null,
      errors: [],
      retryable: true,
      next: 'Look again in a moment how things stand, then repeat the call with the same idempotency key.',
    },
    cause === undefined ? {} : { cause },
  );

/** Of an answer that is none of ours: a proxy's, for example. */
export async function problemIn(answer: Response): Promise<LetheProblem> {
  const said = problem.safeParse(await answer.json().catch(() => null));
  if (said.success) return new LetheProblem(said.data);
  return new LetheProblem({
    status: answer.status,
    code: 'UNEXPECTED',
    detail: `Lethe answered ${answer.status}, and not with a problem.`,
    refusal: null,
    errors: [],
    retryable: answer.status >= 500,
    next: 'Check the address of Lethe, and what stands between.',
  });
}
