import { type EffectContext, type EffectOutcome, PermanentError } from 'lethe';

/** An answer that is worth another try later, with what the vendor said about when. */
class VendorError extends Error {
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(answer: Response) {
    super(`the vendor answered ${answer.status}`);
    this.name = 'VendorError';
    this.status = answer.status;
    const seconds = Number(answer.headers.get('retry-after'));
    this.retryAfterMs = seconds > 0 ? seconds * 1000 : null;
  }
}

/** One call to the telephone vendor. What it does not know any more is already gone, which is what was wanted. */
export async function askVendor(
  method: 'DELETE' | 'POST',
  path: string,
  { idempotencyKey, signal }: EffectContext,
  body: object = {},
): Promise<EffectOutcome> {
  const base = process.env['CRM_VENDOR_URL'];
  if (base === undefined) throw new PermanentError('CRM_VENDOR_URL is not set');
  const answer = await fetch(new URL(path, base), {
    method,
    headers: {
      'idempotency-key': idempotencyKey,
      ...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
    },
    signal,
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  });
  await answer.body?.cancel();
  if (answer.status === 404 || answer.status === 410) return 'already';
  if (!answer.ok) throw new VendorError(answer);
  return 'done';
}
