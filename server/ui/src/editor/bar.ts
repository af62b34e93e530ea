// The bar between query and answer: run and cancel, version, what came, a link, citations.
import type Yasgui from "@zazuko/yasgui";
import type Yasqe from "@zazuko/yasqe";

import { PREFIXES } from "../prefixes";
import { word } from "../words";
import { hints } from "./hints";
import { everyName } from "./names";

type Tab = NonNullable<ReturnType<Yasgui["getTab"]>>;

interface Run {
  id: string;
  cancelled: boolean;
}

type Pair = { name: string; value: string };

/** What is under way, and which version answered last, by tab. */
const running = new Map<string, Run>();
const answered = new Map<string, string>();
const hooked = new WeakSet<Yasqe>();

export function placeBar(yasgui: Yasgui, bar: HTMLElement): void {
  const part = <T extends HTMLElement>(name: string): T => bar.querySelector<T>(`[data-${name}]`) as T;
  const run = part<HTMLButtonElement>("run");
  const cancel = part<HTMLButtonElement>("cancel");
  const version = part<HTMLSelectElement>("version");
  const status = part("status");
  const share = part<HTMLAnchorElement>("share");
  const cite = part("cite");
  const advice = part("advice");

  const refresh = (): void => {
    const tab = yasgui.getTab();
    const yasqe = tab?.getYasqe();
    if (!tab || !yasqe) return;
    hook(tab, yasqe, refresh, status, advice);
    const under = document.querySelector(".tabPanel.active .yasr")?.parentElement;
    if (under && bar.nextElementSibling !== under) under.before(bar);
    bar.hidden = false;
    const busy = running.has(tab.getId());
    run.hidden = busy;
    cancel.hidden = !busy;
    version.value = pinned(tab);
    const rows = tab.getYasr()?.results?.getBindings();
    cite.hidden = busy || !rows?.length;
    share.href = link(tab);
  };

  run.addEventListener("click", () => void yasgui.getTab()?.query().catch(() => undefined));
  cancel.addEventListener("click", () => {
    const tab = yasgui.getTab();
    if (tab) void stop(tab);
  });
  version.addEventListener("change", () => {
    const args = version.value ? [{ name: "version", value: version.value }] : [];
    yasgui.getTab()?.setRequestConfig({ args });
    refresh();
  });
  share.addEventListener("pointerenter", refresh);
  share.addEventListener("focus", refresh);
  share.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    refresh();
    history.replaceState(null, "", share.href);
    void navigator.clipboard?.writeText(share.href).catch(() => undefined);
    status.textContent = word("shared");
  });
  cite.querySelectorAll<HTMLButtonElement>("[data-format]").forEach((button) => {
    button.addEventListener("click", () => {
      const tab = yasgui.getTab();
      if (tab) void save(tab, button.dataset["format"] ?? "", status);
    });
  });
  yasgui.on("tabSelect", () => window.setTimeout(refresh));
  yasgui.on("tabAdd", () => window.setTimeout(refresh));
  void offerVersions(version).then(refresh);
  refresh();
}

/** Follows the queries of a tab. */
function hook(tab: Tab, yasqe: Yasqe, refresh: () => void, status: HTMLElement, advice: HTMLElement): void {
  if (hooked.has(yasqe)) return;
  hooked.add(yasqe);
  const plain = yasqe.config.requestConfig as (yasqe: Yasqe) => { args?: Pair[] };
  // Every request carries an id, by which it can be cancelled on the server.
  yasqe.config.requestConfig = ((each: Yasqe) => {
    const config = plain(each);
    const id = running.get(tab.getId())?.id;
    return id ? { ...config, args: [...(config.args ?? []), { name: "query-request-id", value: id }] } : config;
  }) as typeof yasqe.config.requestConfig;
  yasqe.on("queryBefore", () => {
    running.set(tab.getId(), { id: requestId(), cancelled: false });
    status.textContent = word("running");
    advice.hidden = true;
    refresh();
  });
  yasqe.on("query", (_yasqe, _request, controller) => {
    // YASQE says nothing of an end with this message, which browsers word differently.
    const abort = controller?.abort.bind(controller);
    if (controller && abort) controller.abort = () => abort(new Error("Aborted"));
  });
  yasqe.on("queryAbort", () => {
    void cancelled(running.get(tab.getId()));
    running.delete(tab.getId());
    status.textContent = word("cancelled");
    refresh();
  });
  yasqe.on("queryResponse", (_yasqe, response: Response | Error, duration: number) => {
    running.delete(tab.getId());
    if (!(response instanceof Error)) {
      answered.set(tab.getId(), response.headers.get("PeerProv-Version") ?? "");
    }
    window.setTimeout(() => {
      status.textContent = outcome(tab, response, duration);
      const rows = tab.getYasr()?.results?.getBindings();
      if (response instanceof Error || rows?.length === 0) void advise(yasqe, advice, rows?.length === 0);
      refresh();
    });
  });
}

