// The description by a validator of OpenAPI, and real answers by the schemas it gives.
// stdin: {document, answers: [{path, name, type, body}]}; stdout: ["what is wrong"]
const Ajv = require("ajv/dist/2020").default;
const formats = require("ajv-formats").default;

async function main() {
  const task = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const wrong = [];
  const { Validator } = await import(require.resolve("@seriousme/openapi-schema-validator"));
  const found = await new Validator().validate(structuredClone(task.document));
  if (!found.valid) wrong.push(`the description: ${JSON.stringify(found.errors).slice(0, 2000)}`);
  const judge = new Ajv({ strict: false, allErrors: true });
  formats(judge);
  judge.addSchema({ ...task.document, $id: "earshot" });
  for (const one of task.answers) {
    const at = ["paths", one.path, "get", "responses", one.status, "content", one.type, "schema"];
    const pointer = at.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/");
    const fits = judge.getSchema(`earshot#/${pointer}`);
    if (!fits) wrong.push(`${one.name}: ${one.status} ${one.type} is not described`);
    else if (!fits(one.body)) wrong.push(`${one.name}: ${judge.errorsText(fits.errors.slice(0, 3))}`);
  }
  console.log(JSON.stringify(wrong));
}

main().catch((error) => { console.error(error); process.exit(1); });
