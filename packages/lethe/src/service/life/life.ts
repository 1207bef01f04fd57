import { LetheError } from '../../errors.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { smtpMailer } from '../../mail/smtp.ts';
import type { SubjectPolicy } from '../../policy/policy.ts';
import { toldOf } from '../../policy/request.ts';
import { type TickCounts, tickDue } from '../../postgres/tick.ts';
import type { Lethe } from '../lethe.ts';
import { deliverNotice } from './deliver-notice.ts';
import type { Life, LifeLog } from './life-context.ts';
import { lookAtRequest } from './look-at-request.ts';
import { lookAtWish } from './look-at-wish.ts';
import { openTokenSecrets } from './token-key.ts';

export interface LifeOptions {
  readonly log?: LifeLog;
  /** Instead of the mail server that the settings name; null: none. */
  readonly mailer?: Mailer | null;
}

export interface OpenLife extends Life, AsyncDisposable {
  /** What a worker calls; each may be called by any number of them at once. */
  readonly worker: {
    /** A request, or a wish from outside, has something to do. */
    readonly onRequest: (id: string) => Promise<void>;
    readonly onNotice: (id: string, signal: AbortSignal) => Promise<void>;
    readonly tick: () => Promise<void>;
  };
  tick(limit?: number): Promise<TickCounts>;
}

/** The worker's side of the life of requests, over one Lethe. */
export async function openLife(lethe: Lethe, options: LifeOptions = {}): Promise<OpenLife> {
  const { log = () => undefined } = options;
  const mailer = options.mailer === undefined ? mailerOf(lethe) : options.mailer;
  if (mailer === null) requireNoMail(lethe);
  const life: Life = { lethe, secrets: await openTokenSecrets(lethe), mailer, log };
  const tick = (limit = 200): Promise<TickCounts> =>
    tickDue(lethe.database, lethe.wakes, {
      limit,
      failed: (request, code) => log('error', `${request}: a tick failed, the next one tries again`, { request, code }),
    });
  return {
    ...life,
    tick,
    worker: {
      onRequest: (id) => (id.startsWith('wish_') ? lookAtWish(life, id) : lookAtRequest(life, id)),
      onNotice: (id, signal) => deliverNotice(life, id, signal),
      tick: async () => void (await tick()),
    },
    // Nothing is kept open here: the database is Lethe's own, and each message has a connection of its own.
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function mailerOf({ settings }: Lethe): Mailer | null {
  const { smtpUrl, mailFrom } = settings;
  return smtpUrl === undefined || smtpUrl === '' ? null : smtpMailer({ url: smtpUrl, from: mailFrom });
}

/** Otherwise a request would wait for a message that nobody can send; so this is found out before the first one comes in. */
function requireNoMail(lethe: Lethe): void {
  const kind = kindNeedingMail(lethe);
  if (kind === null) return;
  throw new LetheError(
    'SETTING_MISSING',
    `LETHE_SMTP_URL is not set, and people who ask for ${kind} to be deleted are told by mail`,
  );
}

/** The first kind whose people are written to; null: nobody is. */
export function kindNeedingMail({ loaded }: Pick<Lethe, 'loaded'>): string | null {
  return Object.values(loaded.config.subjects).find(needsMail)?.kind ?? null;
}

const needsMail = ({ request }: SubjectPolicy): boolean =>
  request.by.length > 0 ||
  toldOf(request).length > 0 ||
  request.confirm?.by === 'mail' ||
  request.proof.some(({ kind }) => kind === 'mailbox');
