package script

import _ "embed"

// Types is the TypeScript declaration of all that a script finds.
//
//go:embed rockxy.d.ts
var Types []byte
