// The neighbourhood of a term as a picture, drawn from the table that stands on the page.
import cytoscape from "cytoscape";
import type { ElementDefinition, StylesheetJson } from "cytoscape";

type Place = "up" | "down" | "left" | "right";

interface Spot {
  id: string;
  label: string;
  path: string;
  kind: string;
  place: Place | "middle";
  far: boolean;
}

interface Line {
  from: string;
  to: string;
  words: string;
  relation: string;
  works: number;
}

const NARROW = 640; // pixels below which groups stand one above the other
const WIDE = { node: 150, column: 265, row: 56, across: 168, most: 6 };
const SLIM = { node: 138, column: 0, row: 60, across: 160, most: 2 };

/** Draws into a figure what its table says; the figure is shown only then. */
export function draw(figure: HTMLElement): void {
  const table = figure.parentElement?.querySelector<HTMLTableElement>("table[data-ties]");
  const place = figure.querySelector<HTMLElement>("[data-canvas]");
  if (!table || !place) return;
  const [spots, lines] = read(table);
  figure.hidden = false;
  const slim = place.clientWidth < NARROW;
  const shown = slim ? [...spots.values()].filter((spot) => !spot.far) : [...spots.values()];
  const elements = [...arrange(shown, slim), ...joined(lines, new Set(shown.map((spot) => spot.id)))];
  noStyleElement();
  const cy = cytoscape({
    container: place,
    elements,
    style: style(slim),
    layout: { name: "preset", fit: true, padding: 14 },
    userZoomingEnabled: false, // the wheel scrolls the page
    userPanningEnabled: matchMedia("(pointer: fine)").matches, // a finger does, too
    boxSelectionEnabled: false,
    autoungrabify: true,
    minZoom: 0.2,
    maxZoom: 2.5,
  });
  place.style.height = `${Math.min(Math.max(cy.elements().boundingBox().h * fitting(cy, place), 260), 900)}px`;
  cy.resize();
  cy.fit(undefined, 14);
  cy.on("tap", "node", (event) => {
    const path = (event.target.data("path") as string) || "";
    if (/^(\/|https?:\/\/)/.test(path)) location.assign(path);
  });
  cy.on("mouseover", "node", (event) => {
    place.classList.add("pointing");
    cy.elements().addClass("dim");
    event.target.closedNeighborhood().removeClass("dim");
  });
  cy.on("mouseout", "node", () => {
    place.classList.remove("pointing");
    cy.elements().removeClass("dim");
  });
  const zoom = (factor: number): void => {
    cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  };
  const act: Record<string, () => void> = {
    in: () => zoom(1.25),
    out: () => zoom(0.8),
    fit: () => cy.fit(undefined, 14),
  };
  figure.querySelectorAll<HTMLButtonElement>("[data-zoom]").forEach((button) => {
    button.addEventListener("click", () => act[button.dataset["zoom"] ?? ""]?.());
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style(slim)));
  const details = table.closest("details");
  if (details) details.open = false;
}

/** Cytoscape writes a style element unless there is one of this name; our sheet has its one rule. */
function noStyleElement(): void {
  const name = "__________cytoscape_stylesheet";
  if (document.getElementById(name)) return;
  const mark = document.createElement("meta");
  mark.id = name;
  document.head.append(mark);
}

/** The zoom at which the picture is as wide as its place. */
function fitting(cy: cytoscape.Core, place: HTMLElement): number {
  return Math.min((place.clientWidth - 28) / cy.elements().boundingBox().w, 1.15);
}

function read(table: HTMLTableElement): [Map<string, Spot>, Line[]] {
  const spots = new Map<string, Spot>();
  const lines: Line[] = [];
  for (const row of table.tBodies[0]?.rows ?? []) {
    const ends = [...row.querySelectorAll<HTMLElement>("[data-node]")];
    const place = row.dataset["place"] as Place;
    const far = row.dataset["far"] !== undefined;
    for (const end of ends) {
      const id = end.dataset["node"] ?? "";
      if (spots.has(id)) continue;
      spots.set(id, {
        id,
        label: end.textContent?.trim() ?? "",
        path: end.querySelector("a")?.getAttribute("href") ?? "",
        kind: end.dataset["kind"] ?? "",
        place: id === table.dataset["ties"] ? "middle" : place,
        far: far && id !== table.dataset["ties"],
      });
    }
    lines.push({
      from: ends[0]?.dataset["node"] ?? "",
      to: ends[1]?.dataset["node"] ?? "",
      words: row.cells[1]?.textContent?.trim() ?? "",
      relation: row.dataset["relation"] ?? "",
      works: Number(row.dataset["works"] ?? 0),
    });
  }
  return [spots, lines];
}

