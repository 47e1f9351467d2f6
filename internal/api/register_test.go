package api

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the document anew")

// The committed document is what the types say: it is what clients are made from.
func TestOpenAPI(t *testing.T) {
	text, err := json.MarshalIndent(Describe(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile("openapi.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(text, document) {
		t.Errorf("openapi.json is not what the operations say; go test ./internal/api -run TestOpenAPI -update writes it")
	}
}
