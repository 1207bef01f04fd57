import { type EffectRun, PermanentError } from '../policy/effect.ts';

/** Asks the vendor at `url` to release the number in `values.number`, as a policy's own effect would. */
export function vendorEffect(url: string): EffectRun {
  return async (values, { idempotencyKey, signal }) => {
    const { number } = values;
    if (typeof number !== 'string') throw new PermanentError('no number to release');
    const answer = await fetch(`${url}/numbers/${encodeURIComponent(number)}`, {
      method: 'DELETE',
      headers: { 'idempotency-key': idempotencyKey },
      signal,
    });
    await answer.body?.cancel();
    if (answer.status === 404) return 'already';
    if (!answer.ok) throw new VendorRefusal(answer, number);
    return 'done';
  };
}

class VendorRefusal extends Error {
  override readonly name = 'VendorRefusal';
  readonly status: number;
  readonly retryAfterMs: number | null;

  constructor(answer: Response, number: string) {
    // Vendors do quote what they were sent.
    super(`could not release ${number}`);
    this.status = answer.status;
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    this.retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
  }
}