function arrange(spots: Spot[], slim: boolean): ElementDefinition[] {
  const size = slim ? SLIM : WIDE;
  const group = (place: Spot["place"], far: boolean): Spot[] =>
    spots.filter((spot) => spot.place === place && spot.far === far);
  const found: ElementDefinition[] = [];
  const set = (spot: Spot, x: number, y: number): void => {
    found.push({
      data: { id: spot.id, label: spot.label, path: spot.path, kind: spot.kind },
      position: { x, y },
      classes: spot.place === "middle" ? "middle" : "",
    });
  };
  const rows = (members: Spot[]): Spot[][] => {
    const count = Math.max(1, Math.ceil(members.length / size.most));
    const each = Math.ceil(members.length / count);
    return Array.from({ length: count }, (_, at) => members.slice(at * each, (at + 1) * each));
  };
  const lay = (members: Spot[], top: number): number => {
    if (!members.length) return top;
    let y = top;
    for (const row of rows(members)) {
      row.forEach((spot, at) => set(spot, (at - (row.length - 1) / 2) * size.across, y));
      y += size.row;
    }
    return y;
  };
  const middle = group("middle", false);
  if (slim) {
    let y = 0;
    for (const members of [group("up", false), group("left", false), middle, group("right", false), group("down", false)]) {
      const next = lay(members, y);
      y = next > y ? next + 26 : y;
    }
    return found;
  }
  const columns: [Spot[], number][] = [
    [group("left", true), -2],
    [group("left", false), -1],
    [middle, 0],
    [group("right", false), 1],
    [group("right", true), 2],
  ];
  let reach = 0;
  for (const [members, at] of columns) {
    const half = ((members.length - 1) / 2) * size.row;
    members.forEach((spot, line) => set(spot, at * size.column, line * size.row - half));
    reach = Math.max(reach, half);
  }
  const above = rows(group("up", false)).length * size.row;
  // The middle column is empty but for the term itself: broader and narrower terms stand close to it.
  const wide = Math.max(group("up", false).length, group("down", false).length) > 1;
  const away = wide ? reach + size.row : Math.min(reach, size.row) + size.row;
  lay(group("up", false), -away - above + size.row - 10);
  lay(group("down", false), away + 10);
  return found;
}

function joined(lines: Line[], shown: Set<string>): ElementDefinition[] {
  return lines
    .filter((line) => shown.has(line.from) && shown.has(line.to))
    .map((line) => ({
      data: {
        source: line.from,
        target: line.to,
        // broader stands above and narrower below, which says it without words
        label: line.works ? `${line.words} (${line.works})` : line.relation === "kind" ? "" : line.words,
        width: 1.2 + Math.min(Math.sqrt(line.works), 4),
      },
      classes: line.relation,
    }));
}

function style(slim: boolean): StylesheetJson {
  const css = getComputedStyle(document.documentElement);
  const colour = (name: string): string => css.getPropertyValue(name).trim();
  const size = slim ? SLIM : WIDE;
  const lineIn = (name: string) => ({
    "line-color": colour(name),
    "target-arrow-color": colour(name),
    color: colour(name),
  });
  const border = (name: string) => ({ "border-color": colour(name) });
  return [
    {
      selector: "node",
      style: {
        shape: "round-rectangle",
        width: size.node,
        height: 44,
        label: "data(label)",
        "text-wrap": "wrap",
        "text-max-width": `${size.node - 14}px`,
        "text-valign": "center",
        "text-halign": "center",
        "font-size": 11.5,
        "line-height": 1.15,
        "font-family": css.getPropertyValue("--sans").trim() || "sans-serif",
        color: colour("--ink"),
        "background-color": colour("--surface"),
        "border-width": 1.2,
        "border-color": colour("--line-strong"),
      },
    },
    { selector: 'node[kind = "determinant"]', style: border("--hinder") },
    { selector: 'node[kind = "strategy"]', style: border("--answer") },
    { selector: 'node[kind = "outcome"]', style: border("--mixed") },
    { selector: 'node[kind = "outside"]', style: { "border-style": "dashed" } },
    {
      selector: "node.middle",
      style: {
        "background-color": colour("--accent"),
        "border-color": colour("--accent"),
        color: colour("--accent-ink"),
        "font-weight": 600,
        height: 52,
      },
    },
    {
      selector: "edge",
      style: {
        width: "data(width)",
        label: "data(label)",
        "font-size": 9.5,
        "text-background-color": colour("--surface"),
        "text-background-opacity": 0.92,
        "text-background-padding": "2px",
        "curve-style": "bezier",
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        ...lineIn("--soft"),
      },
    },
    { selector: "edge.kind", style: { ...lineIn("--line-strong"), color: colour("--soft") } },
    { selector: "edge.hinders", style: lineIn("--hinder") },
    { selector: "edge.facilitates", style: lineIn("--help") },
    { selector: "edge.addresses", style: lineIn("--answer") },
    { selector: "edge.leadsTo", style: lineIn("--mixed") },
    { selector: ".dim", style: { opacity: 0.25 } },
  ] as StylesheetJson;
}
