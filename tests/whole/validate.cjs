// html-validate over pages. stdin: {pages: {name: html}, rules: {}}; stdout: ["name:line:column rule: message"]
const { HtmlValidate } = require("html-validate");

async function main() {
  const task = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const judge = new HtmlValidate({ root: true, extends: ["html-validate:standard"], rules: task.rules });
  const found = [];
  for (const [name, html] of Object.entries(task.pages)) {
    const report = await judge.validateString(html, name);
    for (const result of report.results)
      for (const one of result.messages) found.push(`${name}:${one.line}:${one.column} ${one.ruleId}: ${one.message}`);
  }
  console.log(JSON.stringify(found));
}

main().catch((error) => { console.error(error); process.exit(1); });
