package config

import "fmt"

// InvalidError is a value that cannot be used.
type InvalidError struct {
	Name  string // the flag or the kind of value
	Value string
	Hint  string // what is wrong and what to do about it
}

func (e *InvalidError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s: %s", e.Name, e.Hint)
	}
	return fmt.Sprintf("%s %q: %s", e.Name, e.Value, e.Hint)
}

func invalid(name, value, hint string) error {
	return &InvalidError{Name: name, Value: value, Hint: hint}
}
