// Writes src/model/api.gen.ts from the API's OpenAPI document. --check only compares.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../../api/openapi.json", import.meta.url);
const target = new URL("../src/model/api.gen.ts", import.meta.url);

const head = "// Code generated from internal/api/openapi.json by `npm run types`. DO NOT EDIT.\n\n";
const made = head + astToString(await openapiTS(source, { alphabetize: true, emptyObjectsUnknown: true, defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  await writeFile(target, made);
} else if ((await readFile(target, "utf8").catch(() => "")) !== made) {
  console.error("src/model/api.gen.ts is not what internal/api/openapi.json gives: run `make ui` and commit it");
  process.exit(1);
}
