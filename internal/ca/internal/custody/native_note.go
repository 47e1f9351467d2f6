package custody

import (
	"errors"
	"strings"
)

// noted is the part that the note names; nil without a note.
func (k *Native) noted() (*part, error) {
	text, err := k.place.read(k.name)
	if errors.Is(err, ErrNoKey) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range k.parts {
		if k.parts[i].name == strings.TrimSpace(string(text)) {
			return &k.parts[i], nil
		}
	}
	return nil, errNote
}

// note writes that p is to have the key. ErrKeyExists if there is a note: another
// process is at it.
func (k *Native) note(p *part) error { return k.place.write(k.name, []byte(p.name+"\n")) }

func (k *Native) unnote() error {
	err := k.place.remove(k.name)
	if errors.Is(err, ErrNoKey) {
		return nil
	}
	return err
}
