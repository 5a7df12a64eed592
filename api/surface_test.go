package api

import (
	"bytes"
	"os"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"
)

// Every operation is in the table of permissions, and every row of it is an
// operation: nothing is open or closed by oversight.
func TestEveryOperationHasAPermissionAndEveryPermissionAnOperation(t *testing.T) {
	s := &surface{doors: described(), app: fiber.New()}
	s.api = humafiber.New(s.app, description())
	s.mountOperations()
	seen := map[string]bool{}
	for path, item := range s.api.OpenAPI().Paths {
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if o == nil {
				continue
			}
			seen[o.OperationID] = true
			if _, ok := permits[o.OperationID]; !ok {
				t.Errorf("%s %s: operation %q has no row in permits", o.Method, path, o.OperationID)
			}
		}
	}
	for id := range moneyPermits {
		if _, twice := servicePermits[id]; twice {
			t.Errorf("%q has a row in both tables", id)
		}
	}
	for id := range permits {
		if !seen[id] {
			t.Errorf("permits has %q, which is no operation", id)
		}
	}
}

// The description that is committed is the surface's own: what a client is
// generated from is what answers. UPDATE=1 writes it anew.
func TestTheCommittedDescriptionIsTheSurfacesOwn(t *testing.T) {
	const file = "openapi.json"
	var got bytes.Buffer
	if err := Describe(&got); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%s is not what the surface describes (%d bytes, it describes %d); UPDATE=1 writes it anew", file, len(want), got.Len())
	}
	if !bytes.Contains(got.Bytes(), []byte(`"openapi": "3.1.0"`)) {
		t.Error("the description is no OpenAPI 3.1")
	}
}
