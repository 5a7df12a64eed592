package rate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"

	"gopkg.in/yaml.v3"
)

// ReadContract reads a contract from YAML, or from JSON, which is YAML too. An
// unknown field is refused by name. It returns ErrContract and what Check does.
func ReadContract(r io.Reader) (Contract, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return Contract{}, fmt.Errorf("read contract: %w", err)
	}
	c, err := contractOf(withoutPairs(raw))
	if err != nil {
		return Contract{}, err
	}
	c.sourceSHA = hexSHA(raw)
	return c, c.Check()
}

func contractOf(text []byte) (Contract, error) {
	var n yaml.Node
	if err := yaml.Unmarshal(text, &n); err != nil {
		return Contract{}, ErrContract.With("the contract cannot be read: %s", yamlWords(err))
	}
	if err := exact(&n); err != nil {
		return Contract{}, err
	}
	var c Contract
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return Contract{}, ErrContract.With("the contract cannot be read: %s", yamlWords(err))
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Contract{}, ErrContract.With("the contract must be one document")
	}
	return c, nil
}

// surrogates are the halves by which JSON escapes a character beyond 16 bits,
// and the escaped backslash that they must not be confused with.
var surrogates = regexp.MustCompile(`\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`)

// withoutPairs writes out the characters that JSON may escape in two halves and
// YAML may not.
func withoutPairs(raw []byte) []byte {
	if !json.Valid(raw) {
		return raw
	}
	return surrogates.ReplaceAllFunc(raw, func(found []byte) []byte {
		var character string
		if len(found) == 2 || json.Unmarshal([]byte(`"`+string(found)+`"`), &character) != nil {
			return found
		}
		return []byte(character)
	})
}

// WriteContract writes the contract as the JSON that SHA is taken of.
func WriteContract(w io.Writer, c Contract) error {
	raw, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write contract: %w", err)
	}
	_, err = w.Write(raw)
	return err
}

// SHA is the SHA-256 of the bytes the contract was read from, or of what
// WriteContract writes when it was made in memory.
func (c Contract) SHA() (string, error) {
	if c.sourceSHA != "" {
		return c.sourceSHA, nil
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("hash contract %s: %w", c.ID, err)
	}
	return hexSHA(raw), nil
}

// yamlWords is the first complaint of a YAML error, which names its line.
func yamlWords(err error) string {
	var t *yaml.TypeError
	if errors.As(err, &t) && len(t.Errors) > 0 {
		return t.Errors[0]
	}
	return err.Error()
}

func hexSHA(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
