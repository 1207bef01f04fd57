/** Whoever asks while it is being found out is told what comes of that: a flood of askers is one question. */
export function oneAtATime<T>(find: () => Promise<T>): () => Promise<T> {
  let finding: Promise<T> | null = null;
  return () => {
    finding ??= find().finally(() => {
      finding = null;
    });
    return finding;
  };
}
