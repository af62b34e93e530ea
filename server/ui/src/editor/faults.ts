// What the server says is wrong with a query, told so that one can mend it.
import type Yasgui from "@zazuko/yasgui";
import type { Parser } from "@zazuko/yasr";

import { word } from "../words";

export interface Fault {
  what: string;
  line?: number;
  column?: number;
  expected?: string;
  repair?: string;
}

interface Problem {
  title?: string;
  detail?: string;
  faults?: Fault[];
}

/** Renders a problem document (RFC 9457); anything else is left to YASR. */
export function faultRenderer(yasgui: () => Yasgui | undefined) {
  return async (error: Parser.ErrorSummary): Promise<HTMLElement | undefined> => {
    const problem = read(error.text);
    if (!problem) return undefined;
    const told = document.createElement("div");
    told.className = "faults";
    const title = document.createElement("h3");
    title.textContent = problem.title ?? word("error");
    told.append(title);
    const faults = problem.faults?.length ? problem.faults : [{ what: problem.detail ?? "" }];
    for (const fault of faults) told.append(one(fault, yasgui));
    return told;
  };
}

function read(text: string): Problem | undefined {
  try {
    const told: unknown = JSON.parse(text);
    return told && typeof told === "object" && "detail" in told ? (told as Problem) : undefined;
  } catch {
    return undefined;
  }
}

function one(fault: Fault, yasgui: () => Yasgui | undefined): HTMLElement {
  const item = document.createElement("p");
  const said = [fault.what, fault.expected && word("expected", { what: fault.expected }), fault.repair];
  item.textContent = said.filter(Boolean).map(sentence).join(" ") + " ";
  if (fault.line) item.append(place(fault.line, fault.column ?? 1, yasgui));
  return item;
}

function sentence(text: string | undefined): string {
  return /[.?!]$/.test(text ?? "") ? (text ?? "") : `${text}.`;
}

function place(line: number, column: number, yasgui: () => Yasgui | undefined): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "as-link";
  button.textContent = word("go-to", { line, column });
  button.addEventListener("click", () => {
    const yasqe = yasgui()?.getTab()?.getYasqe();
    yasqe?.focus();
    yasqe?.getDoc().setCursor({ line: line - 1, ch: column - 1 });
  });
  return button;
}
