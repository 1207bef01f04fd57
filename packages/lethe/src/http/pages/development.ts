import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { LetheError } from '../../errors.ts';
import type { KeptMail } from '../../mail/kept-mail.ts';
import type { Development } from '../development.ts';
import { isoOf } from '../present/moment.ts';
import { type Answer, type Context, everyone, type RawCall, type Route, route } from '../route.ts';
import { html } from './html.ts';
import { pageAnswer, redirect } from './page.ts';
import { requireOwnForm } from './same-site.ts';

const nothing = z.object({});
const base = { surface: 'development', may: everyone, query: nothing, answers: {} } as const;

const wantsJson = ({ headers }: Pick<RawCall, 'headers'>): boolean =>
  String(headers['accept'] ?? '').includes('application/json');

function developmentOf({ development }: Context): Development {
  if (development === null) throw new Error('bug: a route of development is served without it');
  return development;
}

const mailbox = route({
  ...base,
  operation: 'listMail',
  method: 'GET',
  path: '/dev/mailbox',
  summary: 'What was mailed.',
  params: nothing,
  body: nothing,
  async handle(call) {
    const mails = [...developmentOf(call.context).mailbox.list()].reverse();
    if (wantsJson(call)) return { json: { items: mails } };
    const rows = mails.map(
      ({ id, to, subject, receivedAt }) =>
        html`<tr><td>${isoOf(receivedAt)}</td><td>${to}</td><td><a href="/dev/mailbox/${encodeURIComponent(id)}">${subject}</a></td></tr>`,
    );
    const body = html`<table><thead><tr><th scope="col">Received</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead><tbody>${rows}</tbody></table>`;
    return pageAnswer({ title: `Mailbox: ${mails.length} messages`, body }, call.context);
  },
});

const mail = route({
  ...base,
  operation: 'readMail',
  method: 'GET',
  path: '/dev/mailbox/:id',
  summary: 'One message.',
  params: z.object({ id: z.string().max(100) }),
  body: nothing,
  async handle(call) {
    const found = developmentOf(call.context).mailbox.read(call.params.id);
    if (found === null) throw new LetheError('ROUTE_UNKNOWN', 'There is no such message.');
    if (wantsJson(call)) return { json: found };
    return pageAnswer({ title: found.subject, body: mailBody(found) }, call.context);
  },
});

const mailBody = ({ from, to, receivedAt, links, text }: KeptMail) => html`<dl>
<dt>From</dt><dd>${from}</dd><dt>To</dt><dd>${to}</dd><dt>Received</dt><dd>${isoOf(receivedAt)}</dd>
</dl>
<h2>Links</h2>
<ul>${links.map((link) => html`<li><a href="${link}">${link}</a></li>`)}</ul>
<h2>Text</h2>
<pre>${text}</pre>`;

async function clockAnswer(call: Pick<RawCall, 'context' | 'headers'>): Promise<Answer> {
  const { lethe, raw } = await developmentOf(call.context).clock.read();
  if (wantsJson(call)) return { json: { lethe: isoOf(lethe), raw: isoOf(raw) } };
  const body = html`<dl>
<dt>Waits go by</dt><dd>${isoOf(lethe)}</dd>
<dt>Tokens go by</dt><dd>${isoOf(raw)}</dd>
</dl>
<form method="post" action="/dev/clock">
<label for="advance">Advance the first by</label>
<input type="text" id="advance" name="advance" value="P7D" autocomplete="off" required>
<p class="hint">A duration such as P7D, PT1H or P1DT12H, or milliseconds.</p>
<button>Advance the clock</button>
</form>`;
  return pageAnswer({ title: 'Clock', body }, call.context);
}

const clock = route({
  ...base,
  operation: 'readClock',
  method: 'GET',
  path: '/dev/clock',
  summary: 'Both clocks.',
  params: nothing,
  body: nothing,
  handle: clockAnswer,
});

const tenYearsMs = 10 * 366 * 24 * 60 * 60 * 1000;

const advance = route({
  ...base,
  operation: 'advanceClock',
  method: 'POST',
  path: '/dev/clock',
  summary: 'Move the clock of waits forward.',
  params: nothing,
  body: z.object({ advance: z.union([z.number(), z.string().max(100)]) }),
  async handle(call) {
    requireOwnForm(call);
    await developmentOf(call.context).clock.advance(millisecondsOf(call.body.advance));
    const form = String(call.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    return form ? redirect('/dev/clock') : clockAnswer({ ...call, headers: { accept: 'application/json' } });
  },
});

/** Only forward: no wait that is over is begun again. */
function millisecondsOf(advance: number | string): number {
  const ms = typeof advance === 'number' || /^\d+$/u.test(advance) ? Number(advance) : durationMs(advance);
  if (Number.isSafeInteger(ms) && ms > 0 && ms <= tenYearsMs) return ms;
  const detail = 'A duration such as P7D, or milliseconds; forward, and at most ten years.';
  throw new LetheError('INPUT_INVALID', detail, { details: { errors: [{ pointer: '/advance', detail }] } });
}

function durationMs(text: string): number {
  try {
    return Temporal.Duration.from(text).total({ unit: 'milliseconds' });
  } catch {
    // Months have no length of their own, and the rest is no duration.
    return Number.NaN;
  }
}

export const developmentRoutes: readonly Route[] = [mailbox, mail, clock, advance];
