import { describe, expect, it } from 'vitest';
import { settingsFrom } from './settings.ts';

describe('LETHE_TEMPO', () => {
  it('is usual or gentle, and nothing else', () => {
    expect(settingsFrom({}, '/work').tempo).toBe('usual');
    expect(settingsFrom({ LETHE_TEMPO: 'gentle' }, '/work').tempo).toBe('gentle');
    expect(() => settingsFrom({ LETHE_TEMPO: 'slow' }, '/work')).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID' }),
    );
  });
});

describe('LETHE_TRUST_PROXY', () => {
  const of = (text: string) => settingsFrom({ LETHE_TRUST_PROXY: text }, '/work').trustProxy;

  it('is one proxy, several, or those with an address; never whoever says to be one', () => {
    expect(settingsFrom({}, '/work').trustProxy).toBe(false);
    expect([of('false'), of('0'), of('true'), of('2')]).toEqual([false, false, 1, 2]);
    expect(of('10.0.0.0/8, ::1')).toBe('10.0.0.0/8,::1');
  });

  it.each(['yes', '', '10.0.0', '-1', 'true,true'])('is not %j', (text) => {
    expect(() => of(text)).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
  });
});
