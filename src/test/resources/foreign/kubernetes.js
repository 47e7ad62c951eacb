// Checks Kubernetes resources in files of YAML: values by the validators of kubernetes-models, and the names of fields by its
// types, because an API server refuses unknown fields only if it is asked to. Prints a line for each error, then "done".
const fs = require('fs');
const path = require('path');
const yaml = require('yaml');

const root = path.dirname(require.resolve('kubernetes-models/package.json'));

/** The file of the resource: apps/v1 Deployment is in apps/v1/Deployment. */
function fileOf(apiVersion, kind) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const file = path.join(root, group, version, kind);
  return fs.existsSync(file + '.d.ts') ? file : null;
}

/** The fields of the type that a file declares: names with the file of their type, or null for one without fields. */
function fieldsOf(file) {
  const text = fs.readFileSync(file + '.d.ts', 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  const imports = {};
  for (const [, name, from] of text.matchAll(/import \{ (\w+) \} from "([^"]+)";/g)) {
    imports[name] = from.startsWith('.') ? path.resolve(path.dirname(file), from)
        : require.resolve(from, {paths: [root]}).replace(/\.js$/, '');
  }
  const body = text.match(/export (?:declare )?interface I\w+ (?:extends [^{]+)?\{([\s\S]*?)\n\}/);
  if (!body) {
    return null;
  }
  const fields = {};
  for (const [, name, type] of body[1].matchAll(/^ {4}"(\w[\w$-]*)"\??: (.*)$/gm)) {
    const known = type.match(/I[A-Z]\w+/);
    fields[name] = known && imports[known[0]] && !type.includes('[key') ? imports[known[0]] : null;
  }
  return fields;
}

function unknown(value, file, at, errors) {
  if (Array.isArray(value)) {
    value.forEach((each, index) => unknown(each, file, `${at}[${index}]`, errors));
  } else if (value && typeof value === 'object' && file) {
    const fields = fieldsOf(file);
    for (const [name, inner] of Object.entries(fields ? value : {})) {
      if (name in fields) {
        unknown(inner, fields[name], `${at}.${name}`, errors);
      } else {
        errors.push(`${at}.${name}: unknown field`);
      }
    }
  }
}

for (const name of process.argv.slice(2)) {
  for (const document of yaml.parseAllDocuments(fs.readFileSync(name, 'utf8'))) {
    const where = path.basename(name);
    document.errors.forEach(error => console.log(`${where}: ${error.message.split('\n')[0]}`));
    const resource = document.toJS();
    const file = fileOf(resource.apiVersion || '', resource.kind);
    if (!file) {
      console.log(`${where}: unknown resource ${resource.apiVersion} ${resource.kind}`);
      continue;
    }
    const errors = [];
    unknown(resource, file, resource.kind, errors);
    try {
      new (require(file)[resource.kind])(resource).validate();
    } catch (error) {
      errors.push(error.message);
    }
    errors.forEach(error => console.log(`${where}: ${error}`));
  }
}
console.log('done');
