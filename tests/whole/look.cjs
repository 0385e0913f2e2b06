// Looks at pages as a reader's browser does: axe-core's violations, what is too wide, bytes, paint and shift.
// stdin: {base, cookie, pages: ["/path"], widths: [320], schemes: ["light"], shots: folder or null}
// stdout: [{page, script, width, scheme, violations: ["rule: element"], wide, bytes, paint_ms, shift, failed}]
const { chromium } = require("playwright-core");
const axe = require("axe-core").source;
const path = require("node:path");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function measure(page) {
  return page.evaluate(() => {
    const paint = performance.getEntriesByName("first-contentful-paint")[0];
    let shift = 0;
    const watch = new PerformanceObserver(() => {});
    watch.observe({ type: "layout-shift", buffered: true });
    for (const entry of watch.takeRecords()) shift += entry.value;
    return { paint_ms: paint ? paint.startTime : null, shift };
  });
}

// The dark scheme changes colours alone: whatever does not look at them was judged in the light one.
async function violations(page, dark) {
  const only = dark ? { type: "rule", values: ["color-contrast", "link-in-text-block"] } : TAGS;
  const found = await page.evaluate((runOnly) => axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }), only);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.any[0] ? node.any[0].message : ""}`));
}

async function look(context, task, address, script) {
  const page = await context.newPage();
  const found = [], failed = [], answers = [];
  page.on("pageerror", (error) => failed.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error" && !/status of [45]/.test(message.text())) failed.push(message.text()); });
  page.on("response", (answer) => { // the news of an open page have no end
    if (!answer.headers()["content-type"]?.startsWith("text/event-stream")) answers.push(answer.body().then((body) => body.length, () => 0));
  });
  await page.setViewportSize({ width: task.widths[0], height: 900 });
  await page.goto(task.base + address, { waitUntil: "load" });
  const scripted = (await page.locator("script").count()) > 0;
  if (script) await page.locator("body[data-charts] .plot:not(.drawn)").first().waitFor({ state: "detached" });
  const measured = script ? await measure(page) : { paint_ms: null, shift: 0 };
  await page.evaluate(axe);
  for (const width of script ? task.widths : task.widths.slice(0, 1)) {
    await page.setViewportSize({ width, height: 900 });
    // Colours do not depend on the width: the dark ones are looked at once, in the widest.
    for (const scheme of task.shots || width === task.widths.at(-1) ? task.schemes : task.schemes.slice(0, 1)) {
      await page.emulateMedia({ colorScheme: scheme });
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
      if (task.shots) {
        const name = (address.replace(/[^A-Za-z0-9=-]+/g, "_") || "_").slice(0, 80);
        await page.screenshot({ path: path.join(task.shots, `${name}.${width}.${scheme}.png`), fullPage: true });
      }
      found.push({ page: address, script, width, scheme, violations: task.shots ? [] : await violations(page, scheme === "dark"), wide, ...measured });
    }
  }
  const bytes = (await Promise.all(answers)).reduce((sum, one) => sum + one, 0);
  await page.close();
  for (const one of found) Object.assign(one, { bytes, failed });
  return { found, scripted };
}

async function main() {
  const task = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const browser = await chromium.launch({ executablePath: task.chromium, args: ["--no-sandbox", "--disable-gpu"] });
  const all = [], scripted = new Set();
  for (const script of [true, false]) {
    const context = await browser.newContext();
    // Without its own script, that is: where a browser runs none at all, axe does not run either.
    if (!script) await context.route("**/*.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
    if (task.cookie) await context.addCookies([{ name: "earshot", value: task.cookie, url: task.base }]);
    // Without script a page is what the server sent: one language tells.
    const pages = (script ? task.pages : task.pages.filter((one) => scripted.has(one) && !one.includes("lang=en"))).slice();
    const walk = async () => { // two at a time, one a core
      for (let address = pages.shift(); address; address = pages.shift()) {
        const one = await look(context, task, address, script);
        if (one.scripted) scripted.add(address);
        all.push(...one.found);
      }
    };
    await Promise.all([walk(), walk()]);
    await context.close();
  }
  await browser.close();
  console.log(JSON.stringify(all));
}

main().catch((error) => { console.error(error); process.exit(1); });
