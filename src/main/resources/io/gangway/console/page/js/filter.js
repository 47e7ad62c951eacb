// The language of the filter fields: words that must all occur; `field:text` looks in one field, a `-` before a word
// excludes it, `field>number` and `field<number` compare.

const WORD = /(-?)(?:([a-z]+)([:<>]))?(?:"([^"]*)"|(\S+))/gi;

/**
 * Compiles a filter.
 *
 * @param {string} text as typed
 * @param {object} fields by name: a function from an item to text or a number
 * @returns a function from an item to a boolean
 */
export function compile(text, fields) {
  const tests = [...text.matchAll(WORD)].map((match) => test(match, fields));
  return (item) => tests.every((each) => each(item));
}

function test([whole, minus, name, operator, quoted, plain], fields) {
  const field = name === undefined ? undefined : fields[name.toLowerCase()];
  const wanted = (quoted ?? plain).toLowerCase();
  let matches;
  if (field && operator !== ':') {
    const limit = Number.parseFloat(wanted);
    matches = operator === '>' ? (item) => Number(field(item)) > limit : (item) => Number(field(item)) < limit;
  } else if (field) {
    matches = (item) => contains(field(item), wanted);
  } else {
    const word = (minus ? whole.slice(1) : whole).replaceAll('"', '').toLowerCase();
    matches = (item) => Object.values(fields).some((each) => contains(each(item), word));
  }
  return minus ? (item) => !matches(item) : matches;
}

function contains(value, wanted) {
  return value !== null && value !== undefined && String(value).toLowerCase().includes(wanted);
}
