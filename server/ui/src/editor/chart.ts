// A way to see an answer: bars, a line or points. What draws is fetched when it is wanted.
import type { Parser, Plugin, Yasr } from "@zazuko/yasr";

import { word } from "../words";
import type { Drawn } from "./drawing";

export const MOST = 40;
const KINDS = ["bar", "line", "scatter"] as const;
export type Kind = (typeof KINDS)[number];

interface Chosen {
  kind?: Kind;
  label?: string;
  value?: string;
}

export class Chart implements Plugin<Chosen> {
  priority = 5; // below the table, which is what is shown first
  label = word("chart");
  private drawn: Drawn | undefined;

  constructor(private yasr: Yasr) {}

  canHandleResults(): boolean {
    return numeric(this.yasr.results).length > 0;
  }

  async draw(chosen: Chosen = {}): Promise<void> {
    const results = this.yasr.results;
    if (!results) return;
    const values = numeric(results);
    const all = results.getVariables();
    const labels = all.filter((name) => !values.includes(name));
    const told: Required<Chosen> = {
      kind: chosen.kind ?? "bar",
      value: chosen.value && values.includes(chosen.value) ? chosen.value : (values.at(0) ?? ""),
      label: chosen.label && all.includes(chosen.label) ? chosen.label : best(labels, all),
    };
    const change = (more: Chosen): void => {
      this.yasr.storePluginConfig("chart", { ...told, ...more });
      void this.draw({ ...told, ...more });
    };
    const controls = document.createElement("div");
    controls.className = "chart-controls";
    controls.append(
      choice(word("chart.kind"), KINDS, told.kind, (kind) => change({ kind: kind as Kind }), (kind) => word(`chart.${kind}`)),
      choice(word("chart.label"), all, told.label, (label) => change({ label })),
      choice(word("chart.value"), values, told.value, (value) => change({ value })),
    );
    const frame = document.createElement("div");
    frame.className = "chart-frame";
    const canvas = document.createElement("canvas");
    canvas.setAttribute("role", "img");
    frame.append(canvas);
    const bindings = results.getBindings() ?? [];
    canvas.setAttribute("aria-label", word("chart.told", { value: told.value, label: told.label }));
    this.drawn?.destroy();
    this.yasr.resultsEl.replaceChildren(controls, frame);
    if (bindings.length > MOST) {
      const cut = document.createElement("p");
      cut.className = "soft small";
      cut.textContent = word("chart.cut", { n: MOST, all: bindings.length });
      frame.before(cut);
    }
    const rows = bindings.slice(0, MOST).map((row) => ({
      label: shown(row[told.label]),
      value: Number(row[told.value]?.value ?? NaN),
    }));
    const { paint } = await import("./drawing");
    this.drawn = paint(canvas, told.kind, rows, told.value, told.label);
  }

  getIcon(): Element {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "0 0 16 16");
    icon.setAttribute("aria-hidden", "true");
    const bars = document.createElementNS("http://www.w3.org/2000/svg", "path");
    bars.setAttribute("d", "M1 2h9v3H1zM1 6.5h14v3H1zM1 11h6v3H1z");
    icon.append(bars);
    return icon;
  }

  download(filename = "chart"): { contentType: string; getData: () => string; filename: string; title: string } {
    const getData = (): string => this.drawn?.picture() ?? "";
    return { contentType: "image/png", getData, filename: `${filename}.png`, title: word("chart.save") };
  }

  destroy(): void {
    this.drawn?.destroy();
  }
}

function numeric(results: Parser | undefined): string[] {
  const rows = results?.getBindings()?.slice(0, 200) ?? [];
  if (!results || !rows.length) return [];
  return results.getVariables().filter((name) => {
    const given = rows.map((row) => row[name]).filter((value) => value !== undefined);
    return given.length > 0 && given.every((value) => value.type !== "uri" && /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value.value));
  });
}

function best(labels: string[], all: string[]): string {
  return labels.find((name) => /label|name|title/.test(name)) ?? labels[0] ?? all[0] ?? "";
}

function shown(value: Parser.BindingValue | undefined): string {
  if (!value) return "";
  return value.type === "uri" ? (value.value.split(/[/#]/).pop() ?? value.value) : value.value;
}

function choice(
  name: string,
  options: readonly string[],
  chosen: string,
  change: (value: string) => void,
  words: (value: string) => string = (value) => value,
): HTMLElement {
  const label = document.createElement("label");
  label.textContent = `${name} `;
  const select = document.createElement("select");
  for (const value of options) select.append(new Option(words(value), value, false, value === chosen));
  select.addEventListener("change", () => change(select.value));
  label.append(select);
  return label;
}
