import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresVersion, testDatabase } from '../src/testing/vitest-database.ts';
import { type CodeBlock, codeBlocks, documents } from './code-blocks.fixture.ts';
import { type GuideService, startGuideService } from './guide-service.fixture.ts';

/**
 * The guides as they stand, in this order: the first makes the key that the tokens of the others are signed with. A block
 * of `json` is what the call before it answers, at least; `…` stands for any value. A call that only reads is repeated
 * until it answers that, for the worker needs a moment. `mail` quotes lines of a message, the first of them its subject.
 */
const order = [
  'docs/guides/integrate-a-host.md',
  'docs/guides/delete-an-account.md',
  'docs/guides/delete-a-workspace.md',
];
const languages = ['sh', 'sql', 'http', 'json', 'mail'];

const blocks = (await documents())
  .filter(({ path }) => path.startsWith('docs/guides/'))
  .flatMap(({ path, text }) => codeBlocks(path, text));
const inOrder = order.flatMap((path) =>
  blocks.filter((block) => block.path === path && languages.includes(block.language)),
);
const once = postgresVersion() === 18;

const database = await testDatabase();
let service: GuideService;
beforeAll(async () => {
  if (once) service = await startGuideService(database.url, blocks);
}, 60_000);
afterAll(() => service?.[Symbol.asyncDispose]());

/** What stands in braces: ids that an answer has named, and the code of the newest message that has one. */
const named: Record<string, string> = {};
let failed: string | null = null;
let last: { readonly call: () => Promise<Answer>; readonly reads: boolean; answer: Answer } | null = null;

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function runBlock(block: CodeBlock): Promise<void> {
  switch (block.language) {
    case 'sh': {
      const { code, output } = await service.shell(block.text);
      return expect(code, output).toBe(block.exit);
    }
    case 'sql':
      return service.sql(block.text);
    case 'http':
      return runCall(block);
    case 'json':
      return last?.reads === true ? until(() => matchAnswer(block)) : matchAnswer(block);
    default:
      return until(() => matchMail(block));
  }
}

async function runCall({ text, status }: CodeBlock): Promise<void> {
  if (text.includes('{code}')) named['code'] = await newestCode();
  const filled = (part: string): string => part.replace(/\{(\w+)\}/g, (whole, name: string) => named[name] ?? whole);
  const [head = '', ...rest] = text.split('\n\n');
  const [first = '', ...lines] = filled(head).trim().split('\n');
  const [method = '', path = ''] = first.split(' ');
  const body = filled(rest.join('\n\n')).trim();
  const call = async (): Promise<Answer> => {
    const headers = new Headers();
    for (const line of lines) {
      const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(line) ?? [];
      headers.set(name, await signed(value));
    }
    const answer = await fetch(service.url + path, { method, headers, ...(body === '' ? {} : { body }) });
    const said = await answer.text();
    return { status: answer.status, body: said.startsWith('{') && !path.endsWith('/note') ? JSON.parse(said) : said };
  };
  last = { call, reads: method === 'GET', answer: await call() };
  expect(last.answer.status, `${JSON.stringify(last.answer.body)}\n${service.news()}`).toBe(status);
  remember(last.answer.body);
}

/** `<token of owner@acme.test>`, `<operator key>`. */
async function signed(value: string): Promise<string> {
  const [, email] = /<token of (\S+)>/.exec(value) ?? [];
  const bearer = email === undefined ? service.operatorKey : await service.tokenFor(email);
  return value.replace(/<[^>]+>/, bearer);
}

function remember(body: unknown): void {
  const text = JSON.stringify(body);
  for (const [name, prefix] of [
    ['request', 'req'],
    ['plan', 'plan'],
    ['run', 'run'],
    ['certificate', 'cert'],
    ['hold', 'hold'],
  ] as const) {
    const [id] = new RegExp(`${prefix}_[0-9a-z]{20,}`).exec(text) ?? [];
    if (id !== undefined) named[name] = id;
  }
  for (const field of ['digest', 'statusCode']) {
    const [, value] = new RegExp(`"${field}":"([^"]+)"`).exec(text) ?? [];
    if (value !== undefined) named[field] = value;
  }
}

async function matchAnswer({ text }: CodeBlock): Promise<void> {
  if (last === null) throw new Error('nothing was called before');
  const wanted: unknown = JSON.parse(text, (_, value: unknown) => (value === '…' ? expect.anything() : value));
  try {
    expect(last.answer.body).toMatchObject(Object(wanted));
  } catch (error) {
    if (last.reads) last.answer = await last.call();
    throw error;
  }
  remember(last.answer.body);
}

async function matchMail({ text, to }: CodeBlock): Promise<void> {
  const [subject = '', ...lines] = text.split('\n').filter((line) => line !== '' && line !== '…');
  const mails = (await service.mails()).filter((mail) => mail.to === to);
  const fitting = mails.filter((mail) => matches(mail.subject, subject));
  expect(fitting, mails.map((mail) => mail.subject).join('\n')).not.toHaveLength(0);
  const [newest] = fitting;
  for (const line of lines)
    expect(
      newest?.text.split('\n').some((each) => matches(each, line)),
      `${line}\n${newest?.text}`,
    ).toBe(true);
}

/** `…` in a line stands for what differs from day to day. */
const matches = (line: string, written: string): boolean =>
  new RegExp(
    `^${written
      .split('…')
      .map((part) => RegExp.escape(part))
      .join('.+')}$`,
  ).test(line);

async function newestCode(): Promise<string> {
  let code: string | undefined;
  await until(async () => {
    const about = (await service.mails()).filter(({ text }) => text.includes(named['request'] ?? ''));
    code = about.map(({ text }) => /^Code:\n(\S+)$/m.exec(text)?.[1]).find((each) => each !== undefined);
    expect(code, 'a message with a code').toBeDefined();
  });
  return code ?? '';
}

/** The worker needs a moment. */
async function until(claim: () => Promise<void>): Promise<void> {
  const end = performance.now() + 20_000;
  for (;;) {
    try {
      return await claim();
    } catch (error) {
      if (performance.now() > end) throw error;
      await sleep(60);
    }
  }
}

// Once is enough: what differs between versions of PostgreSQL is tested where it differs.
describe.runIf(once)('the guides', () => {
  it('are all known here, with every block that can be run', () => {
    expect([...new Set(blocks.map(({ path }) => path))].sort()).toEqual([...order].sort());
  });

  it.each(inOrder.map((block) => [`${block.path}:${block.line}`, block] as const))(
    '%s works as it stands',
    async (place, block) => {
      // What follows builds on it, and would only wait in vain.
      expect(failed, 'a block before failed').toBeNull();
      failed = place;
      await runBlock(block);
      failed = null;
    },
    40_000,
  );
});
