// Why an answer may be empty: names that the graph does not use, and what they may be meant for.
import { distance } from "fastest-levenshtein";

import { PREFIXES } from "../prefixes";
import { word } from "../words";

const NEAR = 4; // edits between a slip and what it is meant for
const CODE = /"(?:\\.|[^"\\\n])*"(?:@[\w-]+|\^\^)?|'(?:\\.|[^'\\\n])*'(?:@[\w-]+|\^\^)?|#[^\n]*|<[^<>\s]*>|[\w-]*:[\w.-]*/g;

/** A sentence, with the prefix that would mend what it tells of. */
export interface Hint {
  text: string;
  prefix?: string;
}

/** Looks a query through. */
export async function hints(
  query: string,
  declared: Record<string, string>,
  known: () => Promise<string[]>,
): Promise<Hint[]> {
  const used = await known();
  const homes = [...new Set(used.map(home))].filter(Boolean);
  const bases = new Set(Object.values(declared));
  const found: Hint[] = [];
  const tell = (name: string, values: Record<string, string>, prefix?: string): void => {
    const text = word(`hint.${name}`, values);
    if (!found.some((hint) => hint.text === text)) found.push(prefix ? { text, prefix } : { text });
  };
  const tokens = [...new Set(query.match(CODE) ?? [])].filter((token) => !token.startsWith("#"));
  const plain = tokens.find((token) => /^["'].*["']$/s.test(token));
  for (const token of tokens.filter((each) => !/^["']/.test(each))) {
    const prefix = token.startsWith("<") ? "" : (token.split(":")[0] ?? "");
    if (prefix && !(prefix in declared)) {
      if (prefix in PREFIXES) tell("declare", { name: prefix }, prefix);
      continue;
    }
    const iri = full(token, declared);
    if (!iri || used.includes(iri) || bases.has(iri)) continue;
    if (/PEERPROV_\d+$/.test(iri)) {
      if (!(await isTerm(iri))) tell("term", { name: token });
    } else if (homes.includes(home(iri)) && iri !== home(iri)) {
      const near = nearest(iri, used);
      if (near) tell("near", { name: token, near: short(near) });
      else tell("unused", { name: token });
    }
  }
  if (plain) tell("language", { text: plain });
  return found;
}

function full(token: string, declared: Record<string, string>): string {
  if (token.startsWith("<")) return token.slice(1, -1);
  const [prefix = "", local = ""] = token.split(/:(.*)/s);
  const base = declared[prefix];
  return base && local ? base + local.replace(/\.$/, "") : "";
}

function home(iri: string): string {
  return /^(.*[/#])/.exec(iri)?.[1] ?? "";
}

function nearest(iri: string, used: string[]): string | undefined {
  const same = used.filter((name) => home(name) === home(iri));
  const ranked = same.map((name) => [distance(name.toLowerCase(), iri.toLowerCase()), name] as const);
  ranked.sort((one, other) => one[0] - other[0]);
  const best = ranked[0];
  return best && best[0] <= NEAR ? best[1] : undefined;
}

function short(iri: string): string {
  const found = Object.entries(PREFIXES)
    .filter(([, base]) => iri.startsWith(base))
    .sort((one, other) => other[1].length - one[1].length)[0];
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
}

async function isTerm(iri: string): Promise<boolean> {
  const key = /PEERPROV_\d+$/.exec(iri)?.[0] ?? "";
  const answer = await fetch(`/search/suggest?q=${encodeURIComponent(key.replace("_", ":"))}`);
  if (!answer.ok) return true; // nothing is claimed that is not known
  const [, , , paths] = (await answer.json()) as [string, string[], string[], string[]];
  return paths.some((path) => path.endsWith(key));
}
