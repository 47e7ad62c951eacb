// A payload as text, as JSON with indentation, or as hex.

import { el } from './dom.js';

const JSON_TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
const HEX_ROW = 16;

/** The bytes of a message. */
export function payloadBytes(message) {
  if (!message.base64) {
    return new TextEncoder().encode(message.payload);
  }
  return Uint8Array.from(atob(message.payload), (char) => char.charCodeAt(0));
}

/** One line that shows what a message holds. */
export function preview(message) {
  if (message.opcode === 'binary' || message.base64) {
    return [...payloadBytes(message).slice(0, 48)].map(hex).join(' ');
  }
  return `${message.code ?? ''} ${message.payload.slice(0, 400)}`.trimStart();
}

/** Indented JSON, or null if the payload is none. */
export function prettyJson(message) {
  if (message.base64 || !/^\s*[[{"]/.test(message.payload)) {
    return null;
  }
  try {
    return JSON.stringify(JSON.parse(message.payload), null, 2);
  } catch {
    return null;
  }
}

/** JSON as coloured elements. */
export function highlighted(json) {
  const parts = [];
  let from = 0;
  for (const match of json.matchAll(JSON_TOKEN)) {
    const kind = match[2] ? 'json-key' : match[1] ? 'json-string' : match[3] ? 'json-word' : 'json-number';
    parts.push(json.slice(from, match.index), el('span', { class: kind }, match[1] ?? match[0]), match[2] ?? '');
    from = match.index + match[0].length;
  }
  parts.push(json.slice(from));
  return parts;
}

/** Offset, bytes, characters: as `hexdump -C`. */
export function hexDump(bytes) {
  const lines = [];
  for (let at = 0; at < bytes.length; at += HEX_ROW) {
    const row = [...bytes.slice(at, at + HEX_ROW)];
    const left = row.slice(0, 8).map(hex).join(' ').padEnd(23);
    const right = row.slice(8).map(hex).join(' ').padEnd(23);
    const text = row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${at.toString(16).padStart(6, '0')}  ${left}  ${right}  ${text}`);
  }
  return lines.join('\n');
}

function hex(byte) {
  return byte.toString(16).padStart(2, '0');
}
