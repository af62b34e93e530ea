// Completion from what the graph says of itself: the names in its VoID description.
import Yasgui from "@zazuko/yasgui";

import { PREFIXES } from "../prefixes";

const known = new Map<string, Promise<string[]>>();

function names(kind: "property" | "class"): Promise<string[]> {
  const found = known.get(kind) ?? ask(kind);
  known.set(kind, found);
  return found;
}

/** All classes and properties that the graph uses. */
export async function everyName(): Promise<string[]> {
  return (await Promise.all([names("property"), names("class")])).flat();
}

async function ask(kind: "property" | "class"): Promise<string[]> {
  const query = `SELECT DISTINCT ?name WHERE { ?part <http://rdfs.org/ns/void#${kind}> ?name } LIMIT 2000`;
  const answer = await fetch(`/sparql?query=${encodeURIComponent(query)}`, {
    headers: { Accept: "application/sparql-results+json" },
  });
  if (!answer.ok) return [];
  const told = (await answer.json()) as { results: { bindings: { name: { value: string } }[] } };
  return told.results.bindings.map((row) => row.name.value).sort();
}

export function offerNames(): void {
  const { Yasqe } = Yasgui;
  // Nothing is kept by the browser: another version may have other names.
  const fresh = { bulk: true, persistenceId: null };
  Yasqe.forkAutocompleter("property", { name: "property-here", ...fresh, get: () => names("property") });
  Yasqe.forkAutocompleter("class", { name: "class-here", ...fresh, get: () => names("class") });
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes-here",
    ...fresh,
    get: () => Object.entries(PREFIXES).map(([name, iri]) => `${name}: <${iri}>`),
  });
  Yasqe.defaults.autocompleters = ["variables", "prefixes-here", "property-here", "class-here"];
  Yasqe.defaults.prefixCcApi = null;
}
