package app

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// The README's table of settings is what the program prints. UPDATE=1 writes
// it anew.
func TestSettingsInTheReadmeAreTheProgramsOwn(t *testing.T) {
	t.Parallel()
	const file = "../../README.md"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(b), "<!-- settings -->\n")
	got, tail, ok2 := strings.Cut(rest, "<!-- /settings -->")
	if !ok1 || !ok2 {
		t.Fatal("README.md has no place for the settings")
	}
	var want bytes.Buffer
	if err := printSettings(&want); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(head+"<!-- settings -->\n"+want.String()+"<!-- /settings -->"+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != want.String() {
		t.Error("the README's settings differ from `manyhands config`; UPDATE=1 go test ./internal/app -run Settings")
	}
}
