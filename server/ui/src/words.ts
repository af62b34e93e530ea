// The words that scripts show. They stand in the page, from the one file of texts.

let words: Record<string, string> | undefined;

/** Gives a text with its values put in; the name itself where there is no such text. */
export function word(name: string, values: Record<string, string | number> = {}): string {
  words ??= read();
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));
}

function read(): Record<string, string> {
  const found: Record<string, string> = {};
  document.querySelectorAll<HTMLMetaElement>('meta[name="words"]').forEach((meta) => {
    Object.assign(found, JSON.parse(meta.content));
  });
  return found;
}