function outcome(tab: Tab, response: Response | Error, duration: number): string {
  const seconds = (duration / 1000).toFixed(duration < 100 ? 3 : 2);
  if (response instanceof Error) return word("failed", { seconds });
  const rows = tab.getYasr()?.results?.getBindings();
  const values = { n: rows?.length ?? 0, seconds, version: answered.get(tab.getId()) ?? "" };
  if (!rows) return word("answered", values);
  return word(rows.length === 1 ? "row" : "rows", values);
}

/** Says what may be wrong with a query that failed or found nothing. */
async function advise(yasqe: Yasqe, place: HTMLElement, empty: boolean): Promise<void> {
  const query = yasqe.getValue();
  const found = await hints(query, yasqe.getPrefixesFromQuery(), everyName);
  if (yasqe.getValue() !== query || (!found.length && !empty)) return;
  const list = document.createElement("ul");
  for (const hint of found.length ? found : [{ text: word("hint.none") }]) {
    const item = document.createElement("li");
    item.textContent = `${hint.text} `;
    if (hint.prefix) item.append(declare(yasqe, hint.prefix, place));
    list.append(item);
  }
  place.replaceChildren(list);
  place.hidden = false;
}

function declare(yasqe: Yasqe, prefix: string, place: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "as-link";
  button.textContent = word("declare");
  button.addEventListener("click", () => {
    yasqe.addPrefixes({ [prefix]: PREFIXES[prefix] ?? "" });
    place.hidden = true;
    yasqe.focus();
  });
  return button;
}

/** Asks the server to stop; it then answers the query with what happened. */
async function stop(tab: Tab): Promise<void> {
  const run = running.get(tab.getId());
  if (!(await cancelled(run))) tab.getYasqe()?.abortQuery();
}

async function cancelled(run: Run | undefined): Promise<boolean> {
  if (!run || run.cancelled) return true;
  run.cancelled = true;
  const body = new URLSearchParams({ "query-request-id": run.id, "cancel-query": "true" });
  const answer = await fetch("/sparql", { method: "POST", body }).catch(() => undefined);
  return answer?.ok ?? false;
}

function requestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return "editor-" + [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function pinned(tab: Tab): string {
  const args = tab.getRequestConfig().args;
  const found = Array.isArray(args) ? (args as Pair[]).filter((each) => each.name === "version") : [];
  return found.at(-1)?.value ?? "";
}

/** The address of a query and of the version that it was answered from. */
function link(tab: Tab): string {
  const version = pinned(tab) || answered.get(tab.getId()) || "";
  const said = [`query=${encodeURIComponent(tab.getQuery())}`];
  if (version) said.push(`version=${encodeURIComponent(version)}`);
  return new URL(`/sparql#${said.join("&")}`, location.href).href;
}

async function offerVersions(select: HTMLSelectElement): Promise<void> {
  const answer = await fetch("/queries/versions.json");
  if (!answer.ok) return;
  const told = (await answer.json()) as { results: { bindings: Record<string, { value: string }>[] } };
  const numbers = told.results.bindings.map((row) => Number(/\d+$/.exec(row["version"]?.value ?? "")?.[0])).filter(Boolean);
  const newest = answer.headers.get("PeerProv-Version");
  const first = select.options[0];
  if (first && newest) first.textContent = word("newest", { n: newest });
  for (const number of numbers.sort((a, b) => b - a)) select.append(new Option(String(number)));
}

/** Saves the works behind the rows of an answer, from the version that gave it. */
async function save(tab: Tab, format: string, status: HTMLElement): Promise<void> {
  const version = answered.get(tab.getId()) || pinned(tab);
  const body = new URLSearchParams({ query: tab.getQuery(), format, ...(version ? { version } : {}) });
  const answer = await fetch("/sparql", { method: "POST", body });
  if (!answer.ok) {
    status.textContent = word("no-citations");
    return;
  }
  const file = document.createElement("a");
  file.href = URL.createObjectURL(await answer.blob());
  file.download = `works.${format === "bibtex" ? "bib" : format === "csl" ? "json" : format}`;
  file.click();
  window.setTimeout(() => URL.revokeObjectURL(file.href), 1000);
}
