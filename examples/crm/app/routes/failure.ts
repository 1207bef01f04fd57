import type { Access } from '../access.ts';
import { notFound, Refusal } from '../refusal.ts';

export interface Failure {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly access: Access | null;
}

/** What whoever asked is told. What went wrong on our side is reported and not told. */
export function failureOf(error: unknown, report: (error: unknown) => void): Failure {
  if (error instanceof Refusal)
    return { status: error.status, title: error.title, detail: error.message, access: error.access };
  if (isInvalid(error, 'params')) return failureOf(notFound(), report);
  const status = statusOf(error);
  if (status >= 400 && status < 500) {
    const detail = error instanceof Error ? error.message : 'It could not be read.';
    return { status, title: 'Not accepted', detail, access: null };
  }
  report(error);
  return { status: 500, title: 'Something went wrong', detail: 'This is our fault. Try again later.', access: null };
}

const isInvalid = (error: unknown, part: string): boolean =>
  typeof error === 'object' && error !== null && 'validationContext' in error && error.validationContext === part;

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  return typeof status === 'number' ? status : 500;
}
