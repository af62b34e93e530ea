// The stored queries as places to begin from, and terms to put into a query.
import type Yasgui from "@zazuko/yasgui";

import { PREFIXES } from "../prefixes";

interface Question {
  name: string;
  title: string;
  topic: string;
}

export async function offerQuestions(yasgui: Yasgui, select: HTMLSelectElement): Promise<void> {
  const answer = await fetch("/queries.json");
  if (!answer.ok) return;
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

/** A term chosen among the suggestions goes where the cursor stands, with its label as a comment. */
export function offerTerms(yasgui: Yasgui, input: HTMLInputElement): void {
  input.addEventListener("suggestion-taken", (event) => {
    const { name, path } = (event as CustomEvent<{ name: string; path: string }>).detail;
    const yasqe = yasgui.getTab()?.getYasqe();
    const key = /PEERPROV_(\d+)/.exec(path)?.[1];
    if (!yasqe || !key) return;
    yasqe.replaceSelection(`peerprov:${key} # ${name}\n`);
    yasqe.addPrefixes({ peerprov: PREFIXES["peerprov"] ?? "" });
    input.value = "";
    yasqe.focus();
  });
}
