// node compare.mjs FOLDER CHROMIUM
//
// FOLDER holds formulas.json ([{ tex, display, html, faces }], written by tests/suite/browser.rs), katex.css and fonts/.
// Compared with KaTeX of the same version: its HTML, and in a browser each pixel under its stylesheet and fonts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import katex from 'katex';
import { THEIRS, VIEWS, chunks, difference, differingBoxes, picture, show, start, tab } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);
const formulas = JSON.parse(readFileSync(join(folder, 'formulas.json'), 'utf8')).map((it, index) => ({ index, ...it }));
const OURS = join(folder, 'katex.css');
const OUR_HTML = ({ index, display, html }) => ({ index, display, html });
const THEIR_HTML = ({ index, display, theirs }) => ({ index, display, html: theirs });
const failures = [];
const fail = (what) => failures.push(what);

/** The same HTML with the attributes of each tag in alphabetical order and line ends as references, as quod writes it. */
function settled(html) {
  const tag = /<([a-zA-Z]+)((?: [\w:-]+ ?="[^"]*")+)/g;
  const sort = (attributes) => attributes.replaceAll(' =', '=').match(/[\w:-]+="[^"]*"/g).sort().join(' ');
  return html.replace(tag, (_, name, attributes) => `<${name} ${sort(attributes)}`).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;');
}

/** Where katex-rs 0.3.0 writes other HTML than KaTeX 0.18.5 and it looks the same, as the pictures show. */
const KNOWN = {
  'explicit space after a comma stands on the other side of the space that TeX puts there; their sum is the same':
    (html) => html.replace(/(<span class="mspace[^"]*" style="[^"]*"><\/span>){2,}/g, (run) => run.split(/(?<=<\/span>)/).sort().join('')),
  'an arrow with text lacks a class that aligns it to the left, but it is as wide as its box':
    (html) => html.replaceAll('<span class="svg-align" style="top', '<span style="top'),
  'the class mtight is given more freely, but it has no style':
    (html) => html.replace(/ mtight\b/g, '').replaceAll(' class="mtight"', ''),
  'a small delimiter stands in two spans, where KaTeX uses one':
    (html) => html.replace(/(delimcenter" style="[^"]*">)<span(?: class="m(?:open|close)")?>([^<]*)<\/span>/g, '$1$2'),
  'a path says v-0 for v0': (html) => html.replaceAll(' v-0 ', ' v0 '),
  'a path has a line end for a space': (html) => html.replace(/ d="[^"]*"/g, (path) => path.replaceAll('&#10;', ' ')),
  'KaTeX itself writes "undefined" for a sign that MathML does not know':
    (html) => html.replace(/<mo stretchy="true">(?:undefined|\s)<\/mo>/g, '<mo stretchy="true"></mo>'),
};
const normal = (html) => Object.values(KNOWN).reduce((text, rewrite) => rewrite(text), html);

/** Commands for which the HTML is not compared, but the pictures are. */
const ONLY_SEEN = ['\\phase']; // katex-rs gives its lengths with more digits

/** Formulas that katex-rs sets otherwise, so that it can be seen; of these only the stylesheets are compared. */
const DIFFERENT = {
  // A change of size is left out of the height of the line, so that the line is set a little too close.
  '\\footnotesize': ({ display }) => display,
  '\\sixptsize': ({ display }) => display,
};
const different = (formula) => Object.entries(DIFFERENT).some(([command, applies]) => formula.tex.includes(command) && applies(formula));

function compareHtml() {
  const options = { strict: false, trust: false, throwOnError: true, maxSize: 100, maxExpand: 1000 };
  const hush = console.warn;
  console.warn = () => {}; // KaTeX complains that it has no metrics for ①
  for (const formula of formulas) {
    const { tex, display, html } = formula;
    formula.theirs = settled(katex.renderToString(tex, { ...options, displayMode: display }));
    const [one, other] = [formula.theirs, html].map(normal);
    if (different(formula)) {
      if (one === other) fail(`${JSON.stringify(tex)} no longer differs; take it from the list`);
      formula.theirs = html;
      continue;
    }
    if (one === other || ONLY_SEEN.some((command) => tex.includes(command))) continue;
    fail(`HTML of ${JSON.stringify(tex)}\n  KaTeX: ${clip(one, other)}\n  ours:  ${clip(other, one)}`);
  }
  console.warn = hush;
}

function clip(text, other) {
  let at = 0;
  while (at < text.length && text[at] === other[at]) at += 1;
  return `…${text.slice(Math.max(0, at - 60), at + 160)}…`;
}

/** A tag that finds no room beside its display is set over it by KaTeX, and after it by quod. */
const crowded = (page) => page.evaluate(() => [...document.querySelectorAll('.katex-display')]
  .filter((it) => it.scrollWidth > it.clientWidth && it.querySelector('.katex-tag'))
  .map((it) => Number(it.closest('.box').dataset.index)));

async function compareView(browser, view) {
  const [ours, theirs] = [await tab(browser, view, folder, OURS), await tab(browser, view, folder, THEIRS)];
  // How a formula stands in a line of text is a matter of its width and height alone.
  const chosen = formulas.filter((it) => it.display || view.inline);
  let compared = 0;
  for (const [number, chunk] of chunks(chosen, 24).entries()) {
    await show(ours, chunk.map(OUR_HTML));
    const without = new Set(await crowded(ours.page));
    const shown = chunk.filter(({ index }) => !without.has(index));
    if (without.size) await show(ours, shown.map(OUR_HTML));
    await show(theirs, shown.map(THEIR_HTML));
    const [one, other] = await Promise.all([picture(ours.page), picture(theirs.page)]);
    if (difference(one, other)) await reportDifference(`${view.name}-${number}`, ours.page, one, other);
    await checkPage(ours, shown, view);
    compared += shown.length;
  }
  await Promise.all([ours.close(), theirs.close()]);
  console.log(`${view.name}: ${compared} of ${chosen.length} formulas compared`);
  if (compared < chosen.length - view.crowded) fail(`${view.name}: too many formulas were left out`);
}

async function reportDifference(name, page, one, other) {
  const boxes = await differingBoxes(page, one, other);
  const where = boxes.slice(0, 3).map((it) => JSON.stringify(formulas[it].tex)).join(' and ');
  fail(`${name}: ${difference(one, other)} pixels differ, first in ${where}`);
  writeFileSync(join(folder, `${name}-ours.png`), one.bytes);
  writeFileSync(join(folder, `${name}-katex.png`), other.bytes);
}

/** The faces that the browser loaded are among those that quod found in the classes, and nothing came from elsewhere. */
async function checkPage({ page, requests }, shown, view) {
  const loaded = await page.evaluate(() => [...document.fonts].filter((it) => it.status === 'loaded').map((it) => {
    const style = (it.weight === 'bold' || it.weight === '700' ? 'Bold' : '') + (it.style === 'italic' ? 'Italic' : '');
    return `${it.family.replace(/["']/g, '').replace('KaTeX_', '')}-${style || 'Regular'}`;
  }));
  const found = new Set(shown.flatMap(({ faces }) => faces));
  loaded.filter((it) => !found.has(it)).forEach((it) => fail(`${view.name}: the face ${it} is used and was not found`));
  const idle = [...found].filter((it) => !loaded.includes(it));
  if (idle.length > 2) fail(`${view.name}: the faces ${idle} were found and are not used`);
  requests.filter((url) => !url.startsWith('file:')).forEach((url) => fail(`${view.name}: a request left the page: ${url}`));
}

/** The comparison can fail: scripts that are too large by a hundredth are seen (sweep.mjs goes through every rule). */
async function control(browser) {
  const rules = readFileSync(OURS, 'utf8');
  const altered = rules.replace('.size3 { --katex-to: .7; }', '.size3 { --katex-to: .707; }');
  if (altered === rules) fail('the declaration that the control alters is gone');
  const sheet = join(folder, 'altered.css');
  writeFileSync(sheet, altered);
  const [ours, theirs] = [await tab(browser, VIEWS[0], folder, sheet), await tab(browser, VIEWS[0], folder, THEIRS)];
  await show(ours, formulas.slice(0, 24).map(OUR_HTML));
  await show(theirs, formulas.slice(0, 24).map(THEIR_HTML));
  const count = difference(await picture(ours.page), await picture(theirs.page));
  console.log(`control: ${count} pixels differ under an altered stylesheet`);
  if (count === 0) fail('an altered stylesheet made no difference');
  await Promise.all([ours.close(), theirs.close()]);
}

compareHtml();
const browser = await start(executable);
try {
  for (const view of VIEWS) await compareView(browser, view);
  await control(browser);
} finally {
  await browser.close();
}
failures.forEach((failure) => console.log(`FAILED ${failure}`));
console.log(`${formulas.length} formulas, ${failures.length} failures`);
process.exitCode = failures.length ? 1 : 0;
