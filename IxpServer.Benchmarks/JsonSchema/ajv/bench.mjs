// Reads {cases: [{name, schema, document, iterations}], rounds} from the file named on the command line and answers each
// line "run" on standard input with one round: {name: [ns per validation, ns per parse and validation]}.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const cases = JSON.parse(readFileSync(process.argv[2], "utf8")).map((entry) => {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(entry.schema));
  if (!validate(JSON.parse(entry.document))) throw new Error(entry.name + ": " + JSON.stringify(validate.errors));
  return { ...entry, validate, bytes: Buffer.from(entry.document) };
});

function time(iterations, action) {
  const start = process.hrtime.bigint();
  let valid = 0;
  for (let i = 0; i < iterations; i++) valid += action() ? 1 : 0;
  if (valid !== iterations) throw new Error("invalid");
  return Number(process.hrtime.bigint() - start) / iterations;
}

function round() {
  const result = {};
  for (const { name, validate, document, bytes, iterations } of cases) {
    const value = JSON.parse(document);
    result[name] = [
      time(iterations, () => validate(value)),
      time(iterations, () => validate(JSON.parse(bytes.toString("utf8")))),
    ];
  }
  return result;
}

console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "run") break;
  console.log(JSON.stringify(round()));
}
process.exit(0);
