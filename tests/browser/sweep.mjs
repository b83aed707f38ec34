// node sweep.mjs FOLDER CHROMIUM
//
// The comparison guards the whole stylesheet: take any one declaration out of it, and some picture changes. So none is
// there in vain, and compare.mjs would notice if one were wrong. FOLDER is the same as for compare.mjs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VIEWS, chunks, show, start, tab } from './pages.mjs';

const [folder, executable] = process.argv.slice(2);

/** Declarations that change no picture of these pages, each with the reason why it is there. */
const UNSEEN = {
  '.katex { position: relative }': 'keeps the hidden MathML inside the box that scrolls',
  '.katex .mml-eqn-num::before { counter-increment: equation-in-mathml 1 }': 'a number in the hidden MathML, for assistive tools',
  '.katex .mml-eqn-num::before { content: "(" counter(equation-in-mathml) ")" }': 'the same number',
  '.katex .vlist-t { display: inline-table }': 'Chromium makes the missing table by itself and puts the margin around it',
  '.katex .cd-vert-arrow { display: inline-block }': 'browsers differ in percentages of an inline box',
};

/** In the page: the n-th style rule or face, or null after the last; print rules are none of the screen's. */
function declarations() {
  const rules = [...document.styleSheets[1].cssRules];
  return rules.flatMap((rule, at) => {
    if (rule instanceof CSSFontFaceRule) return [{ at, face: rule.style.getPropertyValue('src') }];
    if (!(rule instanceof CSSStyleRule)) return [];
    const list = rule.style.cssText.split(/;\s*/).filter(Boolean);
    return list.map((declaration, which) => ({ at, which, selector: rule.selectorText, declaration }));
  });
}

/** In the page: takes one declaration out; `undo` puts back what was there. */
function take({ at, which, face }) {
  const sheet = document.styleSheets[1];
  const rule = sheet.cssRules[at];
  if (face) {
    window.undo = rule.cssText;
    sheet.deleteRule(at);
    return;
  }
  window.undo = rule.style.cssText;
  rule.style.cssText = rule.style.cssText.split(/;\s*/).filter(Boolean).filter((_, it) => it !== which).join(';');
}

function putBack({ at, face }) {
  const sheet = document.styleSheets[1];
  if (face) sheet.insertRule(window.undo, at);
  else sheet.cssRules[at].style.cssText = window.undo;
}

/** What is seen of a page, and how far its boxes can be scrolled. */
async function photograph(page) {
  const bytes = await page.screenshot({ fullPage: true });
  const reach = await page.evaluate(() => [...document.querySelectorAll(':root, .box, .katex-display')]
    .map((it) => [it.scrollWidth, it.scrollHeight]));
  return Buffer.concat([bytes, Buffer.from(JSON.stringify(reach))]);
}

/** Every formula as a display, wide and on a phone, and in lines of text on a phone. */
async function openTabs(browser) {
  const formulas = JSON.parse(readFileSync(join(folder, 'formulas.json'), 'utf8')).map((it, index) => ({ index, ...it }));
  const [displays, inlines] = [true, false].map((display) => formulas.filter((it) => it.display === display));
  const [wide, phone] = VIEWS;
  const tabs = [];
  for (const [view, list] of [[wide, displays], [phone, displays], [phone, inlines]]) {
    for (const chunk of chunks(list, 40)) {
      const one = await tab(browser, view, folder, join(folder, 'katex.css'));
      await show(one, chunk);
      tabs.push({ ...one, before: await photograph(one.page) });
    }
  }
  return tabs;
}

async function isNoticed(tabs, it) {
  for (const { page, before } of tabs) {
    await page.evaluate(take, it);
    await page.evaluate(() => document.fonts.ready);
    const after = await photograph(page);
    await page.evaluate(putBack, it);
    if (!after.equals(before)) return true;
  }
  return false;
}

/** What is wrong with a declaration, if anything. */
async function complaint(tabs, it) {
  const name = it.face ?? `${it.selector} { ${it.declaration} }`;
  const noticed = await isNoticed(tabs, it);
  if (noticed && name in UNSEEN) return `${name} is seen after all`;
  return noticed || name in UNSEEN ? null : `${name} can go without a trace`;
}

const browser = await start(executable);
const failures = [];
try {
  const tabs = await openTabs(browser);
  const all = await tabs[0].page.evaluate(declarations);
  for (const it of all) failures.push(await complaint(tabs, it));
  console.log(`${all.length} declarations taken out, one at a time`);
} finally {
  await browser.close();
}
const real = failures.filter(Boolean);
real.forEach((failure) => console.log(`FAILED ${failure}`));
process.exitCode = real.length || failures.length < 100 ? 1 : 0;
