// The SPARQL editor: YASGUI on our endpoint, with our prefixes, names and questions.
import Yasgui from "@zazuko/yasgui";
import "../node_modules/@zazuko/yasgui/build/yasgui.min.css";

import { PREFIXES } from "./prefixes";

interface Question {
  name: string;
  title: string;
  topic: string;
}

const ENDPOINT = new URL("/sparql", location.href).href;
const START = `PREFIX pp: <${PREFIXES["pp"]}>
PREFIX rdfs: <${PREFIXES["rdfs"]}>

SELECT ?barrier ?label ?works WHERE {
  ?link pp:relation pp:hinders ;
        pp:subjectTerm ?barrier ;
        pp:independentWorkCount ?works .
  ?barrier rdfs:label ?label .
}
ORDER BY DESC(?works)
LIMIT 20`;

// `value` comes from CodeMirror, whose types YASGUI does not bring.
const EDITOR: object = { value: START, showQueryButton: true, resizeable: true };

async function names(kind: "property" | "class"): Promise<string[]> {
  const query = `SELECT DISTINCT ?name WHERE { ?part <http://rdfs.org/ns/void#${kind}> ?name } LIMIT 2000`;
  const answer = await fetch(`/sparql?query=${encodeURIComponent(query)}`, {
    headers: { Accept: "application/sparql-results+json" },
  });
  if (!answer.ok) return [];
  const told = (await answer.json()) as { results: { bindings: { name: { value: string } }[] } };
  return told.results.bindings.map((row) => row.name.value).sort();
}

function offerNames(): void {
  const { Yasqe } = Yasgui;
  Yasqe.forkAutocompleter("property", {
    name: "property-here",
    bulk: true,
    get: () => names("property"),
  });
  Yasqe.forkAutocompleter("class", { name: "class-here", bulk: true, get: () => names("class") });
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes-here",
    bulk: true,
    get: () => Object.entries(PREFIXES).map(([name, iri]) => `${name}: <${iri}>`),
  });
  Yasqe.defaults.autocompleters = ["variables", "prefixes-here", "property-here", "class-here"];
  Yasqe.defaults.prefixCcApi = null;
}

async function offerQuestions(yasgui: Yasgui, select: HTMLSelectElement): Promise<void> {
  const answer = await fetch("/queries.json");
  if (!answer.ok) return;
  const version = document.getElementById("sparql-version");
  const number = answer.headers.get("PeerProv-Version");
  if (version && number) version.textContent = `Version ${number}`;
  const questions = (await answer.json()) as Question[];
  const groups = new Map<string, HTMLOptGroupElement>();
  for (const { name, title, topic } of questions) {
    let group = groups.get(topic);
    if (!group) {
      group = document.createElement("optgroup");
      group.label = topic;
      groups.set(topic, group);
      select.append(group);
    }
    group.append(new Option(title, name));
  }
  select.closest<HTMLElement>("[hidden]")?.removeAttribute("hidden");
  document.getElementById("example-open")?.addEventListener("click", async () => {
    if (!select.value) return;
    const text = await (await fetch(`/queries/${encodeURIComponent(select.value)}.rq`)).text();
    yasgui.addTab(true, { name: select.value, yasqe: { value: text } });
  });
}

/** Names what YASGUI leaves without a name, for those who do not see it. */
function nameControls(place: HTMLElement): void {
  const fix = (): void => {
    place.querySelectorAll("textarea:not([aria-label])").forEach((field) => {
      field.setAttribute("aria-label", "SPARQL query");
    });
    place.querySelectorAll('.CodeMirror-scroll:not([tabindex="0"])').forEach((part) => {
      part.setAttribute("tabindex", "0");
    });
    place.querySelectorAll('[role="tablist"] button:not([role])').forEach((button) => {
      button.setAttribute("role", "tab"); // a tablist may hold nothing else
      button.setAttribute("aria-selected", "false");
    });
  };
  new MutationObserver(fix).observe(place, { childList: true, subtree: true });
  fix();
}

function start(): void {
  const place = document.getElementById("yasgui");
  const plain = document.getElementById("plain-form");
  if (!place || !plain) return;
  offerNames();
  place.hidden = false;
  const yasgui = new Yasgui(place, {
    requestConfig: { endpoint: ENDPOINT, method: "POST" },
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [{ endpoint: ENDPOINT }], keys: [] },
    persistenceId: "peerprov",
    yasqe: EDITOR,
    yasr: { prefixes: PREFIXES },
  });
  plain.hidden = true;
  nameControls(place);
  const select = document.querySelector<HTMLSelectElement>("#example");
  if (select) void offerQuestions(yasgui, select);
}

start();
