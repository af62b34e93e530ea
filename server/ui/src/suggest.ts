// Suggestions below search fields: a combobox in the pattern of the ARIA practices guide.

import { word } from "./words";

interface Suggestion {
  name: string;
  also: string;
  path: string;
}

const WAIT = 120; // milliseconds after the last key

export function suggestions(): void {
  document.querySelectorAll<HTMLInputElement>("input[data-suggest]").forEach(combine);
}

async function ask(words: string, branch: string, signal: AbortSignal): Promise<Suggestion[]> {
  const asked = new URLSearchParams({ q: words, ...(branch && { branch }) });
  const answer = await fetch(`/search/suggest?${asked}`, { signal });
  if (!answer.ok) return [];
  const [, names, also, paths] = (await answer.json()) as [string, string[], string[], string[]];
  return names.map((name, at) => ({ name, also: also[at] ?? "", path: paths[at] ?? "" }));
}

function combine(input: HTMLInputElement, number: number): void {
  const use = input.dataset["suggest"]; // "name" fills the field, "tell" tells a script, else one is led to the page
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `suggestions-${number}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", word("suggestions"));
  list.hidden = true;
  input.parentElement?.append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let found: Suggestion[] = [];
  let chosen = -1;
  let asking = new AbortController();
  let timer = 0;

  const close = (): void => {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const take = (one: Suggestion): void => {
    if (use === "name") {
      input.value = one.name;
      close();
    } else if (use === "tell") {
      close();
      input.dispatchEvent(new CustomEvent("suggestion-taken", { detail: one }));
    } else {
      location.assign(one.path);
    }
  };

  const mark = (): void => {
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };

  const show = (): void => {
    list.replaceChildren(...found.map((one, at) => item(one, `${list.id}-${at}`, () => take(one))));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    chosen = -1;
    mark();
  };

  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    asking.abort();
    if (!input.value.trim()) return close();
    timer = window.setTimeout(() => {
      asking = new AbortController();
      ask(input.value, input.dataset["branch"] ?? "", asking.signal)
        .then((told) => {
          found = told;
          show();
        })
        .catch(() => undefined); // a suggestion that does not come is no error
    }, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const one = found[chosen];
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would be emptied
      return close();
    }
    if (event.key === "Enter" && one) {
      event.preventDefault();
      return take(one);
    }
    if (event.key === "ArrowDown") chosen = (chosen + 1) % found.length;
    else if (event.key === "ArrowUp") chosen = (chosen <= 0 ? found.length : chosen) - 1;
    else return;
    event.preventDefault();
    mark();
  });
  input.addEventListener("blur", () => window.setTimeout(close, 150));
}

function item(one: Suggestion, id: string, take: () => void): HTMLLIElement {
  const made = document.createElement("li");
  made.id = id;
  made.setAttribute("role", "option");
  made.textContent = one.name;
  if (one.also) {
    const also = document.createElement("small");
    also.textContent = one.also;
    made.append(also);
  }
  made.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take();
  });
  return made;
}
