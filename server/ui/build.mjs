// Bundles the scripts of the pages into ../static/dist. Nothing in the bundles leads elsewhere.
import { rmSync } from "node:fs";

import { build } from "esbuild";

const outdir = "../static/dist";
rmSync(outdir, { recursive: true, force: true }); // parts that are split off are named by what they hold

await build({
  entryPoints: ["src/site.ts", "src/sparql.ts", "src/graph.ts"],
  outdir,
  bundle: true,
  format: "esm",
  splitting: true,
  chunkNames: "part-[hash]",
  target: ["es2022"],
  minify: true,
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  mainFields: ["module", "main"],
  conditions: ["module", "main"],
  logLevel: "info",
});
