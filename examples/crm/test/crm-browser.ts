/** Somebody in front of the CRM: keeps the cookie, does not follow redirects, fills in what forms hide. */
export interface Browser {
  get(path: string): Promise<Page>;
  /** Sends the form of the page last opened that goes to this path, with its hidden fields. */
  submit(path: string, fields?: Readonly<Record<string, string>>): Promise<Page>;
  /** As a program or an attacker would: only what is given. */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Page>;
  json(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<JsonAnswer>;
  signIn(email: string, password: string): Promise<Page>;
}

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly location: string | null;
  readonly text: string;
}

export interface JsonAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export function browser(url: string): Browser {
  let cookie = '';
  let open = '';
  const send = async (method: string, path: string, body?: string, type?: string, more = {}): Promise<Response> => {
    const headers = { cookie, ...(type === undefined ? {} : { 'content-type': type }), ...more };
    const answer = await fetch(new URL(path, url), {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body }),
    });
    for (const set of answer.headers.getSetCookie()) cookie = set.split(';')[0] ?? '';
    return answer;
  };
  const pageOf = async (answer: Response): Promise<Page> => {
    const { status, headers } = answer;
    open = await answer.text();
    return { status, headers, location: headers.get('location'), text: open };
  };
  const form = 'application/x-www-form-urlencoded';
  const us: Browser = {
    get: async (path) => pageOf(await send('GET', path)),
    post: async (path, fields, headers = {}) =>
      pageOf(await send('POST', path, new URLSearchParams(fields).toString(), form, headers)),
    submit: (path, fields = {}) =>
      us.post(path, { ...hiddenFields(open, path), ...fields }, { origin: new URL(url).origin }),
    async json(method, path, body, headers = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const answer = await send(method, path, text, text === undefined ? undefined : 'application/json', headers);
      return { status: answer.status, body: JSON.parse(await answer.text()) };
    },
    async signIn(email, password) {
      await us.get('/sign-in');
      return us.submit('/sign-in', { email, password });
    },
  };
  return us;
}

function hiddenFields(page: string, path: string): Record<string, string> {
  const [, form] = page.split(`<form method="post" action="${path}"`);
  if (form === undefined) throw new Error(`the page has no form that goes to ${path}`);
  const [fields = ''] = form.split('</form>');
  const found = fields.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/gu);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}
