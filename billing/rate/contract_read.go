package rate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"gopkg.in/yaml.v3"
)

// ReadContract reads a contract from YAML, or from JSON, which is YAML too. An
// unknown field is refused by name. It returns ErrContract and what Check does.
func ReadContract(r io.Reader) (Contract, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return Contract{}, fmt.Errorf("read contract: %w", err)
	}
	var c Contract
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return Contract{}, ErrContract.With("the contract cannot be read: %s", yamlWords(err))
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return Contract{}, ErrContract.With("the contract must be one document")
	}
	c.sourceSHA = hexSHA(raw)
	return c, c.Check()
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
