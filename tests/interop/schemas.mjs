// The two JSON Schemas as an editor applies them: YAML 1.2 is read by the library that the YAML language server uses,
// and the result goes through ajv.
import {readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import Ajv from 'ajv';
import {parseDocument} from 'yaml';

export const source = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const read = name => JSON.parse(readFileSync(path.join(source, 'schemas', name), 'utf8'));
export const schemas = {
  policy: read('policy.schema.json'),
  main: read('ecdsnapd.schema.json')
};

// Strict in all that finds mistakes in a schema. `strictRequired` would forbid "this key, or that one"; .inf is a
// number.
const ajv = new Ajv.default(
  {strict: true, strictRequired: false, strictNumbers: false, allowUnionTypes: true, allErrors: true, verbose: true});
ajv.addKeyword({keyword: 'patternErrorMessage', schemaType: 'string'});  // what editors say
ajv.addSchema(schemas.policy, 'policy.schema.json');
ajv.addSchema(schemas.main, 'ecdsnapd.schema.json');
const validators = {
  policy: ajv.getSchema('policy.schema.json'),
  main: ajv.getSchema('ecdsnapd.schema.json')
};

// What an editor underlines: one line a problem, none where the file is good. `kind` is policy or main.
export function schemaProblems(kind, text) {
  const document = parseDocument(text, {version: '1.2', logLevel: 'silent'});
  if (document.errors.length > 0) return document.errors.map(error => `YAML: ${error.message.split('\n')[0]}`);
  let value;
  try {
    value = document.toJS();
  } catch (error) {  // an alias of nothing
    return [`YAML: ${error.message}`];
  }
  const validate = validators[kind];
  if (validate(value)) return [];
  return validate.errors.map(({instancePath, message, params, parentSchema, keyword}) => {
    const says = keyword === 'pattern' && parentSchema.patternErrorMessage || message;
    const name = params.additionalProperty ?? params.missingProperty;
    return `${instancePath || '/'}: ${says}${name === undefined ? '' : `: ${name}`}`;
  });
}
