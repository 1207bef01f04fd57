/** What the HTTP surface is told about where it stands. */
export interface HttpSettings {
  /** Address that people and links use, without a slash at its end. */
  readonly publicUrl: string;
  /** How many proxies, or which (addresses, with commas), are believed about a caller's address. */
  readonly trustProxy: false | number | string;
  readonly version: string;
  /** Whose product it is, as pages and messages name it. */
  readonly brand: string;
  /** Whom to write to with a question; null: nobody is named. */
  readonly contact: string | null;
  /** Calls a minute; left out: what is usual. */
  readonly limits?: RateLimits;
}

export interface RateLimits {
  /** From one address: looking at what strangers may use, such as links and status. */
  readonly publicPerMinute: number;
  /** From one address: forms sent by strangers. */
  readonly formsPerMinute: number;
  /** Of one key or person. */
  readonly callerPerMinute: number;
  /** Wrong credentials from one address. */
  readonly failuresPerMinute: number;
}

export const usualLimits: RateLimits = {
  publicPerMinute: 240,
  formsPerMinute: 20,
  callerPerMinute: 1200,
  failuresPerMinute: 30,
};

/** In development every call comes from one address, and tests are quick. */
export const developmentLimits: RateLimits = {
  publicPerMinute: 100_000,
  formsPerMinute: 100_000,
  callerPerMinute: 100_000,
  failuresPerMinute: 100_000,
};
