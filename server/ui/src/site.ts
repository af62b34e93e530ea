// What scripts add to every page. Each part works on marks in the HTML and is absent without them.
import { applyOnChange } from "./apply";
import { copyButtons } from "./copy";
import { laterParts } from "./later";
import { narrowTrees } from "./narrow";
import { pngExport } from "./png";
import { suggestions } from "./suggest";

suggestions();
applyOnChange();
copyButtons();
pngExport();
laterParts();
narrowTrees();
