// Bundles the scripts of the pages into ../static/dist. Nothing in the bundles leads elsewhere.
import { build } from "esbuild";

await build({
  entryPoints: ["src/site.ts", "src/sparql.ts", "src/graph.ts"],
  outdir: "../static/dist",
  bundle: true,
  format: "esm",
  target: ["es2022"],
  minify: true,
  legalComments: "linked",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
  mainFields: ["module", "main"],
  conditions: ["module", "main"],
  logLevel: "info",
});
