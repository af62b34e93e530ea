// Draws charts on a canvas, in the colours of the page.
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
} from "chart.js";

import type { Kind } from "./chart";

Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
  Tooltip,
);

export interface Drawn {
  destroy(): void;
  picture(): string;
}

interface Row {
  label: string;
  value: number;
}

const LONGEST = 46; // characters of a label

export function paint(canvas: HTMLCanvasElement, kind: Kind, rows: Row[], value: string, label: string): Drawn {
  const css = getComputedStyle(canvas);
  const colour = (name: string): string => css.getPropertyValue(name).trim();
  const lying = kind === "bar";
  Chart.defaults.font.family = css.fontFamily;
  Chart.defaults.color = colour("--soft");
  Chart.defaults.borderColor = colour("--line");
  const frame = canvas.parentElement;
  if (frame) frame.style.height = `${lying ? Math.max(rows.length * 26 + 60, 160) : 380}px`;
  const data = kind === "scatter" ? rows.map((row) => ({ x: Number(row.label), y: row.value })) : rows.map((row) => row.value);
  const chart = new Chart(canvas, {
    type: kind,
    data: {
      labels: rows.map((row) => (row.label.length > LONGEST ? `${row.label.slice(0, LONGEST - 1)}…` : row.label)),
      datasets: [
        {
          label: value,
          data: data as number[],
          backgroundColor: colour("--accent"),
          borderColor: colour("--accent"),
          borderRadius: 3,
          maxBarThickness: 22,
        } as never,
      ],
    },
    options: {
      animation: false,
      indexAxis: lying ? "y" : "x",
      maintainAspectRatio: false,
      plugins: { legend: { display: false } },
      scales: {
        x: { title: { display: true, text: lying ? value : label }, grid: { display: lying || kind === "scatter" } },
        y: { title: { display: !lying, text: value }, grid: { display: !lying }, ticks: { autoSkip: !lying } },
      },
    },
  });
  return { destroy: () => chart.destroy(), picture: () => chart.toBase64Image() };
}
