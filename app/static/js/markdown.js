// What <mail-editor> writes, as [words, from, to]: what takes the place of a part of `value`, and what of it is selected then.
const SIGNS = /^(#+|-|\d+\.) /;

// Words as a paragraph of their own in place of start…end.
export function apart(words, value, start, end) {
  const before = value.slice(0, start).match(/\n*$/)[0].length;
  const after = value.slice(end).match(/^\n*/)[0].length;
  const gap = (there) => "\n".repeat(Math.max(0, 2 - there));
  return (start ? gap(before) : "") + words + gap(after);
}

// The selection between `before` and `after`, or the sample if nothing is selected.
export function around({ before, after = "", sample = "", then, block }, value, start, end) {
  const words = value.slice(start, end) || sample;
  const whole = before + words + after;
  const written = block === undefined ? whole : apart(whole, value, start, end);
  if (start < end && then) return [written, written.lastIndexOf(then), written.lastIndexOf(then) + then.length];
  const at = written.indexOf(whole) + before.length;
  return [written, at, at + words.length];
}

// Whole lines with a sign before each; without it if all had it already.
export function signed(lines, sign) {
  const rows = lines.split("\n");
  const off = rows.every((row) => row.match(SIGNS)?.[0].replace(/\d+/, "1") === sign);
  const written = rows.map((row, index) => (off ? "" : sign.replace("1", index + 1)) + row.replace(SIGNS, "")).join("\n");
  return [written, rows.length > 1 ? 0 : written.length, written.length];
}
