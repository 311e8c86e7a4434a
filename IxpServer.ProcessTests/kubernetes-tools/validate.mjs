// Reads manifests from standard input and checks each against its kind's schema: what is required, of which type, which
// words are allowed. Prints a line for each fault, and the kinds that it knows no schema of.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

let faults = 0;
for (const document of parseAllDocuments(readFileSync(0, 'utf8'))) {
  const object = document.toJS();
  if (!object) continue;
  // Kustomize breaks long values into lines, which the API takes and the schema does not.
  for (const key of Object.keys(object.kind === 'Secret' ? object.data : {})) {
    object.data[key] = object.data[key].replace(/\s/g, '');
  }
  const name = `${object.kind} ${object.metadata?.name}`;
  let models;
  try {
    models = await import(`kubernetes-models/${object.apiVersion}`);
  } catch {
    console.log(`unknown ${object.apiVersion} ${object.kind}`);
    continue;
  }
  try {
    new models[object.kind](object).validate();
  } catch (fault) {
    faults++;
    console.log(`${name}: ${fault.message}`);
  }
}
process.exitCode = faults ? 1 : 0;
