import { type Mail, mailsAt } from '../../demo/mailbox.ts';
import { until } from './until.ts';

export interface Mailbox {
  /** What was mailed about a request, the oldest first. */
  about(request: string): Promise<readonly Mail[]>;
  to(address: string): Promise<readonly Mail[]>;
  /** The newest message about the request to this address whose subject fits, waited for. */
  waitFor(request: string, to: string, subject: RegExp): Promise<Mail>;
}

export function mailbox(service: string): Mailbox {
  const about = async (request: string): Promise<readonly Mail[]> =>
    (await mailsAt(service)).filter(({ subject, text }) => subject.includes(request) || text.includes(request));
  return {
    about,
    to: async (address) => (await mailsAt(service)).filter(({ to }) => to === address),
    waitFor: (request, to, subject) =>
      until(`a message to ${to} that says ${subject}`, async () => {
        const found = (await about(request)).filter((mail) => mail.to === to && subject.test(mail.subject));
        return found.at(-1) ?? null;
      }),
  };
}

/** The one link of a message that does something; other links only show. */
export function actingLink({ links, subject }: Mail): string {
  const [link, ...others] = links.filter((each) => each.includes('/link/'));
  if (link === undefined || others.length > 0)
    throw new Error(`"${subject}" has ${others.length + 1} such links, or none`);
  return link;
}

/** The code that stands for the link. */
export function codeIn({ text }: Mail): string {
  const [, code] = /^Code:\n(\S.*)$/mu.exec(text) ?? [];
  if (code === undefined) throw new Error('the message has no code');
  return code;
}
