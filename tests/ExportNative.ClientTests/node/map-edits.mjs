// Makes a config of each edit that comes in, one JSON text a line, and prints what it made, one a line.
import { createInterface } from 'node:readline';
import { generateExportConfig } from '../../../src/ExportNative.Client/exportnative.js';

for await (const line of createInterface({ input: process.stdin })) {
  let made;
  try {
    made = generateExportConfig(JSON.parse(line));
  } catch (error) {
    made = { error: error.name, message: error.message };
  }

  process.stdout.write(`${JSON.stringify(made)}\n`);
}
