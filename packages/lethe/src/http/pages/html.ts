/** Text that is HTML already. Made by `html` alone, so that whatever else is put into a page is escaped. */
export class Html {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }

  static of(strings: TemplateStringsArray, values: readonly Value[]): Html {
    return new Html(strings.reduce((text, part, index) => text + shown(values[index - 1] ?? null) + part));
  }
}

type Value = string | number | Html | readonly Html[] | null;

/** A template whose values are escaped, in text and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Html => Html.of(strings, values);

function shown(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return escaped(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/gu, (character) => entities[character] ?? '');
