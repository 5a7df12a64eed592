package api

import (
	"bytes"
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
	for id := range permits {
		if !seen[id] {
			t.Errorf("permits has %q, which is no operation", id)
		}
	}
}

func TestTheDescriptionIsWritten(t *testing.T) {
	var b bytes.Buffer
	if err := Describe(&b); err != nil || !bytes.Contains(b.Bytes(), []byte(`"openapi": "3.1.0"`)) {
		t.Errorf("got %d bytes, %v; want an OpenAPI 3.1 description", b.Len(), err)
	}
}
