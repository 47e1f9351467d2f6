package rulefile

import _ "embed"

// Schema is the JSON Schema (2020-12) of a file, for editors. What it refuses, [Read]
// refuses too; Read looks further: into filters, regular expressions and names.
//
//go:embed schema.json
var Schema []byte
