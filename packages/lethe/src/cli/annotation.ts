import type { LocatedFinding } from '../service/check-database.ts';

/** A line that a GitHub action shows at the line of the file. */
export function annotation({ code, file, line, message, next }: LocatedFinding): string {
  return `::error file=${property(file)},line=${line},title=${property(code)}::${text(`${message}\n${next}`)}`;
}

function text(value: string): string {
  return value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
