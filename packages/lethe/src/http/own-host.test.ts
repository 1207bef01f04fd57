import { expect, it } from 'vitest';
import { requireOwnHost } from './own-host.ts';

const look = requireOwnHost({ publicUrl: 'http://lethe.test:4100' });

it.each(['localhost', 'localhost:4100', 'a.localhost:4100', '127.0.0.1:4100', '[::1]:4100', '192.0.2.7', 'lethe.test'])(
  'takes %s',
  async (host) => {
    await expect(look({ headers: { host } })).resolves.toBeUndefined();
  },
);

it.each(['evil.test', 'evil.test:4100', 'localhost.evil.test', 'lethe.test.evil.test', '', 'a b', undefined])(
  'does not take %s',
  async (host) => {
    const headers = host === undefined ? {} : { host };
    await expect(look({ headers })).rejects.toMatchObject({ code: 'ROUTE_UNKNOWN' });
  },
);
