package tongue

import (
	"encoding/json"
	"errors"
)

// UnmarshalJSON reads a plain string or an object of languages.
func (w *Words) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*w = Plain(s)
		return nil
	}
	m := map[string]string{}
	if json.Unmarshal(b, &m) != nil {
		return errors.New(`a text is a string or {"zh": …, "en": …}`)
	}
	out, err := of(m)
	if err != nil {
		return err
	}
	*w = out
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (w Words) MarshalJSON() ([]byte, error) {
	if s, ok := w[anyLang]; ok && len(w) == 1 {
		return json.Marshal(s)
	}
	return json.Marshal(map[Lang]string(w))
}
