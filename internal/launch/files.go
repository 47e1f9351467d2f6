package launch

import (
	"fmt"
	"os"
	"path/filepath"
)

// Write puts the plan's files into its directory, readable by this user only.
func (p Plan) Write() error {
	for _, f := range p.Files {
		path := filepath.Join(p.Dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fmt.Errorf("write for the program: %w", err)
		}
		if err := os.WriteFile(path, f.Content, 0o600); err != nil {
			return fmt.Errorf("write for the program: %w", err)
		}
	}
	return nil
}
