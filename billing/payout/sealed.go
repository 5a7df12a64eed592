package payout

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/manyhands/manyhands/internal/uid"
)

// sealedMark begins an account number that is sealed; one without it is from
// before there was a key.
const sealedMark = "sealed:1:"

// SealWith keeps account numbers sealed by a key that lies beside the data
// directory and not in the database: whoever has a copy of the database alone
// reads no account. Without it they are kept as they are.
func (m *Paymaster) SealWith(key []byte) error {
	own := sha256.Sum256(append([]byte("agents' accounts\n"), key...)) // the same key signs sessions
	block, err := aes.NewCipher(own[:])
	if err != nil {
		return fmt.Errorf("make cipher: %w", err)
	}
	if m.vault, err = cipher.NewGCM(block); err != nil {
		return fmt.Errorf("make cipher: %w", err)
	}
	return nil
}

// sealed is an account number as it is kept. The agent is part of the seal, so
// that a row which was copied to another agent does not open.
func (m *Paymaster) sealed(agent uid.Agent, account string) (string, error) {
	if m.vault == nil {
		return account, nil
	}
	nonce := make([]byte, m.vault.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return "", fmt.Errorf("draw nonce: %w", err)
	}
	return sealedMark + base64.RawStdEncoding.EncodeToString(m.vault.Seal(nonce, nonce, []byte(account), agent[:])), nil
}

// open reads an account number as it was given.
func (m *Paymaster) open(agent uid.Agent, kept string) (string, error) {
	text, sealed := strings.CutPrefix(kept, sealedMark)
	if !sealed {
		return kept, nil
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || m.vault == nil || len(raw) < m.vault.NonceSize() {
		return "", fmt.Errorf("open account of agent %s: the key that it was sealed with is not here", agent)
	}
	n := m.vault.NonceSize()
	account, err := m.vault.Open(nil, raw[:n], raw[n:], agent[:])
	if err != nil {
		return "", fmt.Errorf("open account of agent %s: %w", agent, err)
	}
	return string(account), nil
}
