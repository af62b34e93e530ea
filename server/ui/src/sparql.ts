// The SPARQL editor: YASGUI on our endpoint, with our prefixes, names and questions.
import Yasgui from "@zazuko/yasgui";
import "../node_modules/@zazuko/yasgui/build/yasgui.min.css";

import { placeBar } from "./editor/bar";
import { Chart } from "./editor/chart";
import { faultRenderer } from "./editor/faults";
import { offerNames } from "./editor/names";
import { offerQuestions, offerTerms } from "./editor/questions";
import { PREFIXES } from "./prefixes";
import { word } from "./words";

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
const EDITOR: object = { value: START, showQueryButton: false, resizeable: true };

/** Names what YASGUI leaves without a name, for those who do not see it. */
function nameControls(place: HTMLElement): void {
  const fix = (): void => {
    place.querySelectorAll("textarea:not([aria-label])").forEach((field) => {
      field.setAttribute("aria-label", word("query"));
    });
    place.querySelectorAll("select.tableSizer:not([aria-label])").forEach((select) => {
      select.setAttribute("aria-label", word("page-size"));
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
  const bar = document.getElementById("run-bar");
  if (!place || !plain || !bar) return;
  offerNames();
  let yasgui: Yasgui | undefined;
  Yasgui.Yasr.registerPlugin("chart", Chart as never);
  Yasgui.Yasr.defaults.pluginOrder = ["table", "chart", "response"];
  Yasgui.Yasr.defaults.errorRenderers = [faultRenderer(() => yasgui)];
  place.hidden = false;
  yasgui = new Yasgui(place, {
    requestConfig: { endpoint: ENDPOINT, method: "POST", args: [] },
    copyEndpointOnNewTab: false,
    endpointCatalogueOptions: { getData: () => [{ endpoint: ENDPOINT }], keys: [] },
    persistenceId: "peerprov",
    yasqe: EDITOR,
    yasr: { prefixes: PREFIXES },
  });
  plain.hidden = true;
  nameControls(place);
  placeBar(yasgui, bar);
  // A link to another query on this very page
  window.addEventListener("hashchange", () => {
    if (location.hash.startsWith("#query=")) location.reload();
  });
  const select = document.querySelector<HTMLSelectElement>("#example");
  if (select) void offerQuestions(yasgui, select);
  const term = document.querySelector<HTMLInputElement>("#insert-term");
  if (term) offerTerms(yasgui, term);
}

start();
