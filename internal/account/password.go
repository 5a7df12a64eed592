package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrWeakPassword refuses a password that is too short or absurdly long.
var ErrWeakPassword = fault.New(fault.Invalid, "password_weak", "a password has 8 to 200 characters")

// argon2id with 19 MiB and two passes, OWASP's smaller setting: a cheap machine
// signs in within a tenth of a second.
const (
	argonTime   = 2
	argonMemory = 19 * 1024
	argonKey    = 32
)

// HashPassword is what is kept of a password. It returns ErrWeakPassword.
func HashPassword(password string) (string, error) {
	if len(password) < 8 || len(password) > 200 {
		return "", ErrWeakPassword
	}
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("salt password: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, 1, argonKey)
	return "argon2id$" + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(key), nil
}

// passwordHolds compares in constant time.
func passwordHolds(hash, password string) bool {
	parts := strings.Split(hash, "$")
	if len(parts) != 3 || parts[0] != "argon2id" || len(password) > 200 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[1])
	want, err2 := base64.RawStdEncoding.DecodeString(parts[2])
	if err1 != nil || err2 != nil {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, 1, argonKey)
	return subtle.ConstantTimeCompare(got, want) == 1
}
