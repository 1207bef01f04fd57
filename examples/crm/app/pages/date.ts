/** With day, time and zone, since the day alone is another one elsewhere. */
export function dateIn(timeZone: string, date: Date): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(date);
  return `${words} (${timeZone})`;
}
