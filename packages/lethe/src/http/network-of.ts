import { isIPv6 } from 'node:net';

/**
 * Whose calls are counted together: an IPv4 address, or the /64 that an IPv6 address is of. Whoever has one such address
 * has as many as they like of the same network.
 */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(ip) ?? [];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = ip.replace(/%.*$/u, '').toLowerCase().split('::');
  const first = partsOf(head);
  const last = partsOf(tail ?? '');
  const zeros =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0');
  const groups = [...first, ...zeros, ...last].slice(0, 4);
  return `${groups.map((group) => group.replace(/^0+(?=.)/u, '')).join(':')}::/64`;
}

const partsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
